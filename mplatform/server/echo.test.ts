import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_ECHO_BYTES, MAX_ECHO_MESSAGE_BYTES } from '../contract/index.ts';
import { ECHO_CLOSE, ECHO_LIMITS, type EchoLimits } from './echo.ts';
import { startServer, type TestServer } from './testing.ts';

let server: TestServer;
afterEach(() => server.close());

const post = (body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
  fetch(`${server.address}/v1/echo`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream', 'accept-encoding': 'gzip', ...headers },
  });
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

const connect = async (path = '/v1/echo'): Promise<WebSocket> => {
  const socket = new WebSocket(server.address.replace('http', 'ws') + path);
  await once(socket, 'open');
  return socket;
};
const refusal = async (): Promise<unknown> => {
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/v1/echo`);
  const [request, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  request.destroy();
  return JSON.parse(Buffer.concat(chunks).toString()).code;
};
const closeOf = async (socket: WebSocket): Promise<number> => Number((await once(socket, 'close'))[0]);
const limits = (more: Partial<EchoLimits>): EchoLimits => ({ ...ECHO_LIMITS, ...more });

it('gives bodies back byte for byte up to 64 KiB, and never compressed', async () => {
  server = await startServer();
  const every = Uint8Array.from({ length: 4096 }, (_, i) => i % 256);
  for (const body of [new Uint8Array(0), every, new Uint8Array(MAX_ECHO_BYTES)]) {
    const response = await post(body);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(Number(response.headers.get('content-length'))).toBe(body.length);
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), body)).toBe(0);
  }
  expect(await codeOf(await post(new Uint8Array(MAX_ECHO_BYTES + 1)))).toEqual([413, 'request.too-large']);
});

it('takes nothing but bytes for the echo, and bytes for nothing but the echo', async () => {
  server = await startServer();
  expect(await codeOf(await post('{}', { 'content-type': 'application/json' }))).toEqual([415, 'request.media-type']);
  const elsewhere = await fetch(`${server.address}/v1/devices`, {
    method: 'POST',
    body: 'x',
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(await codeOf(elsewhere)).toEqual([415, 'request.media-type']);
});

it('keeps an address to fewer echoes than other calls, and does not count them among those', async () => {
  server = await startServer({ rateLimits: { device: 3, address: 4, echo: 2 } });
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await post('x')).status);
  for (let i = 0; i < 5; i += 1) statuses.push((await fetch(`${server.address}/v1/health`)).status);
  expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 200, 429]);
});

it.each(['/v1/echo', '/v1/live'])('says at %s that it is for WebSocket only when nobody asked for one', async (path) => {
  server = await startServer();
  const response = await fetch(server.address + path);
  expect(response.headers.get('upgrade')).toBe('websocket');
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await codeOf(response)).toEqual([426, 'request.upgrade-needed']);
});

it('gives text messages back as they are, ten of them', async () => {
  server = await startServer();
  const line = await connect('/v1/echo?x=1');
  const sent = ['', 'zażółć', '{"type":"echo"}', 'x'.repeat(MAX_ECHO_MESSAGE_BYTES), ...'abcdef'];
  for (const text of sent) {
    line.send(text);
    const [data, binary] = await once(line, 'message');
    expect([String(data), binary]).toEqual([text, false]);
  }
  line.send('one too many');
  expect(await closeOf(line)).toBe(ECHO_CLOSE.tooMany);
});

it('ends a line that says too much at once, or something else than text', async () => {
  server = await startServer();
  const [big, binary] = [await connect(), await connect()];
  big.send('x'.repeat(MAX_ECHO_MESSAGE_BYTES + 1));
  binary.send(Buffer.from([1]));
  expect(await Promise.all([closeOf(big), closeOf(binary)])).toEqual([1009, ECHO_CLOSE.notText]);
});

it('ends a line when its time is up, though it is silent', async () => {
  server = await startServer({ echoLimits: limits({ openMs: 20 }) });
  expect(await closeOf(await connect())).toBe(ECHO_CLOSE.timeUp);
});

it.each([
  ['one address', { perAddress: 2 }],
  ['all together', { inAll: 2 }],
])('opens only so many lines at once for %s, and one more when one has ended', async (_whose, few) => {
  server = await startServer({ echoLimits: limits(few) });
  const [first] = [await connect(), await connect()];
  expect(await refusal()).toBe('request.too-many');
  first.close();
  await closeOf(first);
  (await connect()).close();
});

it('says goodbye when the server stops', async () => {
  server = await startServer();
  const line = await connect();
  const closed = closeOf(line);
  await server.mplatform.close();
  expect(await closed).toBe(ECHO_CLOSE.stopping);
});
