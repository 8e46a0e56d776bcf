import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../../tests/support/temp.ts';
import { trainingCertificate } from '../training/certificate.ts';
import { createFieldClient, type FieldClient } from './client.ts';

/** A server on this machine that answers each call as the test says. */
async function serverThat(answers: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answers(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, client: createFieldClient({ server: `http://127.0.0.1:${portOf(server)}`, ca: undefined, timeoutMs: 200 }) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A page with its rows read. */
async function pageOf(client: FieldClient, limit = 10) {
  const page = await client.changes(undefined, limit, 'token');
  if (!page.ok) return page;
  const rows = page.value.read();
  return rows.ok ? { ok: true, value: { ...rows.value, end: page.value.end } } : rows;
}

const removed = (id: string): string =>
  `${JSON.stringify({ seq: 1, kind: 'ticket', id, removed: true, reason: 'reassigned' })}\n`;
const end = (more = false): string => `${JSON.stringify({ cursor: 'c1', more, serverTime: '2026-03-10T08:00:00Z' })}\n`;

it('does not read a line without an end into memory', async () => {
  let written = 0;
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const piece = 'x'.repeat(1024 * 1024);
    const more = (): void => {
      while (!response.destroyed && written < 200) {
        written += 1;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
  expect(written).toBeLessThan(100);
}, 20_000);

it.each([
  ['what no page begins with', '<html>Zaloguj się do sieci</html>'],
  ['a line that is none of the contract’s', `this is no line of the contract\n${end()}`],
  ['an end in the middle', `${end(true)}${removed('1042')}${end()}`],
  [
    'a row under another row’s id',
    `${JSON.stringify({ seq: 1, kind: 'setting', id: 'other', version: 1, data: { id: 'pcpos', serverAddress: 'https://a.example', helpLine: '' } })}\n${end()}`,
  ],
])('takes nothing of a page that holds %s', async (_what, body) => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(body);
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
});

it.each(['half of a packed page', 'a page without its end'])('says that %s was cut off', async (what) => {
  const packed = gzipSync(removed('1042') + end());
  const { client } = await serverThat((response) => {
    const half = what === 'half of a packed page';
    response.writeHead(200, { 'content-type': 'application/x-ndjson', ...(half ? { 'content-encoding': 'gzip' } : {}) });
    response.end(half ? packed.subarray(0, -20) : removed('1042'));
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.cut-off' } });
});

it.each([
  ['unpacks to more than any page holds', 'gzip', gzipSync(Buffer.alloc(80 * 1024 * 1024))],
  ['is packed as nobody asked', 'br', Buffer.from('?')],
])('takes nothing of what %s', async (_what, encoding, body) => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': encoding });
    response.end(body);
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
});

it('gives up a page of changes that begins and then falls silent, and lets go of its line', async () => {
  let closed: Promise<unknown> | undefined;
  const { client } = await serverThat((response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(removed('1042'));
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.timeout' } });
  await closed;
}, 5_000);

it('takes nothing of a page that is longer than what was asked for', async () => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(Array.from({ length: 11 }, (_, i) => removed(`t-${i}`)).join('') + end());
  });
  expect(await pageOf(client)).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
});

it('reads a page to its end', async () => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(removed('1042') + end(true));
  });
  expect(await pageOf(client)).toMatchObject({
    ok: true,
    value: { changes: [{ id: '1042' }], end: { cursor: 'c1', more: true } },
  });
});

it('says that a page was cut off when its line is dropped in the middle', async () => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(removed('1042'), () => response.destroy());
  });
  const page = await pageOf(client);
  expect(page.ok).toBe(false);
});

it('gives up a call whose question or whose answer the line has swallowed', async () => {
  const { client } = await serverThat(() => {});
  expect(await client.refresh('mt.r.some-refresh-token')).toMatchObject({ ok: false, error: { code: 'sync.timeout' } });
  const half = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"accessToken":');
  });
  expect(await half.client.refresh('mt.r.some-refresh-token')).toMatchObject({ ok: false, error: { code: 'sync.timeout' } });
}, 10_000);

it('keeps the rest of a page that holds what only a newer program can read, and says what that was', async () => {
  const { client } = await serverThat((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const price = { seq: 2, kind: 'priceList', id: 'p-1', version: 1, data: { items: [] } };
    const paused = { seq: 3, kind: 'ticket', id: '1043', version: 2, data: { id: '1043', status: 'paused' } };
    response.end(`${removed('1042')}${JSON.stringify(price)}\n${JSON.stringify(paused)}\n${end()}`);
  });
  expect(await pageOf(client, 3)).toMatchObject({
    ok: true,
    value: {
      changes: [{ id: '1042' }],
      unread: [
        { kind: 'priceList', id: 'p-1' },
        { kind: 'ticket', id: '1043' },
      ],
    },
  });
});

const DAY_MS = 86_400_000;
it.each([
  ['has run out by this clock', -20 * 365 * DAY_MS],
  ['does not hold yet by this clock', 365 * DAY_MS],
])('names the clock where a certificate %s', async (_what, ms) => {
  const tls = await trainingCertificate(tempFolder(), Date.now() + ms);
  const server = createTlsServer(tls, (_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const client = createFieldClient({ server: `https://localhost:${portOf(server)}`, ca: tls.cert });
  expect(await client.refresh('mt.r.some-refresh-token')).toMatchObject({ ok: false, error: { code: 'sync.certificate-dates' } });
});

it('does not call silent what answers, but not in TLS', async () => {
  const { server } = await serverThat((response) => response.end());
  const client = createFieldClient({ server: `https://localhost:${portOf(server)}`, ca: undefined });
  expect(await client.refresh('mt.r.some-refresh-token')).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
});
