import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTicket } from '../../tests/support/dossiers.ts';
import { pdf } from '../../tests/support/scans.ts';
import { type Device, enrolDevice, openLive, startServer, type TestServer } from './testing.ts';
import { tusOf } from './testing-files.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

/** A call whose body and answer go as the test says. */
function begin(method: string, path: string, headers: Record<string, string | number> = {}): ClientRequest {
  const authorization = `Bearer ${device.token}`;
  return httpRequest(new URL(path, server.address), { method, agent: false, headers: { authorization, ...headers } });
}
const answerTo = async (request: ClientRequest): Promise<IncomingMessage> => (await once(request, 'response'))[0];
async function read(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer) text += String(part);
  return text;
}

const notes = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    device.operation({ kind: 'ticket.addNote', target: 't-80', args: { text: `Uwaga ${n}` } }),
  );

describe('a node that is told to stop', () => {
  it('decides all of a batch that it had begun, answers, and has it on the disk', async () => {
    const colleague = await enrolDevice(server, 'machine-0002');
    const line = await openLive(server, colleague);
    await line.next();
    const sent = notes(25);
    const answered = device.send(sent);
    // The first of it is committed; most of the rest is not.
    await line.next();
    const stopped = server.mplatform.close();
    const { body } = await answered;
    expect(body).toMatchObject({ lastSeq: 25, results: sent.map(({ id }) => ({ id, outcome: 'applied' })) });
    await stopped;
    await server.restart();
    expect((await device.send(sent)).body).toMatchObject({ lastSeq: 25, results: sent.map(() => ({ outcome: 'applied' })) });
    const { changes } = await device.changes();
    const ticket = changes.find(({ id }) => id === 't-80') as unknown as { data: { notes: { text: string }[] } };
    expect(ticket.data.notes.map(({ text }) => text)).toEqual(sent.map((_, n) => `Uwaga ${n}`));
  });

  it('takes the rest of a piece of a file that was on its way', async () => {
    const scan = pdf(300_000);
    const { create, offset } = tusOf(server, device);
    const url = String((await create(scan)).headers.location);
    const request = begin('PATCH', url, {
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': 0,
      'content-length': scan.bytes.length,
    });
    request.write(scan.bytes.subarray(0, 150_000));
    await once(request, 'socket');
    while (!(await arrived(url))) await new Promise(setImmediate);
    const stopped = server.mplatform.close();
    request.end(scan.bytes.subarray(150_000));
    const answer = await answerTo(request);
    expect([answer.statusCode, answer.headers['upload-offset']]).toEqual([204, '300000']);
    answer.resume();
    await stopped;
    await server.restart();
    expect((await offset(url)).headers).toMatchObject({ 'upload-offset': '300000' });
  });

  it('lets go of one who does not go on, and what had come of the file is kept', async () => {
    const scan = pdf(300_000);
    const { create, offset, append } = tusOf(server, device);
    const url = String((await create(scan)).headers.location);
    const request = begin('PATCH', url, {
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': 0,
      'content-length': scan.bytes.length,
    });
    const cut = new Promise<void>((resolve) => request.once('close', resolve));
    request.on('error', () => undefined);
    request.write(scan.bytes.subarray(0, 150_000));
    while (!(await arrived(url))) await new Promise(setImmediate);
    await server.mplatform.close();
    await cut;
    await server.restart();
    const there = Number((await offset(url)).headers['upload-offset']);
    expect(there).toBeGreaterThan(0);
    expect((await append(url, there, scan.bytes.subarray(there))).headers['upload-offset']).toBe('300000');
  });

  it('sends the rest of the changes that it had begun to send, however slowly they are read', async () => {
    const long = 'Detalista czeka na dostawę drukarki fiskalnej. '.repeat(40);
    const store = await server.openStore();
    await store.transaction(async (tx) => {
      for (let n = 0; n < 400; n += 1) {
        const data = aTicket({ id: `t-9${n}`, notes: Array(20).fill({ text: long, author: 'Jan', at: '2026-11-23T09:00:00Z' }) });
        await tx.saveRow({ kind: 'ticket', id: data.id, audience: '101', data });
      }
    });
    await store.close();
    const request = begin('GET', '/v1/changes?limit=1000').end();
    const answer = await answerTo(request);
    await once(answer, 'readable');
    const stopped = server.mplatform.close();
    // More than what lies between both ends: the node has to wait for the reader.
    const lines = (await read(answer)).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(400);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ more: false });
    await stopped;
  });

  it('does not begin what comes afterwards: it is refused, and made somewhere else', async () => {
    const sent = notes(20);
    const colleague = await enrolDevice(server, 'machine-0002');
    const line = await openLive(server, colleague);
    await line.next();
    const answered = device.send(sent);
    await line.next();
    const stopped = server.mplatform.close();
    const late = await fetch(`${server.address}/v1/health`).then(
      ({ status }) => status,
      () => 'no connection',
    );
    expect([503, 'no connection']).toContain(late);
    expect((await answered).status).toBe(200);
    await stopped;
  });
});

/** Whether any byte of the piece is on the shelf: its own folder is asked, since the upload itself is in use. */
const arrived = (url: string): Promise<boolean> =>
  stat(join(server.folder, 'files', 'unfinished', url.split('/').at(-1) ?? '')).then(
    ({ size }) => size > 0,
    () => false,
  );
