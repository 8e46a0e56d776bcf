import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { probeVerdict } from '../../domain/probe.ts';
import { days, type KeyPair, makeAuthority, makeCertificate } from './lab/certificates.ts';
import { atThisMachine, type PlainAsked, type PlainLab, SIGN_IN_PAGE, startPlain } from './lab/portals.ts';
import { type LabRun, probe, TOKEN } from './lab/probing.ts';
import { Lab } from './lab/servers.ts';

const lab = new Lab();
let authority: KeyPair;
let pair: KeyPair;
beforeAll(async () => {
  authority = await makeAuthority('Lab CA');
  pair = await makeCertificate({ authority, hosts: ['shop.test'] });
});
afterEach(() => lab.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const page = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: SIGN_IN_PAGE } as const;
const redirect = (location: string) => ({ status: 302, headers: { location } });

/** The server on a port of its own, and what answers without encryption in its place. */
async function shop(plain: PlainLab | (() => Promise<number>), server?: number | null, more: Partial<LabRun> = {}) {
  const port = typeof plain === 'function' ? await plain() : await startPlain(lab, plain);
  const at = server === null ? await lab.closedPort() : (server ?? (await lab.mplatform({ pair })));
  const deps = { ca: authority.cert, lookup: atThisMachine, plainPort: () => port, ...more.deps };
  const stages = await probe({ server: `https://shop.test:${at}`, ...more, deps });
  return { stages, portal: stages.get('portal'), cause: probeVerdict([...stages.values()], 'workstation').cause?.code };
}

describe('where the encrypted way is clear', () => {
  test.each<[string, PlainLab, string, string]>([
    ['204 as M/platform answers', { status: 204 }, 'passed', 'probe.portal-none'],
    ['a gateway that makes an empty 200 of it', { status: 200 }, 'passed', 'probe.portal-none'],
    [
      'the server sends to its encrypted address',
      redirect('https://shop.test/generate_204'),
      'passed',
      'probe.portal-https-only',
    ],
    ['a web server that knows no such page', { status: 404, body: 'no' }, 'notTestable', 'probe.portal-untested'],
    ['a redirect that says not where', { status: 302 }, 'notTestable', 'probe.portal-untested'],
    ['an answer of some other program', { status: 200, body: '{"ok":true}' }, 'notTestable', 'probe.portal-untested'],
    ["somebody's page", page, 'warned', 'probe.portal-but-through'],
    ['somebody sends elsewhere', redirect('http://login.galeria.example/'), 'warned', 'probe.portal-but-through'],
    ['the network says so itself', { status: 511 }, 'warned', 'probe.portal-but-through'],
  ])('%s', async (_what, plain, status, code) => {
    const { stages, portal, cause } = await shop(plain);
    expect(portal).toMatchObject({ status, code, evidence: { status: plain.status } });
    expect(stages.get('live')?.code).toBe('probe.live-echoed');
    expect(cause).toBeUndefined();
  });

  test('a closed port proves nothing, and what happened is in the evidence', async () => {
    const { portal } = await shop(() => lab.closedPort());
    expect(portal).toMatchObject({ code: 'probe.portal-untested', evidence: { answer: 'failed', error: 'ECONNREFUSED' } });
  });

  test.runIf(process.platform === 'linux')('a port that swallows everything does not hold up the probe', async () => {
    const started = performance.now();
    const { portal, cause } = await shop(() => lab.blackHole());
    expect(portal?.code).toBe('probe.portal-untested');
    expect(cause).toBeUndefined();
    // The question itself would wait for 2 s.
    expect(performance.now() - started).toBeLessThan(1300);
  });

  test('a web server that lies about its own page is no cause of an error of M/platform', async () => {
    const ill = await lab.mplatform({ pair, http: (_request, response) => response.writeHead(500).end() });
    const { portal, cause } = await shop(page, ill);
    expect(portal?.code).toBe('probe.portal-but-through');
    expect(cause).toBe('probe.http-server-error');
  });
});

describe('the question', () => {
  test('is asked once, for the one page, by the name of the server, with nothing that gives anybody away', async () => {
    const seen: PlainAsked[] = [];
    // Three stages want to know: the portal, the handshake and the clock.
    const expired = await makeCertificate({ authority, hosts: ['shop.test'], from: days(-30), until: days(-3) });
    await shop({ status: 204, seen }, await lab.mplatform({ pair: expired }));
    expect(seen.map(({ method, url }) => [method, url])).toEqual([['GET', '/generate_204']]);
    expect(seen[0]?.headers).toMatchObject({ host: expect.stringMatching(/^shop\.test:\d+$/), connection: 'close' });
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
    expect(JSON.stringify(seen)).not.toContain(TOKEN);
  });

  test('follows no redirect', async () => {
    const followed: PlainAsked[] = [];
    const elsewhere = await startPlain(lab, { status: 200, seen: followed });
    await shop(redirect(`http://127.0.0.1:${elsewhere}/login`), null);
    expect(followed).toEqual([]);
  });

  test('is not asked of this very machine', async () => {
    const seen: PlainAsked[] = [];
    const port = await startPlain(lab, { status: 204, seen });
    const stages = await probe({ server: `http://127.0.0.1:${await lab.mplatform()}`, deps: { plainPort: () => port } });
    expect(stages.get('portal')).toMatchObject({ status: 'notTestable', code: 'probe.portal-not-needed' });
    expect(seen).toEqual([]);
  });
});

