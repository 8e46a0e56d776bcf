import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { forbidsClosing } from '../../domain/probe.ts';
import { type KeyPair, makeAuthority, makeCertificate } from './lab/certificates.ts';
import { probe } from './lab/probing.ts';
import { type Asked, labProxy, startProxy } from './lab/proxies.ts';
import { healthy, Lab } from './lab/servers.ts';
import { AT_HOME } from './lab/shop.ts';
import { proxyFromEnvironment } from './proxy-settings.ts';
import { runProbe } from './run.ts';
import type { ProxySetting } from './types.ts';

const lab = new Lab();
let authority: KeyPair;
let pair: KeyPair;
beforeAll(async () => {
  authority = await makeAuthority('Lab CA');
  pair = await makeCertificate({ authority, hosts: ['shop.test'] });
});
afterEach(() => lab.close());

const through = (port: number, more: object = {}): (() => Promise<ProxySetting>) => {
  return async () => ({ kind: 'proxy', source: 'system', host: '127.0.0.1', port, ...more });
};
const unknownHere = () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }));

describe('a proxy that lets through', () => {
  test('carries every later stage to a server whose name only it knows', async () => {
    const seen: Asked[] = [];
    const server = await lab.mplatform({ pair });
    const port = await startProxy(lab, { seen });
    const address = `https://shop.test:${server}`;
    const deps = { ca: authority.cert, proxyFor: through(port), lookup: unknownHere };
    const stages = await probe({ server: address, deps });
    expect(Object.fromEntries([...stages].map(([id, { code }]) => [id, code]))).toMatchObject({
      proxy: 'probe.proxy-passes',
      names: 'probe.names-through-proxy',
      portal: 'probe.portal-through-proxy',
      tcp: 'probe.tcp-through-proxy',
      tls: 'probe.tls-trusted',
      http: 'probe.http-ok',
      clock: 'probe.clock-right',
      live: 'probe.live-echoed',
    });
    expect([...stages.values()].filter((one) => forbidsClosing(one, 'workstation'))).toEqual([]);
    expect(stages.get('proxy')).toMatchObject({ params: { proxy: `127.0.0.1:${port}` }, evidence: { source: 'system' } });
    // Its own, then one for each stage that sends.
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(new Set(seen.map((one) => one.authority))).toEqual(new Set([`shop.test:${server}`]));
  });

  test('after a password gets it in each connection, and no report does', async () => {
    const seen: Asked[] = [];
    const secret = `Basic ${Buffer.from('kasa:tajne').toString('base64')}`;
    const server = await lab.mplatform({ pair });
    const port = await startProxy(lab, { seen, wants: secret });
    const proxyFor = proxyFromEnvironment({ https_proxy: `http://kasa:tajne@127.0.0.1:${port}` });
    const deps = { ca: authority.cert, lookup: unknownHere, proxyFor };
    const stages = await probe({ server: `https://shop.test:${server}`, deps });
    expect(stages.get('live')?.code).toBe('probe.live-echoed');
    expect(new Set(seen.map((one) => one.authorization))).toEqual(new Set([secret]));
    expect(JSON.stringify([...stages.values()])).not.toMatch(/tajne|a2FzYTp0YWpuZQ/);
  });

  test('and is itself spoken to over TLS is believed by its certificate', async () => {
    const server = await lab.mplatform({ pair });
    const own = await makeCertificate({ authority });
    const proxy = createHttps(own);
    proxy.on('connect', (...asked) => labProxy().emit('connect', ...asked));
    const proxyFor = through(await lab.listen(proxy), { secure: true });
    const of = async (ca: string) =>
      probe({ server: `https://shop.test:${server}`, deps: { ca, proxyFor }, options: { only: ['http'] } });
    expect((await of(authority.cert)).get('http')?.code).toBe('probe.http-ok');
    expect((await of((await makeAuthority('Other')).cert)).get('proxy')).toMatchObject({
      code: 'probe.proxy-unreachable',
      params: { reason: expect.stringContaining('VERIFY') },
    });
  });

  test("does not soften what is believed: the server's certificate is still compared with the server's name", async () => {
    const other = await makeCertificate({ authority, hosts: ['other.test'] });
    const server = await lab.mplatform({ pair: other });
    const deps = { ca: authority.cert, proxyFor: through(await startProxy(lab)) };
    const stages = await probe({ server: `https://shop.test:${server}`, deps });
    expect(stages.get('tls')).toMatchObject({ code: 'probe.tls-wrong-name', params: { names: 'other.test' } });
    expect(stages.get('http')?.status).toBe('notRun');
  });

  test('and then stays silent, or cuts, is told by the handshake', async () => {
    const silent = through(await startProxy(lab, { through: () => {} }));
    const cutting = through(await startProxy(lab, { through: (socket) => socket.destroy() }));
    const tlsOf = async (proxyFor: () => Promise<ProxySetting>) => {
      const options = { only: ['tls'], timeoutMs: 500 } as const;
      return (await probe({ server: 'https://shop.test:1', deps: { proxyFor }, options })).get('tls')?.code;
    };
    expect(await tlsOf(silent)).toBe('probe.tls-silent');
    expect(await tlsOf(cutting)).toBe('probe.tls-cut-off');
  });

  test('once and then no more does not hang the stage that meets it', async () => {
    let times = 0;
    const proxy = labProxy();
    const moody = labProxy({ status: 503 });
    const chooser = labProxy();
    chooser.removeAllListeners('connect');
    chooser.on('connect', (...asked) => (++times === 1 ? proxy : moody).emit('connect', ...asked));
    const deps = { ca: authority.cert, proxyFor: through(await lab.listen(chooser)) };
    const server = await lab.mplatform({ pair });
    const stages = await probe({ server: `https://shop.test:${server}`, deps, options: { only: ['tls'] } });
    expect(stages.get('tls')).toMatchObject({
      code: 'probe.tls-cut-off',
      actor: 'shopNetwork',
      evidence: { error: 'PROXY_503' },
    });
  });
});

