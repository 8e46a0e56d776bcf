import { readdir, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, pdf } from '../../tests/support/scans.ts';
import { MAX_OPEN_UPLOADS, UPLOAD_LIFETIME_MS } from './files.ts';
import { type Device, enrolDevice, startServer, type TestServer } from './testing.ts';
import { ask, tusOf } from './testing-files.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const scan = pdf(300_000);
const place = (answer: { headers: Record<string, unknown> }): string => String(answer.headers.location);
const attach = (of: Device, target: string, file = scan, kind: 'quote' | 'agreement' = 'quote') =>
  of.act({
    kind: 'ticket.attachFile',
    target,
    args: { kind, sha256: file.sha256, name: 'Wycena „SAM”.pdf', size: file.bytes.length },
  });
const unfinished = () => readdir(join(server.folder, 'files', 'unfinished')).catch(() => []);

async function ofOtherDealer(): Promise<Device> {
  const code = await server.mplatform.operator.issueEnrolmentCode('technik-beta');
  if (!code.ok) throw new Error(code.error.code);
  return enrolDevice(server, 'machine-beta', code.value);
}

describe('uploading', () => {
  it('takes a file in pieces, checks it, and only then lets it be attached', async () => {
    const { create, append, offset } = tusOf(server, device);
    const created = await create(scan);
    expect([created.status, created.headers['upload-expires']]).toEqual([201, 'Mon, 30 Nov 2026 09:00:00 GMT']);
    const url = place(created);
    const first = await append(url, 0, scan.bytes.subarray(0, 100_000));
    expect([first.status, first.headers['upload-offset']]).toEqual([204, '100000']);
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'retryLater', code: 'files.missing' }]);
    device.seq -= 1;
    await append(url, 100_000, scan.bytes.subarray(100_000));
    expect((await offset(url)).headers).toMatchObject({ 'upload-offset': '300000', 'upload-length': '300000' });
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
  });

  it('keeps of which point of sale an invoice is, and refuses one of another ticket', async () => {
    const { create, append } = tusOf(server, device);
    await append(place(await create(scan)), 0, scan.bytes);
    const invoice = (subTicketId: string) =>
      device.act({
        kind: 'ticket.attachFile',
        target: 't-80',
        args: { kind: 'invoice', sha256: scan.sha256, name: 'faktura.pdf', size: scan.bytes.length, subTicketId },
      });
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
    expect(await invoice('s-735')).toMatchObject([{ outcome: 'rejected', code: 'subTicket.unknown' }]);
    for (const id of ['s-812', 's-813', 's-813']) expect(await invoice(id)).toMatchObject([{ outcome: 'applied' }]);
    await server.restart();
    const { changes } = await device.changes();
    const ticket = changes.find(({ id }) => id === 't-80');
    expect(ticket).toMatchObject({ data: { files: [{ kind: 'quote' }, { subTicketId: 's-812' }, { subTicketId: 's-813' }] } });
  });

  it('goes on at the byte after a restart of the server', async () => {
    const url = place(await tusOf(server, device).create(scan));
    await tusOf(server, device).append(url, 0, scan.bytes.subarray(0, 123_457));
    await server.restart();
    const { offset, append } = tusOf(server, device);
    expect((await offset(url)).headers['upload-offset']).toBe('123457');
    expect((await append(url, 123_457, scan.bytes.subarray(123_457))).status).toBe(204);
  });

  it('keeps what came of a request that was cut off, and leaves no lock behind', async () => {
    const { create, offset, append } = tusOf(server, device);
    const url = place(await create(scan));
    const cut = halfSent(url);
    await cut.sent;
    cut.request.destroy();
    await expect(cut.ended).rejects.toThrow();
    const reached = Number((await offset(url)).headers['upload-offset']);
    expect(reached).toBe(100_000);
    expect((await append(url, reached, scan.bytes.subarray(reached))).status).toBe(204);
  });

  it('lets a new connection go on though the old one never said that it was dead', async () => {
    const { create, offset, append } = tusOf(server, device);
    const url = place(await create(scan));
    const hanging = halfSent(url);
    await hanging.sent;
    const reached = Number((await offset(url)).headers['upload-offset']);
    expect(reached).toBe(100_000);
    expect((await append(url, reached, scan.bytes.subarray(reached))).status).toBe(204);
    hanging.request.destroy();
    await hanging.ended.catch(() => {});
  });

  it('answers a repeat of the last piece, whose answer was lost, with where it stands', async () => {
    const { create, append, offset } = tusOf(server, device);
    const url = place(await create(scan));
    await append(url, 0, scan.bytes);
    expect((await append(url, 200_000, scan.bytes.subarray(200_000))).code).toBe('files.offset-differs');
    expect((await offset(url)).headers['upload-offset']).toBe('300000');
  });

  it('refuses and removes what differs from its digest, and takes the right bytes after that', async () => {
    const { create, append, offset, whole } = tusOf(server, device);
    const url = place(await create(scan));
    const wrong = await append(url, 0, pdf(300_000, 2).bytes);
    expect([wrong.status, wrong.code]).toEqual([422, 'files.digest-differs']);
    expect((await offset(url)).status).toBe(404);
    expect(await unfinished()).toEqual([]);
    expect((await tusOf(server, device).tus('HEAD', `/v1/files/${scan.sha256}`)).status).toBe(404);
    expect((await whole(scan)).status).toBe(204);
  });

  it('judges the type by the bytes, whatever it was announced as', async () => {
    const { create, append } = tusOf(server, device);
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const announced = { bytes: page, sha256: digestOf(page), type: 'application/pdf' } as const;
    expect((await append(place(await create(announced)), 0, page)).code).toBe('files.type-differs');
    expect((await create(scan, { type: 'text/html' })).code).toBe('request.invalid');
  });

  it('refuses what is empty, too large, or longer than announced', async () => {
    const { create, append, offset } = tusOf(server, device);
    const tooLarge = await create(scan, { size: 25 * 1024 * 1024 + 1 });
    expect([tooLarge.status, tooLarge.code]).toEqual([413, 'files.too-large']);
    expect((await create(scan, { size: 0 })).code).toBe('request.invalid');
    expect((await create(scan, { length: 5 })).code).toBe('request.invalid');
    expect((await create(scan, { sha256: '../../keys' })).code).toBe('request.invalid');
    const url = place(await create(scan));
    expect((await append(url, 0, Buffer.concat([scan.bytes, Buffer.from('x')]))).code).toBe('files.too-large');
    expect((await offset(url)).headers['upload-offset']).toBe('0');
  });

  it('needs nothing sent for what the dealer has sent before, from whichever device', async () => {
    await tusOf(server, device).whole(scan);
    const { create, offset, tus } = tusOf(server, await enrolDevice(server, 'machine-0002'));
    const known = await tus('HEAD', `/v1/files/${scan.sha256}`);
    expect([known.status, known.headers['upload-offset']]).toEqual([200, '300000']);
    const created = await create(scan);
    expect([created.status, created.headers['upload-offset']]).toEqual([201, '300000']);
    expect((await offset(place(created))).headers['upload-offset']).toBe('300000');
  });

  it('takes the same content from two devices at once', async () => {
    const [one, two] = [tusOf(server, device), tusOf(server, await enrolDevice(server, 'machine-0002'))];
    const urls = [place(await one.create(scan)), place(await two.create(scan))] as const;
    const ends = await Promise.all([one.append(urls[0], 0, scan.bytes), two.append(urls[1], 0, scan.bytes)]);
    expect(ends.map(({ status }) => status)).toEqual([204, 204]);
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
    expect((await unfinished()).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('forgets what was not finished in a week, and takes no more than so many at once from one device', async () => {
    const { create } = tusOf(server, device);
    const urls: string[] = [];
    for (let i = 0; i < MAX_OPEN_UPLOADS; i += 1) urls.push(place(await create(pdf(5000, i + 1))));
    expect((await create(scan)).code).toBe('files.too-many');
    server.clock.advance(UPLOAD_LIFETIME_MS + 1);
    device = await enrolDevice(server);
    const again = tusOf(server, device);
    expect((await again.offset(urls[0] ?? '')).status).toBe(410);
    expect((await again.create(scan)).status).toBe(201);
    expect(await unfinished()).toHaveLength(2);
    expect((await again.append(urls[1] ?? '', 0, scan.bytes)).code).toBe('files.upload-unknown');
  });

  it('gives an upload up when told to', async () => {
    const { create, tus, offset } = tusOf(server, device);
    const url = place(await create(scan));
    expect((await tus('DELETE', url)).status).toBe(204);
    expect((await offset(url)).status).toBe(404);
    expect(await unfinished()).toEqual([]);
  });

  it('says what it can do, and speaks no tus to whoever is not enrolled', async () => {
    const { headers } = await ask(server.address, 'OPTIONS', '/v1/files');
    expect(headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-max-size': '26214400' });
    expect((await ask(server.address, 'POST', '/v1/files', { headers: { 'upload-length': 5 } })).code).toBe('auth.unknown');
    expect((await tusOf(server, device).tus('HEAD', '/v1/files/uploads/../../etc')).status).toBe(404);
  });

  /** A request of which a third has arrived and the rest never will. */
  function halfSent(url: string) {
    const request = httpRequest(new URL(url, server.address), {
      method: 'PATCH',
      agent: false,
      headers: {
        authorization: `Bearer ${device.token}`,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': 0,
        'content-length': scan.bytes.length,
      },
    });
    const ended = new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
    const part = join(server.folder, 'files', 'unfinished', url.split('/').at(-1) ?? '');
    const sent = (async () => {
      request.write(scan.bytes.subarray(0, 100_000));
      // What counts is that it lies on the server's disk, which no event tells here.
      await expect.poll(async () => (await stat(part)).size, { timeout: 10_000 }).toBe(100_000);
    })();
    return { request, sent, ended };
  }
});

describe('reading', () => {
  beforeEach(async () => {
    await tusOf(server, device).whole(scan);
    await attach(device, 't-80');
  });
  const get = (of: Device, headers: Record<string, string> = {}, sha256 = scan.sha256) =>
    ask(server.address, 'GET', `/v1/files/${sha256}`, { token: of.token, headers });

  it('gives the very bytes, to be saved and kept, never to be run', async () => {
    const { status, headers, body } = await get(device);
    expect([status, digestOf(body)]).toEqual([200, scan.sha256]);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '300000',
      etag: `"${scan.sha256}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="Wycena _SAM_.pdf"; filename*=UTF-8''Wycena%20%E2%80%9ESAM%E2%80%9D.pdf`,
    });
  });

  it.each([
    ['bytes=0-99', 206, 'bytes 0-99/300000', 100],
    ['bytes=299900-', 206, 'bytes 299900-299999/300000', 100],
    ['bytes=-7', 206, 'bytes 299993-299999/300000', 7],
    ['bytes=299990-999999999', 206, 'bytes 299990-299999/300000', 10],
    ['bytes=300000-', 416, 'bytes */300000', undefined],
    ['bytes=0-1,5-6', 200, undefined, 300_000],
    ['lines=1-2', 200, undefined, 300_000],
  ] as const)('for the range %s answers %i', async (range, status, contentRange, length) => {
    const answer = await get(device, { range });
    expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
    if (length !== undefined) expect(answer.body).toHaveLength(length);
    else expect(answer.code).toBe('files.range-impossible');
  });

  it('sends nothing again to whoever has it, and the whole where a part is of something else', async () => {
    expect((await get(device, { 'if-none-match': `"${scan.sha256}"` })).status).toBe(304);
    expect((await get(device, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
  });

  it('is for those who may see a ticket that names it, and for nobody else', async () => {
    const beta = await ofOtherDealer();
    expect((await get(beta)).code).toBe('files.unknown');
    expect((await tusOf(server, beta).tus('HEAD', `/v1/files/${scan.sha256}`)).status).toBe(404);
    await server.mplatform.operator.withdrawTicket('t-80', 'reassigned', '102');
    expect((await get(beta)).status).toBe(200);
    expect((await get(device)).code).toBe('files.unknown');
  });

  it('does not let another dealer attach a file by its digest alone, nor see into its upload', async () => {
    const other = pdf(4000, 9);
    const created = await tusOf(server, device).create(other);
    const beta = await ofOtherDealer();
    expect((await tusOf(server, beta).offset(place(created))).status).toBe(404);
    expect(await attach(beta, 't-204')).toMatchObject([{ outcome: 'rejected', code: 'ticket.not-taken' }]);
    await beta.act({ kind: 'ticket.take', target: 't-204', args: {} });
    expect(await attach(beta, 't-204')).toMatchObject([{ code: 'files.missing' }]);
    beta.seq -= 1;
    const sent = await tusOf(server, beta).create(scan);
    expect(sent.headers['upload-offset']).toBeUndefined();
    await tusOf(server, beta).append(place(sent), 0, scan.bytes);
    expect(await attach(beta, 't-204')).toMatchObject([{ outcome: 'applied' }]);
  });
});
