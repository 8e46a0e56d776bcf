import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../domain/clock.ts';
import { CONTRACT_VERSION, OLDEST_CONTRACT } from '../../contract/version.ts';
import type { ServerContext } from '../context.ts';
import { call, enrolDevice, startServer, type TestServer } from '../testing.ts';
import { createApp } from './app.ts';
import { languageOf } from './problems.ts';

let server: TestServer;
afterEach(() => server.close());

function log() {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: pino({}, to) };
}
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(server.address + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

it('answers the calls that need no sign-in', async () => {
  server = await startServer();
  const captive = await call(server.address, 'captive');
  expect([captive.status, captive.body]).toEqual([204, '']);
  expect((await call(server.address, 'health')).body).toEqual({
    status: 'ok',
    service: 'mplatform-field-api',
    time: '2026-11-23T09:00:00.000Z',
    contract: { version: CONTRACT_VERSION, oldest: OLDEST_CONTRACT },
  });
  expect((await call(server.address, 'openapi')).body).toMatchObject({ openapi: '3.1.0', paths: { '/v1/operations': {} } });
});

it('sends safe headers and its own time with every answer, problems too', async () => {
  server = await startServer();
  for (const path of ['/v1/health', '/nothing']) {
    const { headers } = await fetch(server.address + path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 09:00:00 GMT');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
  }
});

it('meets whatever is wrong with a request by a problem with a code and a sentence', async () => {
  server = await startServer();
  const codes = await Promise.all(
    [
      fetch(`${server.address}/nothing`),
      fetch(`${server.address}/v1/operations`),
      post('/v1/devices', '{'),
      post('/v1/devices', '{}'),
      post('/v1/devices', '"__proto__"'),
      post('/v1/devices', '{"__proto__": {"x": 1}}'),
      post('/v1/devices', 'x', { 'content-type': 'text/csv' }),
      post('/v1/devices', JSON.stringify({ enrolmentCode: 'x'.repeat(5000) })),
      post('/v1/devices', ''),
      fetch(`${server.address}/%`),
    ].map(async (said) => {
      const response = await said;
      expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      const problem = (await response.json()) as { code: string; title: string; status: number };
      expect(problem.title).toMatch(/^\p{Lu}.*\.$/u);
      expect(problem.status).toBe(response.status);
      expect(JSON.stringify(problem)).not.toMatch(/node_modules|at .*\.ts|Error/);
      return problem.code;
    }),
  );
  expect(codes).toEqual([
    'request.not-found',
    'request.not-found',
    'request.unreadable',
    'request.invalid',
    'request.invalid',
    'request.unreadable',
    'request.media-type',
    'request.too-large',
    'request.unreadable',
    'request.unreadable',
  ]);
});

it('names the fields that are wrong', async () => {
  server = await startServer();
  const said = await call(server.address, 'enrol', {
    body: { enrolmentCode: 'A', machineId: 'short', name: 'x', appVersion: 1 },
  });
  expect(said.body).toMatchObject({ code: 'request.invalid', fields: ['body.machineId', 'body.appVersion'] });
});

it('keeps each device, and each address without a device, to its own number of calls a minute', async () => {
  server = await startServer({ rateLimits: { device: 3, address: 4, echo: 2 } });
  const [one, two] = [await enrolDevice(server, 'machine-0001'), await enrolDevice(server, 'machine-0002')];
  const codes = async (token: string | undefined) => {
    const said: (string | undefined)[] = [];
    for (let i = 0; i < 4; i += 1) said.push((await call(server.address, 'changes', token === undefined ? {} : { token })).code);
    return said;
  };
  expect(await codes(one.token)).toEqual([undefined, undefined, undefined, 'request.too-many']);
  expect(await codes(two.token)).toEqual([undefined, undefined, undefined, 'request.too-many']);
  // Two enrolments came from this address before; a made-up token gets no account of its own.
  expect(await codes('mt.a.invented.1.1.x')).toEqual(['auth.unknown', 'auth.unknown', 'request.too-many', 'request.too-many']);
});

it('logs calls without tokens, addresses, queries or bodies', async () => {
  const { lines, logger } = log();
  server = await startServer({ logger });
  const device = await enrolDevice(server);
  await device.changes();
  await device.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Poufna uwaga' } });
  await device.changes(`${(await device.changes()).end.cursor}`);
  // Where it listens is the operator's business; who called is not.
  const text = lines.filter((line) => !line.includes('Server listening')).join('');
  expect(text).toContain('/v1/operations');
  for (const secret of [device.token, 'SZKOLENIE', 'Poufna', '127.0.0.1', 'cursor=', 'machine-0001'])
    expect(text).not.toContain(secret);
});

it('takes nobody who hangs up while a long answer is packed for a bug of its own', async () => {
  server = await startServer();
  const { lines, logger } = log();
  const context = { tokens: { read: () => undefined }, clock: systemClock } as unknown as ServerContext;
  const app = await createApp(context, { logger });
  const failed = Promise.withResolvers<void>();
  app.addHook('onError', async () => failed.resolve());
  app.post('/long', async (request, reply) => {
    const answer = async function* () {
      request.raw.socket.destroy();
      await once(request.raw.socket, 'close');
      yield 'x'.repeat(5000);
    };
    return reply.type('application/json').send(Readable.from(answer()));
  });
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    'POST /long HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  );
  await failed.promise;
  await app.close();
  expect(lines.filter((line) => line.includes('bug'))).toEqual([]);
});

it('finishes the answer that was begun before it stops, and takes no further calls', async () => {
  server = await startServer();
  const device = await enrolDevice(server);
  const url = new URL(server.address);
  const socket = connect(Number(url.port), url.hostname);
  socket.write(
    `GET /v1/changes HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${device.token}\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n`,
  );
  let text = '';
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const begun = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.on('data', (chunk) => (text += String(chunk)));
  await begun;
  await server.mplatform.close();
  await ended;
  expect(text).toContain('"cursor"');
  await expect(fetch(`${server.address}/v1/health`)).rejects.toThrow();
});

it('reads the wanted language as browsers write it, Polish when it says none of ours', () => {
  server = { close: async () => undefined } as TestServer;
  expect(
    [undefined, 'en', 'en-US,pl;q=0.9', 'pl, en', 'de, en;q=0.1', 'de', 'en;q=0.1, pl;q=0.2', ';;q=x'].map(languageOf),
  ).toEqual(['pl', 'en', 'en', 'pl', 'en', 'pl', 'pl', 'pl']);
});

it('asks a program that is too old to be updated, on calls and live line alike, and serves tills and the curious all the same', async () => {
  server = await startServer({ oldestContract: 2 });
  const body = { enrolmentCode: 'SZKOLENIE', machineId: 'machine-0001', name: 'Laptop', appVersion: '0.1.0' };
  for (const headers of [{}, { 'm-technik-contract': '1' }, { 'm-technik-contract': 'x' }] as Record<string, string>[]) {
    const said = await call(server.address, 'enrol', { body, headers });
    expect([said.status, said.code]).toEqual([426, 'contract.too-old']);
  }
  expect((await call(server.address, 'enrol', { body, headers: { 'm-technik-contract': '2' } })).code).toBeUndefined();
  // One from later years is served, too.
  expect((await call(server.address, 'enrol', { body, headers: { 'm-technik-contract': '900' } })).code).toBeUndefined();
  expect((await call(server.address, 'changes', { token: 'nobody' })).code).toBe('contract.too-old');
  const upgrade = await new Promise<string>((resolve) => {
    const socket = connect(server.mplatform.port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
    });
    socket.on('close', () => resolve(text));
    socket.write(
      'GET /v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  });
  expect(upgrade).toContain('contract.too-old');
  expect((await call(server.address, 'health')).body).toMatchObject({ contract: { oldest: 2 } });
  expect((await call(server.address, 'captive')).status).toBe(204);
  const contact = { storeId: '735', posName: 'PC-POS 7', version: '7.1' };
  expect((await call(server.address, 'contact', { body: contact })).status).toBe(200);
});

it('says with every answer which version it speaks', async () => {
  server = await startServer();
  for (const path of ['/v1/health', '/nothing', '/v1/changes']) {
    const { headers } = await fetch(server.address + path);
    expect(headers.get('m-technik-contract')).toBe(String(CONTRACT_VERSION));
  }
});
