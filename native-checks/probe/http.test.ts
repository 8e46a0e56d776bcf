import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { makeAuthority, makeCertificate } from './lab/certificates.ts';
import { probe } from './lab/probing.ts';
import { healthBody, healthy, Lab } from './lab/servers.ts';

const lab = new Lab();
afterEach(() => lab.close());

const httpAt = async (server: string) => (await probe({ server, options: { timeoutMs: 800, only: ['http'] } })).get('http');
const httpOf = async (http: RequestListener) => httpAt(`http://127.0.0.1:${await lab.mplatform({ http })}`);

describe('the web server', () => {
  test.each([
    [404, 'probe.http-wrong-server', 'technician'],
    [403, 'probe.http-refused', 'mplatform'],
    [407, 'probe.http-proxy-sign-in', 'shopNetwork'],
    [429, 'probe.http-busy', 'mplatform'],
    [500, 'probe.http-server-error', 'mplatform'],
    [503, 'probe.http-server-error', 'mplatform'],
    [511, 'probe.http-portal', 'shopNetwork'],
  ])('answering %i is %s', async (status, code, actor) => {
    expect(await httpOf((_q, a) => a.writeHead(status).end('{}'))).toMatchObject({
      status: 'failed',
      code,
      actor,
      params: { status },
    });
  });

  test.each([
    ['a page', '<html>Witamy</html>'],
    ['a health of somebody else', '{"status":"ok"}'],
    ['M/platform under another service name', healthBody().replace('mplatform-field-api', 'router')],
    ['a health that names no service', JSON.stringify({ status: 'ok', time: new Date().toISOString() })],
    ['more than anybody reads', 'x'.repeat(200_000)],
  ])('that answers 200 with %s is not M/platform', async (_what, body) => {
    expect(await httpOf((_q, a) => a.end(body))).toMatchObject({ code: 'probe.http-wrong-server' });
  });

  test('that says it is not well is M/platform, out of service', async () => {
    const unwell = healthBody().replace('"ok"', '"maintenance"');
    expect(await httpOf((_q, a) => a.end(unwell))).toMatchObject({ code: 'probe.http-unwell', params: { state: 'maintenance' } });
  });

  test('that sends elsewhere is not followed, and its query stays out of the report', async () => {
    const elsewhere: IncomingMessage[] = [];
    const portal = await lab.mplatform({ seen: elsewhere });
    const http = await httpOf((_q, a) => a.writeHead(302, { location: `http://127.0.0.1:${portal}/login?session=s3cret` }).end());
    expect(http).toMatchObject({ code: 'probe.http-redirect', params: { location: `http://127.0.0.1:${portal}/login` } });
    expect(JSON.stringify(http)).not.toContain('s3cret');
    expect(elsewhere).toEqual([]);
  });

  test('that is silent, stops half-way, or cuts the connection before or during the answer has four different faults', async () => {
    expect(await httpOf(() => {})).toMatchObject({ code: 'probe.http-silent' });
    expect(await httpOf((_q, a) => a.writeHead(200, { 'content-length': 100 }).write('{"status'))).toMatchObject({
      code: 'probe.http-stalled',
      evidence: { bytes: 8 },
    });
    expect(await httpOf((q) => q.socket.destroy())).toMatchObject({ code: 'probe.http-cut-off' });
    const short: RequestListener = (q, a) =>
      a.writeHead(200, { 'content-length': 100 }).write('{"status', () => q.socket.destroy());
    expect(await httpOf(short)).toMatchObject({ code: 'probe.http-cut-short' });
  });

  test('that speaks something else is no web server', async () => {
    const port = await lab.tcp((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
    expect((await probe({ server: `http://127.0.0.1:${port}` })).get('http')).toMatchObject({ code: 'probe.http-not-spoken' });
  });

  test('is asked below the path that the address has', async () => {
    const seen: IncomingMessage[] = [];
    const port = await lab.mplatform({ seen });
    await probe({ server: `http://127.0.0.1:${port}/field`, options: { only: ['http'] } });
    expect(new Set(seen.map((request) => request.url))).toEqual(new Set(['/field/v1/health']));
  });
});

describe('how long it takes', () => {
  test('is told by three tries on one connection: the middle one, the longest, and each as evidence', async () => {
    const ports: (number | undefined)[] = [];
    const http = await httpOf((request, answer) => {
      ports.push(request.socket.remotePort);
      healthy(request, answer);
    });
    expect(http).toMatchObject({ status: 'passed', params: { ms: expect.any(Number), worst: expect.any(Number) } });
    const tries = http?.evidence.tries as { readonly ms: number; readonly status: number }[];
    expect(tries.map((one) => one.status)).toEqual([200, 200, 200]);
    const sorted = tries.map((one) => one.ms).sort((a, b) => a - b);
    expect([http?.params.ms, http?.params.worst]).toEqual([sorted[1], sorted[2]]);
    expect(ports).toHaveLength(3);
    expect(new Set(ports).size).toBe(1);
  });

  test('is asked again of a server that closes after each answer, too', async () => {
    const http = await httpOf((request, answer) => healthy(request, answer.setHeader('connection', 'close')));
    expect(http).toMatchObject({
      code: 'probe.http-ok',
      evidence: { tries: [{ status: 200 }, { status: 200 }, { status: 200 }] },
    });
  });

  test('is too long for a server that answers once and then leaves waiting: a warning, after a second and a half', async () => {
    let asked = 0;
    const port = await lab.mplatform({ http: (q, a) => asked++ === 0 && healthy(q, a) });
    const started = performance.now();
    const stages = await probe({ server: `http://127.0.0.1:${port}`, options: { only: ['http'] } });
    expect(stages.get('http')).toMatchObject({
      status: 'warned',
      code: 'probe.http-slow',
      actor: 'shopNetwork',
      evidence: { tries: [{ status: 200 }, { status: null }] },
    });
    expect(stages.get('http')?.params.ms).toBeGreaterThanOrEqual(1400);
    expect(performance.now() - started).toBeLessThan(3500);
  });

  test('is not judged by tries that broke off: the first answer stands', async () => {
    let asked = 0;
    const http = await httpOf((q, a) => (asked++ === 0 ? healthy(q, a) : void q.socket.destroy()));
    expect(http).toMatchObject({ code: 'probe.http-ok', evidence: { tries: [{ status: 200 }, { ms: null }, { ms: null }] } });
  });

  test('is not asked again where the first answer was a fault already', async () => {
    let asked = 0;
    await httpOf((_q, a) => {
      asked += 1;
      a.writeHead(500).end();
    });
    expect(asked).toBe(1);
  });
});

describe('what it says of itself', () => {
  test('is its time beside this machine’s at the first answer, whatever happens during the other tries', async () => {
    let asked = 0;
    const http: RequestListener = (q, a) => {
      asked += 1;
      healthy(q, a);
    };
    const clock = { now: () => systemClock.now() + (asked > 1 ? 3_600_000 : 0) };
    const server = `http://127.0.0.1:${await lab.mplatform({ http })}`;
    const stages = await probe({ server, deps: { clock }, options: { only: ['clock'] } });
    expect(asked).toBe(3);
    expect(stages.get('clock')?.code).toBe('probe.clock-right');
  });

  test('stands in the evidence: its name, and over TLS what was agreed on', async () => {
    const authority = await makeAuthority('Lab CA');
    const named: RequestListener = (q, a) => healthy(q, a.setHeader('server', 'nginx/1.29'));
    const port = await lab.mplatform({ http: named, pair: await makeCertificate({ authority }) });
    const stages = await probe({
      server: `https://127.0.0.1:${port}`,
      deps: { ca: authority.cert },
      options: { only: ['http'] },
    });
    expect(stages.get('http')).toMatchObject({
      status: 'passed',
      evidence: { status: 200, server: 'nginx/1.29', alpn: 'http/1.1' },
    });
    expect((await httpOf(named))?.evidence).not.toHaveProperty('alpn');
  });
});
