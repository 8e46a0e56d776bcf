import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import { type LabRun, probe, session, TOKEN, ticket } from './lab/probing.ts';
import { echoing, healthBody, healthy, Lab, type MplatformLab } from './lab/servers.ts';
import type { ProbeSession, StoreStanding } from './types.ts';

const lab = new Lab();
afterEach(() => lab.close());

const at = async (options: MplatformLab, run: Omit<LabRun, 'server'> = {}) =>
  probe({ server: `http://127.0.0.1:${await lab.mplatform(options)}`, ...run, options: { timeoutMs: 800, ...run.options } });
const httpOf = async (http: RequestListener) => (await at({ http })).get('http');

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
    expect(seen.map((request) => request.url)).toEqual(['/field/v1/health']);
  });
});

describe('sign-in', () => {
  test('without enrolment says so', async () => {
    expect((await at({}, { deps: { session: null } })).get('signIn')).toMatchObject({ code: 'probe.not-enrolled' });
  });

  test('never takes the token to a server that the configuration names but the device does not belong to', async () => {
    const seen: IncomingMessage[] = [];
    const asked: string[] = [];
    const port = await lab.mplatform({ seen });
    const other: ProbeSession = {
      origin: 'https://mplatform.example.pl',
      open: async () => {
        asked.push('open');
        return ok(ticket);
      },
      accessToken: () => {
        asked.push('token');
        return TOKEN;
      },
    };
    const stages = await probe({ server: `http://127.0.0.1:${port}`, deps: { session: other } });
    expect(stages.get('signIn')).toMatchObject({
      code: 'probe.server-differs',
      params: { expected: 'https://mplatform.example.pl' },
    });
    expect(asked).toEqual([]);
    expect(seen.map((request) => [request.url, request.headers.authorization])).toEqual([['/v1/health', undefined]]);
  });

  test('shows the token to nothing but the live connection', async () => {
    const seen: IncomingMessage[] = [];
    await at({ seen });
    expect(seen.map((request) => [request.url, request.headers.authorization])).toEqual([
      ['/v1/health', undefined],
      ['/v1/live', `Bearer ${TOKEN}`],
    ]);
  });

  test.each<[TextKey, string]>([
    ['auth.expired', 'probe.sign-in-expired'],
    ['auth.revoked', 'probe.sign-in-revoked'],
    ['subTicket.unknown', 'probe.sub-ticket-unknown'],
    ['request.too-many', 'probe.sign-in-busy'],
    ['server.stopping', 'probe.sign-in-server-error'],
    ['operations.gap', 'probe.sign-in-failed'],
  ])('that the server refuses with %s is %s', async (code, finding) => {
    const stages = await refused(problem('sync.refused', { code, sentence: '' }));
    expect(stages.get('signIn')).toMatchObject({ status: 'failed', code: finding, evidence: { code } });
    expect(stages.get('store')?.status).toBe('notRun');
  });

  test.each<[TextKey, string]>([
    ['sync.unreachable', 'probe.sign-in-unreachable'],
    ['sync.timeout', 'probe.sign-in-silent'],
    ['sync.untrusted', 'probe.sign-in-untrusted'],
    ['sync.not-mplatform', 'probe.sign-in-nonsense'],
    ['device.not-enrolled', 'probe.not-enrolled'],
  ])('that the client gave up with %s is %s', async (code, finding) => {
    expect((await refused(problem(code))).get('signIn')).toMatchObject({ status: 'failed', code: finding });
  });

  const refused = async (why: Problem) => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    return probe({ server, deps: { session: session(server, { open: async () => err(why) }) } });
  };
});

test.each<[StoreStanding, string, string]>([
  ['unknown', 'probe.store-unknown', 'technician'],
  ['otherDealer', 'probe.store-other-dealer', 'mplatform'],
  ['inactive', 'probe.store-inactive', 'mplatform'],
])(
  'a point of sale that is %s to M/platform is %s, and the live connection is tested all the same',
  async (store, code, actor) => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    const stages = await probe({ server, deps: { session: session(server, { open: async () => ok({ ...ticket, store }) }) } });
    expect(stages.get('store')).toMatchObject({ status: 'failed', code, actor, params: { punktId: '735' } });
    expect(stages.get('live')?.status).toBe('passed');
  },
);

describe('the live connection', () => {
  const liveOf = async (options: MplatformLab) => (await at(options)).get('live');
  const refusing = (status: number): MplatformLab => ({
    upgrade: (s) => s.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`),
  });

  test('that gives the nonce back passes, with the round trip as evidence, whatever pokes arrive in between', async () => {
    expect(await liveOf({ live: echoing })).toMatchObject({ status: 'passed', evidence: { ms: expect.any(Number) } });
  });

  test.each([
    [200, 'probe.live-upgrade-refused'],
    [302, 'probe.live-upgrade-refused'],
    [400, 'probe.live-upgrade-refused'],
    [401, 'probe.live-sign-in-refused'],
    [502, 'probe.live-server-error'],
  ])('answered with %i is %s', async (status, code) => {
    expect(await liveOf(refusing(status))).toMatchObject({ status: 'failed', code, params: { status } });
  });

  test('whose upgrade a proxy swallows, that opens and stays silent, and that lies are three different faults', async () => {
    expect(await liveOf({ upgrade: () => {} })).toMatchObject({ code: 'probe.live-no-upgrade' });
    expect(await liveOf({ live: () => {} })).toMatchObject({ code: 'probe.live-no-answer' });
    const lie = JSON.stringify({ type: 'echo', probeId: ticket.probeId, nonce: 'another' });
    expect(await liveOf({ live: (s) => s.on('message', () => s.send(lie)) })).toMatchObject({ code: 'probe.live-wrong-answer' });
    expect(await liveOf({ live: (s) => s.on('message', () => s.send('hej')) })).toMatchObject({
      code: 'probe.live-wrong-answer',
    });
  });

  test('closed by the server is told apart from cut on the way', async () => {
    expect(await liveOf({ live: (s) => s.close(1013) })).toMatchObject({ code: 'probe.live-closed', params: { status: 1013 } });
    expect(await liveOf({ live: (s) => s.terminate() })).toMatchObject({ code: 'probe.live-cut-off' });
    expect(await liveOf({ upgrade: (s) => s.destroy() })).toMatchObject({ code: 'probe.live-cut-off' });
  });

  test('confirmed by something that does not know WebSocket is refused', async () => {
    const fake =
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: nonsense\r\n\r\n';
    expect(await liveOf({ upgrade: (s) => s.write(fake), http: healthy })).toMatchObject({ code: 'probe.live-failed' });
  });
});
