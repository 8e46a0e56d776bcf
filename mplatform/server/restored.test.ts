import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALFA, BETA } from './seed-rows.ts';
import { call, type Device, enrolDevice, type Said, startServer, type TestServer } from './testing.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const note = (text: string) => ({ kind: 'ticket.addNote' as const, target: 't-80', args: { text } });
const file = (): string => join(server.folder, 'mplatform.db');

/** What an operator keeps: all that is committed at this moment. */
function backUp(): Buffer {
  const db = new BetterSqlite3(file(), { readonly: true });
  const bytes = db.serialize();
  db.close();
  return bytes;
}

/** Nothing but the file is put back; nobody tells the server. */
const putBack = (bytes: Buffer): Promise<void> =>
  server.restart(() => {
    for (const end of ['-wal', '-shm']) rmSync(file() + end, { force: true });
    writeFileSync(file(), bytes);
  });

const ask = (query: Record<string, string>): Promise<Said> =>
  call(server.address, 'changes', { path: `/v1/changes?${new URLSearchParams(query)}`, token: device.token });

describe('a server whose database was put back from a copy', () => {
  it('knows no cursor of what the copy does not have, also once it has given those numbers again', async () => {
    await device.act(note('before'));
    const { cursor: before } = (await device.changes()).end;
    const copy = backUp();
    await device.act(note('lost'));
    const { cursor: lost } = (await device.changes(before)).end;
    await putBack(copy);
    expect((await ask({ cursor: lost })).code).toBe('changes.cursor-unknown');
    for (const to of [BETA.id, ALFA.id]) await server.mplatform.operator.withdrawTicket('t-115', 'reassigned', to);
    expect((await ask({ cursor: lost })).code).toBe('changes.cursor-unknown');
    expect((await ask({ cursor: before })).code).toBeUndefined();
  });

  it('knows no cursor within what the copy has either, when it was given after the copy was made', async () => {
    const copy = backUp();
    // The ticket moves behind the page that is read now; in the copy it stands before its end.
    await device.act(note('lost'));
    const page = (await ask({ limit: '2' })).body as string;
    const { cursor } = JSON.parse(page.trimEnd().split('\n').at(-1) ?? '') as { cursor: string };
    await putBack(copy);
    expect((await ask({ cursor })).code).toBe('changes.cursor-unknown');
  });

  it('notices an answer that it gave and does not know any more, and says what it knows', async () => {
    await device.act(note('before'));
    const { cursor } = (await device.changes()).end;
    const copy = backUp();
    await device.act(note('lost'));
    expect((await ask({ cursor, answered: '2' })).code).toBeUndefined();
    await putBack(copy);
    expect((await ask({ cursor, answered: '1' })).code).toBeUndefined();
    expect((await ask({ cursor, answered: '2' })).body).toMatchObject({ code: 'changes.cursor-unknown', lastSeq: 1 });
  });

  it('takes what it is sent again as new', async () => {
    const copy = backUp();
    const lost = device.operation(note('lost'));
    await device.send([lost]);
    await putBack(copy);
    expect((await device.send([lost])).body).toMatchObject({ results: [{ id: lost.id, outcome: 'applied' }], lastSeq: 1 });
    const { changes } = await device.changes();
    const ticket = changes.find(({ id }) => id === 't-80') as { data: { notes: { text: string }[] } };
    expect(ticket.data.notes.filter(({ text }) => text === 'lost').length).toBe(1);
  });

  it('says at enrolment how far it knows what was done as other devices of the same technician', async () => {
    await device.act(note('before'));
    const copy = backUp();
    const since = await enrolDevice(server, 'machine-0002');
    await since.act(note('lost'));
    await putBack(copy);
    const colleague = await enrolDevice(server, 'machine-0003', await codeFor('technik-2'));
    const formers = [device, since, colleague].map(({ enrolment }) => enrolment.deviceId);
    const body = { enrolmentCode: 'SZKOLENIE', machineId: 'machine-0002', name: 'Laptop', appVersion: '1', formers };
    expect((await call(server.address, 'enrol', { body })).body).toMatchObject({
      lastSeq: 0,
      formers: [
        { deviceId: device.enrolment.deviceId, lastSeq: 1 },
        { deviceId: since.enrolment.deviceId, lastSeq: 0 },
      ],
    });
  });
});

async function codeFor(technicianId: string): Promise<string> {
  const code = await server.mplatform.operator.issueEnrolmentCode(technicianId);
  if (!code.ok) throw new Error(code.error.code);
  return code.value;
}
