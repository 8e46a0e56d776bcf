import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { makeAuthority, makeCertificate } from '../../../native-checks/probe/lab/certificates.ts';
import { openLive } from '../sync/live.ts';
import { systemTimers } from '../timers.ts';
import { createFieldClient } from './client.ts';
import { environmentProxy } from './environment-proxy.ts';
import type { ProxyFor } from './way.ts';

/** A name that only the proxy can resolve: whatever reaches the server went through it. */
const NAME = 'mplatform.shop.example';

async function listen(server: NetServer): Promise<number> {
  const open = new Set<Duplex>();
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that lets CONNECT through to one port, or answers with a status, and notes what it was asked. */
async function aProxy(to: number, status = 200) {
  const asked: { readonly method: string; readonly url: string; readonly authorization: string | undefined }[] = [];
  const note = ({ method = '', url = '', headers }: IncomingMessage): void =>
    void asked.push({ method, url, authorization: headers['proxy-authorization'] });
  const server: Server = createHttp((request, response) => {
    note(request);
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket: Duplex) => {
    note(request);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const onward = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { port: await listen(server), asked };
}

const pair = {
  accessToken: 'a'.repeat(20),
  refreshToken: 'b'.repeat(20),
  expiresAt: '2026-03-10T09:00:00.000Z',
  serverTime: '2026-03-10T08:00:00.000Z',
};

async function mplatform(host = NAME) {
  const authority = await makeAuthority('Shop test authority');
  const certificate = await makeCertificate({ authority, hosts: [host], commonName: host });
  const tokens: (string | undefined)[] = [];
  const answer = (_request: IncomingMessage, response: ServerResponse): void =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(pair));
  const server = createHttps({ key: certificate.key, cert: certificate.cert }, answer);
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    tokens.push(request.headers.authorization);
    socket.send(JSON.stringify({ type: 'changed', seq: 1 }));
  });
  return { port: await listen(server), ca: authority.cert, tokens };
}

const through =
  (port: number): ProxyFor =>
  async () => ({ kind: 'proxy', host: '127.0.0.1', port, source: 'system' });

it('calls and the live line go through the proxy’s tunnel, sealed, by the name that only it can resolve', async () => {
  const server = await mplatform();
  const proxy = await aProxy(server.port);
  const client = createFieldClient({ server: `https://${NAME}/`, ca: server.ca, proxyFor: through(proxy.port) });
  expect(await client.refresh('token-of-the-device')).toMatchObject({ ok: true, value: { accessToken: 'a'.repeat(20) } });
  const live = await new Promise<ReturnType<typeof openLive>>((resolve, reject) => {
    const line = openLive(client, 'live-token', systemTimers, {
      changed: () => resolve(line),
      lost: () => reject(new Error('lost')),
    });
  });
  live.close();
  expect(server.tokens).toEqual(['Bearer live-token']);
  expect(proxy.asked).toEqual([
    { method: 'CONNECT', url: `${NAME}:443`, authorization: undefined },
    { method: 'CONNECT', url: `${NAME}:443`, authorization: undefined },
  ]);
});

it('believes no other certificate behind a proxy than without one', async () => {
  const server = await mplatform('another.example');
  const proxy = await aProxy(server.port);
  const known = createFieldClient({ server: `https://${NAME}/`, ca: server.ca, proxyFor: through(proxy.port) });
  expect(await known.refresh('x')).toMatchObject({ ok: false, error: { code: 'sync.untrusted' } });
  const stranger = createFieldClient({ server: 'https://another.example/', ca: undefined, proxyFor: through(proxy.port) });
  expect(await stranger.refresh('x')).toMatchObject({ ok: false, error: { code: 'sync.untrusted' } });
  expect(proxy.asked.every(({ method }) => method === 'CONNECT')).toBe(true);
});

it('says that the line is not there when the proxy lets nobody through, and tries no other way', async () => {
  const server = await mplatform();
  const proxy = await aProxy(server.port, 407);
  const client = createFieldClient({ server: `https://${NAME}/`, ca: server.ca, proxyFor: through(proxy.port) });
  expect(await client.refresh('x')).toMatchObject({
    ok: false,
    error: { code: 'sync.unreachable', evidence: { code: 'PROXY_407' } },
  });
});

it('never reaches this very machine through a proxy, whatever the settings say', async () => {
  const server = await mplatform('localhost');
  const proxy = await aProxy(server.port);
  const client = createFieldClient({ server: `https://localhost:${server.port}/`, ca: server.ca, proxyFor: through(proxy.port) });
  expect(await client.refresh('x')).toMatchObject({ ok: true });
  const plain = createFieldClient({ server: `http://127.0.0.1:${server.port}`, ca: undefined, proxyFor: through(proxy.port) });
  await plain.refresh('x');
  expect(proxy.asked).toEqual([]);
});

it('asks the way anew for each connection, as networks change while the app runs', async () => {
  const server = await mplatform();
  const proxies = [await aProxy(server.port), await aProxy(server.port)];
  let current = 0;
  const client = createFieldClient({
    server: `https://${NAME}/`,
    ca: server.ca,
    proxyFor: (url) => through(proxies[current]?.port ?? 0)(url),
  });
  await client.refresh('x');
  client.disconnect();
  current = 1;
  await client.refresh('x');
  expect(proxies.map(({ asked }) => asked.length)).toEqual([1, 1]);
});

it.each([
  ['linux', {}, 'https://m.example/', 'none'],
  ['win32', {}, 'https://m.example/', 'unknown'],
  ['win32', {}, 'https://localhost:1/', 'none'],
  ['win32', { HTTPS_PROXY: 'http://p.example:3128' }, 'https://m.example/', 'proxy'],
  ['win32', { HTTPS_PROXY: 'http://p.example:3128', NO_PROXY: 'm.example' }, 'https://m.example/', 'none'],
] as const)('without a window on %s, with %j, the way to %s is %s', async (platform, environment, url, kind) => {
  expect((await environmentProxy(environment, platform)(new URL(url))).kind).toBe(kind);
});