describe('a proxy that does not let through', () => {
  const proxyOf = async (proxyFor: () => Promise<ProxySetting>, timeoutMs = 500) =>
    probe({ server: 'https://shop.test', deps: { proxyFor, lookup: unknownHere }, options: { timeoutMs } });
  const answering = async (status: number, headers = {}) =>
    (await proxyOf(through(await startProxy(lab, { status, headers })))).get('proxy');

  test('wants a password, and in which ways; the challenge itself is not kept', async () => {
    const headers = { 'proxy-authenticate': ['Negotiate', 'NTLM', 'Basic realm="shop", charset="UTF-8"'] };
    const proxy = await answering(407, headers);
    expect(proxy).toMatchObject({ code: 'probe.proxy-sign-in', params: { schemes: 'Negotiate, NTLM, Basic' } });
    expect(JSON.stringify(proxy)).not.toContain('realm');
    expect(await answering(407)).toMatchObject({ code: 'probe.proxy-sign-in', params: { schemes: '?' } });
  });

  test.each([
    [403, 'probe.proxy-refuses'],
    [405, 'probe.proxy-refuses'],
    [302, 'probe.proxy-refuses'],
    [502, 'probe.proxy-no-way'],
    [503, 'probe.proxy-no-way'],
  ])('answers %i: %s', async (status, code) => {
    expect(await answering(status)).toMatchObject({ status: 'failed', code, actor: 'shopNetwork', evidence: { status } });
  });

  test('is off, is nowhere, or has a name that nobody knows', async () => {
    const closed = await proxyOf(through(await lab.closedPort()));
    expect(closed.get('proxy')).toMatchObject({ code: 'probe.proxy-unreachable', params: { reason: 'ECONNREFUSED' } });
    // What this machine can find out by itself is not lost, but nothing goes out past the proxy.
    expect(closed.get('names')?.code).toBe('probe.names-unknown');
    expect(closed.get('tcp')).toMatchObject({ status: 'notRun', evidence: { because: 'names' } });
    const nowhere = await proxyOf(through(1, { host: '224.0.0.1' }));
    expect(nowhere.get('proxy')?.code).toBe('probe.proxy-unreachable');
  });

  test('takes the connection and says nothing, or drops every packet', async () => {
    const silent = await proxyOf(through(await lab.tcp(() => {})));
    expect(silent.get('proxy')).toMatchObject({ code: 'probe.proxy-silent', evidence: { connected: true } });
    if (process.platform !== 'linux') return;
    const hole = await proxyOf(through(await lab.blackHole()));
    expect(hole.get('proxy')).toMatchObject({ code: 'probe.proxy-silent', evidence: { connected: false } });
  });

  test('is no proxy at all', async () => {
    const mail = through(await lab.tcp((socket) => socket.write('220 mail.example.pl ESMTP\r\n')));
    expect((await proxyOf(mail)).get('proxy')?.code).toBe('probe.proxy-not-spoken');
    // A web server that knows no CONNECT hangs up.
    const web = through(await lab.mplatform({ http: healthy }));
    expect((await proxyOf(web)).get('proxy')?.code).toBe('probe.proxy-not-spoken');
  });

  test('keeps the portal from being asked past it', async () => {
    const asked: string[] = [];
    const plain = await lab.tcp(() => asked.push('plain'));
    const lookup = async (_host: string, family: 4 | 6) => (family === 4 ? [{ address: '127.0.0.1', family }] : []);
    const deps = { lookup, plainPort: () => plain, proxyFor: through(await lab.closedPort()) };
    const stages = await probe({ server: 'https://shop.test', deps });
    expect(stages.get('portal')).toMatchObject({ status: 'notTestable', code: 'probe.portal-through-proxy' });
    expect(stages.get('clock')?.code).toBe('probe.clock-unknown');
    expect(asked).toEqual([]);
  });
});