describe('a network that lets nobody out before a sign-in', () => {
  const where = redirect('http://login.galeria.example/start?session=tajne#x');

  test('and drops the encrypted way is the one cause, not the server that seems closed', async () => {
    const { stages, portal, cause } = await shop(where, null);
    expect(stages.get('tcp')?.code).toBe('probe.tcp-refused');
    expect(cause).toBe('probe.portal-redirect');
    expect(portal).toMatchObject({ params: { location: 'http://login.galeria.example/start' }, actor: 'shopNetwork' });
    expect(JSON.stringify(portal)).not.toContain('tajne');
  });

  test.each<[string, PlainLab]>([
    ['shows its page', page],
    ['says so by the status made for it', { status: 511 }],
  ])('and %s is told so', async (_what, plain) => {
    expect((await shop(plain, null)).cause).toBe('probe.portal-page');
  });

  test('and answers the encrypted way with a certificate of its own is still the portal', async () => {
    const own = await makeCertificate({ commonName: 'galeria', hosts: ['shop.test'] });
    const { stages, cause } = await shop(where, await lab.mplatform({ pair: own }));
    expect(stages.get('tls')?.code).toBe('probe.tls-self-signed');
    expect(cause).toBe('probe.portal-redirect');
  });

  test.each<[string, PlainLab, string]>([
    ['200', page, 'probe.portal-page'],
    ['302', where, 'probe.portal-redirect'],
  ])('and answers %s for a server without encryption is the cause', async (_what, plain, code) => {
    const port = await startPlain(lab, plain);
    const deps = { lookup: atThisMachine, plainPort: (target: { readonly port: number }) => target.port };
    const stages = await probe({ server: `http://shop.test:${port}`, deps });
    expect(stages.get('http')?.status).toBe('failed');
    expect(probeVerdict([...stages.values()], 'workstation').cause?.code).toBe(code);
  });

  test('has no say about the time: whatever box made the page may never have been set', async () => {
    const { stages } = await shop({ ...page, dateOff: -400 * DAY }, null);
    expect(stages.get('clock')?.code).toBe('probe.clock-unknown');
  });
});

describe("this machine's clock", () => {
  const at = (off: number) => ({ deps: { clock: { now: () => Date.now() + off } } });

  test.each([
    [3 * HOUR, 'probe.clock-ahead', '3 h'],
    [-(2 * DAY + 5 * HOUR), 'probe.clock-behind', '2 d 5 h'],
  ])('off by %i ms is a warning beside a connection that works', async (off, code, difference) => {
    const { stages, cause } = await shop({ status: 204 }, undefined, at(off));
    expect(stages.get('clock')).toMatchObject({ status: 'warned', code, params: { difference }, evidence: { encrypted: true } });
    expect(cause).toBeUndefined();
  });

  test.each([-100_000, 0, 100_000])('off by %i ms is right', async (off) => {
    expect((await shop({ status: 204 }, undefined, at(off))).stages.get('clock')?.code).toBe('probe.clock-right');
  });

  test('is told by the answer without encryption where the encrypted way fails', async () => {
    const { stages, cause } = await shop({ status: 204, dateOff: -3 * HOUR }, null);
    expect(stages.get('clock')).toMatchObject({ code: 'probe.clock-ahead', evidence: { encrypted: false } });
    expect(cause).toBe('probe.tcp-refused');
  });

  test('is unknown where nobody tells a time', async () => {
    expect((await shop({ status: 204, dateOff: null }, null)).stages.get('clock')?.code).toBe('probe.clock-unknown');
  });
});

describe('a certificate that is out of date by this clock', () => {
  const dated = async (from: number, until: number) =>
    lab.mplatform({ pair: await makeCertificate({ authority, hosts: ['shop.test'], from: days(from), until: days(until) }) });

  test('and good by the server is this clock running ahead', async () => {
    const { stages, cause } = await shop({ status: 204, dateOff: -10 * DAY }, await dated(-30, -3));
    expect(cause).toBe('probe.tls-clock-ahead');
    expect(stages.get('tls')).toMatchObject({ actor: 'technician', params: { difference: '10 d', host: 'shop.test' } });
    expect(stages.get('clock')?.code).toBe('probe.clock-ahead');
  });

  test('and good by the server is this clock running behind', async () => {
    const { cause } = await shop({ ...redirect('https://shop.test/'), dateOff: 10 * DAY }, await dated(3, 30));
    expect(cause).toBe('probe.tls-clock-behind');
  });

  test.each<[string, number, number, number | null, string]>([
    ['by the server too is expired', -30, -3, 0, 'probe.tls-expired'],
    ["by a server's clock that is wrong itself is expired", -30, -3, -40 * DAY, 'probe.tls-expired'],
    ['where nobody tells the time is expired', -30, -3, null, 'probe.tls-expired'],
    ['by the server too is not valid yet', 3, 30, 0, 'probe.tls-not-yet-valid'],
  ])('and %s', async (_what, from, until, dateOff, code) => {
    expect((await shop({ status: 204, dateOff }, await dated(from, until))).cause).toBe(code);
  });

  test('is told even where only that stage was asked for', async () => {
    const port = await startPlain(lab, { status: 204, dateOff: -10 * DAY });
    const deps = { ca: authority.cert, lookup: atThisMachine, plainPort: () => port };
    const server = `https://shop.test:${await dated(-30, -3)}`;
    const stages = await probe({ server, deps, options: { only: ['tls'] } });
    expect(stages.get('tls')?.code).toBe('probe.tls-clock-ahead');
  });
});
