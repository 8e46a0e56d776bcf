import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import { type LabRun, probe, session, TOKEN, ticket } from './lab/probing.ts';
import { Lab, type MplatformLab } from './lab/servers.ts';
import type { ProbeSession, StoreStanding } from './types.ts';

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