describe('settings', () => {
  const settled = async (setting: ProxySetting, server = 'https://shop.test') =>
    (await probe({ server, deps: { proxyFor: async () => setting }, options: { only: ['proxy'] } })).get('proxy');

  test.each<[ProxySetting, string]>([
    [{ kind: 'none' }, 'probe.proxy-none'],
    [{ kind: 'unknown' }, 'probe.proxy-unknown'],
    [{ kind: 'unsupported', scheme: 'socks5' }, 'probe.proxy-unsupported'],
    [{ kind: 'invalid', value: 'http://kasa:tajne@' }, 'probe.proxy-invalid'],
    [{ kind: 'pacUnreachable', address: 'http://wpad.shop/wpad.dat?key=tajne' }, 'probe.proxy-pac-unreachable'],
  ])('%j', async (setting, code) => {
    const proxy = await settled(setting);
    expect(proxy?.code).toBe(code);
    expect(JSON.stringify(proxy)).not.toContain('tajne');
  });

  test("are the environment's unless somebody who can read the system's lends them", async () => {
    const seen: Asked[] = [];
    vi.stubEnv('https_proxy', `http://127.0.0.1:${await startProxy(lab, { seen, status: 403 })}`);
    vi.stubEnv('no_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    try {
      const input = { serverAddress: 'https://shop.test', storeId: '735', expected: null };
      const deps = { clock: systemClock, session: null, till: null, lookAround: async () => AT_HOME };
      const [, proxy] = await runProbe(input, deps, { signal: new AbortController().signal, only: ['proxy'] });
      expect(proxy).toMatchObject({ code: 'probe.proxy-refuses', evidence: { source: 'environment' } });
      expect(seen).toHaveLength(1);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('are not even asked for this very machine, and cannot be without an address', async () => {
    const proxyFor = () => Promise.reject(new Error('asked'));
    const of = async (server: string) =>
      (await probe({ server, deps: { proxyFor }, options: { only: ['proxy'] } })).get('proxy')?.code;
    expect(await of('http://localhost:8080')).toBe('probe.proxy-none');
    expect(await of('')).toBe('probe.proxy-no-address');
  });

  test('of an address without encryption leave the fault to the address', async () => {
    const seen: Asked[] = [];
    const proxyFor = through(await startProxy(lab, { seen }));
    const stages = await probe({ server: 'http://shop.test', deps: { proxyFor, lookup: unknownHere } });
    expect(stages.get('proxy')?.code).toBe('probe.proxy-untested');
    expect(stages.get('tls')?.code).toBe('probe.tls-required');
    expect(seen).toEqual([]);
  });
});

test('cancelling while the proxy is silent ends the asking, too', async () => {
  const cancel = new AbortController();
  const closed = Promise.withResolvers<void>();
  const port = await lab.tcp((socket) => {
    socket.once('close', () => closed.resolve());
    void once(socket, 'data').then(() => cancel.abort());
  });
  const stages = await probe({
    server: 'https://shop.test',
    deps: { proxyFor: through(port) },
    options: { signal: cancel.signal },
  });
  expect(stages.get('proxy')?.code).toBe('probe.cancelled');
  await closed.promise;
});

test('giving up on a handshake ends the tunnel that the proxy has not answered yet', async () => {
  const closed = Promise.withResolvers<void>();
  let times = 0;
  const passing = labProxy();
  const proxy = labProxy();
  proxy.removeAllListeners('connect');
  proxy.on('connect', (request, socket, head) => {
    if (++times === 1) passing.emit('connect', request, socket, head);
    else socket.once('end', () => closed.resolve()).resume();
  });
  const server = await lab.mplatform({ pair });
  const deps = { ca: authority.cert, proxyFor: through(await lab.listen(proxy)) };
  const stages = await probe({ server: `https://shop.test:${server}`, deps, options: { only: ['tls'], timeoutMs: 600 } });
  expect(stages.get('tls')?.code).toBe('probe.tls-silent');
  await closed.promise;
});
