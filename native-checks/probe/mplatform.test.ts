import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { ProbeStageId } from '../../domain/probe.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import { sentence, type TextKey } from '../../domain/text.ts';
import { type LabRun, probe, session, TOKEN, ticket } from './lab/probing.ts';
import { Lab, type MplatformLab } from './lab/servers.ts';
import type { ProbeInput, ProbeSession, StoreStanding } from './types.ts';

const lab = new Lab();
afterEach(() => lab.close());

const at = async (options: MplatformLab, run: Omit<LabRun, 'server'> = {}) =>
  probe({ server: `http://127.0.0.1:${await lab.mplatform(options)}`, ...run, options: { timeoutMs: 800, ...run.options } });

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
    expect(seen.map((request) => request.url)).toContain('/v1/health');
    expect(seen.filter((request) => request.headers.authorization !== undefined)).toEqual([]);
    expect(seen.filter((request) => request.headers.upgrade !== undefined)).toEqual([]);
  });

  test('shows the token to nothing but the live connection', async () => {
    const seen: IncomingMessage[] = [];
    await at({ seen });
    const shown = seen.flatMap(({ url, headers }) => (headers.authorization === undefined ? [] : [[url, headers.authorization]]));
    expect(shown).toEqual([['/v1/live', `Bearer ${TOKEN}`]]);
    expect(new Set(seen.map((request) => request.url))).toEqual(new Set(['/v1/health', '/v1/echo', '/v1/live']));
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
    ['sync.no-such-host', 'probe.sign-in-unreachable'],
    ['sync.cut-off', 'probe.sign-in-unreachable'],
    ['sync.nonsense', 'probe.sign-in-nonsense'],
    ['sync.not-mplatform', 'probe.sign-in-nonsense'],
    ['device.not-enrolled', 'probe.not-enrolled'],
  ])('that the client gave up with %s is %s', async (code, finding) => {
    expect((await refused(problem(code))).get('signIn')).toMatchObject({ status: 'failed', code: finding });
  });

  test('that never ends is told in time', async () => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    const open = () => new Promise<never>(() => {});
    const stages = await probe({ server, deps: { session: session(server, { open }) }, options: { timeoutMs: 400 } });
    expect(stages.get('signIn')).toMatchObject({ status: 'failed', code: 'probe.sign-in-silent', actor: 'mplatform' });
    expect(stages.get('tillContact')).toMatchObject({ status: 'notRun', evidence: { because: 'signIn' } });
  });

  test('that passes says which probe it began, as M/platform will compare it, and not its nonce', async () => {
    const signIn = (await at({})).get('signIn');
    expect(signIn).toMatchObject({ status: 'passed', code: 'probe.signed-in', evidence: { probeId: ticket.probeId } });
    expect(JSON.stringify(signIn)).not.toContain(ticket.nonce);
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

test('a point of sale that M/platform knows passes, and says which one', async () => {
  expect((await at({})).get('store')).toMatchObject({
    status: 'passed',
    code: 'probe.store-known',
    evidence: { storeId: '735', standing: 'known' },
  });
});

test('a till without an account leaves sign-in, store and contact to the laptop, and tests all else', async () => {
  const stages = await at({}, { deps: { session: 'elsewhere' } });
  expect(['signIn', 'store', 'live', 'tillContact'].map((id) => stages.get(id as ProbeStageId)?.code)).toEqual([
    'probe.sign-in-elsewhere',
    'probe.store-elsewhere',
    'probe.live-echoed',
    'probe.till-contact-elsewhere',
  ]);
  const notGood = [...stages.values()].filter(({ status }) => status !== 'passed' && status !== 'notTestable');
  expect(notGood.filter(({ id }) => !['machine', 'proxy'].includes(id))).toEqual([]);
});

describe('the till’s own contact with M/platform', () => {
  const RECORDED = '2026-01-05T08:00:00.000Z';
  const contact = async (tillContactAt: string | null | undefined, input: Partial<ProbeInput> = {}) => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    const open = async () => ok({ ...ticket, tillContactAt });
    const deps = { session: session(server, { open }) };
    return (await probe({ server, input, deps, options: { only: ['tillContact'] } })).get('tillContact');
  };

  test.each<[string, string | null | undefined, string, string]>([
    ['after the configuration was recorded', '2026-01-05T08:00:00.001Z', 'probe.till-contacted', 'passed'],
    ['in another zone’s words', '2026-01-05T10:00:00+01:00', 'probe.till-contacted', 'passed'],
    ['at the very moment', RECORDED, 'probe.till-contact-older', 'warned'],
    ['before', '2026-01-04T08:00:00.000Z', 'probe.till-contact-older', 'warned'],
    ['never', null, 'probe.till-never-contacted', 'warned'],
    ['of which an older server does not speak', undefined, 'probe.till-contact-unknown', 'notTestable'],
  ])('%s', async (_when, at, code, status) => {
    expect(await contact(at)).toMatchObject({ code, status });
  });

  test('cannot be judged before a configuration was recorded', async () => {
    expect(await contact('2026-01-05T09:00:00Z', { expected: null })).toMatchObject({ code: 'probe.till-contact-unknown' });
  });

  test('is said on a Polish clock, summer time included', async () => {
    const text = async (at: string) => {
      const stage = await contact(at);
      return sentence(stage?.code as TextKey, stage?.params);
    };
    expect(await text('2026-07-01T08:30:00Z')).toBe(
      'Kasa sama połączyła się z M/platform 01.07.2026 10:30, już po zapisaniu konfiguracji (05.01.2026 09:00).',
    );
    expect(await text('2026-01-05T07:59:59Z')).toBe(
      'Kasa ostatnio łączyła się z M/platform 05.01.2026 08:59, czyli przed zapisaniem tej konfiguracji (05.01.2026 09:00).',
    );
  });
});
