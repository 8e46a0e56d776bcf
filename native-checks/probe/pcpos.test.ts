import { once } from 'node:events';
import { utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProbeStage } from '../../domain/probe.ts';
import { problem } from '../../domain/problem.ts';
import { err } from '../../domain/result.ts';
import { sentence, type TextKey } from '../../domain/text.ts';
import { tempFolder } from '../../tests/support/temp.ts';
import { changedAt, runningSince } from '../pcpos/index.ts';
import { DIGEST, probe, till, tillAccess } from './lab/probing.ts';
import type { ProbeInput, TillAccess, TillFacts } from './types.ts';

const SERVER = 'https://mplatform.example.pl';
const textOf = (stage: ProbeStage | undefined): string => sentence(stage?.code as TextKey, stage?.params);

const configured = async (changes: Partial<TillFacts>, input: Partial<ProbeInput> = {}) => {
  const deps = { till: tillAccess(till(SERVER, changes)) };
  return (await probe({ server: SERVER, input, deps, options: { only: ['pcposConfigured'] } })).get('pcposConfigured');
};

describe('PC-POS configured as planned', () => {
  test.each<[string, Partial<TillFacts>, string]>([
    ['as written', {}, 'probe.pcpos-configured'],
    ['with the same address written differently', { server: 'https://MPlatform.example.pl/' }, 'probe.pcpos-configured'],
    ['by a profile that has no switch', { active: null }, 'probe.pcpos-configured'],
    ['without a server', { server: null }, 'probe.pcpos-no-server'],
    ['with another server', { server: 'https://other.example.pl' }, 'probe.pcpos-other-server'],
    ['without a point of sale', { stores: [] }, 'probe.pcpos-no-store'],
    ['for another point of sale', { stores: ['736'] }, 'probe.pcpos-other-store'],
    ['for one more point of sale than was written', { stores: ['735', '736'] }, 'probe.pcpos-store-list-differs'],
    ['but switched off', { active: false }, 'probe.pcpos-switched-off'],
    ['and then changed elsewhere in the file', { digest: 'b'.repeat(64) }, 'probe.pcpos-changed'],
  ])('%s', async (_what, changes, code) => {
    expect(await configured(changes)).toMatchObject({ code, status: code === 'probe.pcpos-configured' ? 'passed' : 'failed' });
  });

  test('shows what was read as M/platform will compare it, and no password of an address that is not ours', async () => {
    const server = `https://mplatform.example.pl/${'sklepy/'.repeat(20)}?kasa=1`;
    const asked: Partial<ProbeInput> = {
      serverAddress: server,
      expected: { digest: DIGEST, serverAddress: server, storeIds: ['735'], recordedAt: new Date(0).toISOString() },
    };
    expect(await configured({ server: server.replace('https', 'HTTPS') }, asked)).toMatchObject({
      status: 'passed',
      evidence: { digest: DIGEST, server, stores: ['735'], active: true },
    });
    const other = await configured({ server: 'https://kasa:tajne@other.example.pl/?klucz=tajne' });
    expect(other).toMatchObject({ code: 'probe.pcpos-other-server', evidence: { server: 'https://other.example.pl' } });
    expect(JSON.stringify(other)).not.toContain('tajne');
  });

  test('a file that changed while the other stages tested its former address does not pass', async () => {
    const stage = await configured({}, { serverAddress: 'https://former.example.pl', expected: null });
    expect(stage).toMatchObject({ code: 'probe.pcpos-other-server', params: { expected: 'https://former.example.pl' } });
  });

  test('where nothing is known of what was written, server and point of sale are checked alone', async () => {
    expect(await configured({ digest: 'c'.repeat(64), stores: ['1', '735'] }, { expected: null })).toMatchObject({
      status: 'passed',
    });
  });

  test('the file is read at every run, not remembered', async () => {
    let stores = ['735'];
    const run = async () => {
      const deps = { till: tillAccess(till(SERVER, { digest: DIGEST, stores })) };
      return (await probe({ server: SERVER, deps, options: { only: ['pcposConfigured'] } })).get('pcposConfigured')?.code;
    };
    expect(await run()).toBe('probe.pcpos-configured');
    stores = ['736'];
    expect(await run()).toBe('probe.pcpos-other-store');
  });
});

describe('PC-POS running', () => {
  const running = async (mutexPort: number | null, listens: boolean) => {
    const asked: number[] = [];
    const isRunning = async (port: number) => {
      asked.push(port);
      return listens;
    };
    const deps = { till: tillAccess(till(SERVER, { mutexPort }), { isRunning }) };
    const stages = await probe({ server: SERVER, deps, options: { only: ['pcposRunning'] } });
    return { stage: stages.get('pcposRunning'), asked };
  };

  test('is asked at the port that the file names now', async () => {
    expect(await running(8777, true)).toMatchObject({
      stage: { code: 'probe.pcpos-running', params: { port: 8777 } },
      asked: [8777],
    });
    expect(await running(8778, false)).toMatchObject({
      stage: { code: 'probe.pcpos-stopped', actor: 'technician' },
      asked: [8778],
    });
  });

  test('cannot be known without the port, and nothing is guessed', async () => {
    expect(await running(null, true)).toMatchObject({
      stage: { status: 'failed', code: 'probe.pcpos-no-mutex-port' },
      asked: [],
    });
  });
});

describe('PC-POS restarted', () => {
  const MIDDAY = Date.UTC(2026, 0, 5, 11, 0, 30);
  const restarted = async (facts: Partial<TillFacts>, changes: Partial<TillAccess>, now = MIDDAY + 86_400_000) => {
    const deps = { till: tillAccess(till(SERVER, facts), changes), clock: { now: () => now } };
    const stages = await probe({ server: SERVER, deps, options: { timeoutMs: 400, only: ['pcposRestarted'] } });
    return stages.get('pcposRestarted');
  };
  const started = (since: number | null): Partial<TillAccess> => ({ runningSince: async () => since });

  test('after the change passes, and both moments are said on a Polish clock', async () => {
    const stage = await restarted({ changedAt: MIDDAY }, started(MIDDAY + 90_000));
    expect(stage).toMatchObject({
      status: 'passed',
      evidence: { since: '2026-01-05T11:02:00.000Z', changed: '2026-01-05T11:00:30.000Z' },
    });
    expect(textOf(stage)).toBe('PC-POS uruchomiono 05.01.2026 12:02, już po ostatniej zmianie konfiguracji (05.01.2026 12:00).');
  });

  test('before the change is told to the second where the minute is the same', async () => {
    const stage = await restarted({ changedAt: MIDDAY }, started(MIDDAY - 5_000));
    expect(stage).toMatchObject({ status: 'failed', code: 'probe.pcpos-not-restarted', actor: 'technician' });
    expect(textOf(stage)).toBe(
      'PC-POS działa od 05.01.2026 12:00:25, a konfigurację zmieniono później (05.01.2026 12:00:30): kasa pracuje jeszcze po staremu.',
    );
  });

  test.each([
    ['a file system that counts by two seconds', 0, 1_999, false],
    ['a file system that counts by two seconds', 0, 2_000, true],
    ['one that counts finely', 123.4, 49, false],
    ['one that counts finely', 123.4, 50, true],
    ['any', 123.4, -1, false],
  ])('on %s (change at …%d ms), %i ms later: %s', async (_what, fraction, later, passes) => {
    const changedAt = MIDDAY + fraction;
    expect((await restarted({ changedAt }, started(changedAt + later)))?.status).toBe(passes ? 'passed' : 'failed');
  });

  test('is unknown, and a warning, where the start or the change cannot be told', async () => {
    const unknown = async (facts: Partial<TillFacts>, changes: Partial<TillAccess>, why: string, now?: number) =>
      expect(await restarted(facts, changes, now)).toMatchObject({
        status: 'warned',
        code: 'probe.pcpos-restart-unknown',
        evidence: { why },
      });
    await unknown({}, started(null), 'startUnknown');
    await unknown({ changedAt: null }, {}, 'changeUnknown');
    await unknown({}, { runningSince: () => new Promise(() => {}) }, 'lookStalled');
  });

  test('is unknown where the clock was set back since: another restart would not help', async () => {
    const hour = 3_600_000;
    for (const [changedAt, since] of [
      [MIDDAY + hour, MIDDAY],
      [MIDDAY, MIDDAY + hour],
    ] as const) {
      expect(await restarted({ changedAt }, started(since), MIDDAY + 60_000)).toMatchObject({
        code: 'probe.pcpos-restart-unknown',
        evidence: { why: 'future' },
      });
    }
  });

  test.skipIf(process.platform !== 'linux')('is found out from the port’s process and the file’s times', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const mutexPort = (server.address() as { port: number }).port;
    const file = join(tempFolder('restarted'), 'pcpos7.conf');
    writeFileSync(file, 'x');
    // As if copied from a USB stick, years old: this process, which holds the port, still began before it lay there.
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    const codeFor = async (path: string) =>
      (
        await restarted(
          { mutexPort, changedAt: await changedAt(path) },
          { runningSince: (port) => runningSince(port) },
          Date.now(),
        )
      )?.code;
    expect(await codeFor(file)).toBe('probe.pcpos-not-restarted');
    // The program that this process runs was there before it.
    expect(await codeFor(process.execPath)).toBe('probe.pcpos-restarted');
  });
});

test('a till that is another machine is not tested from here, and nothing is asked of this one', async () => {
  const stages = await probe({
    server: SERVER,
    deps: { till: null },
    options: { only: ['pcposConfigured', 'pcposRunning', 'pcposRestarted'] },
  });
  expect([...stages.values()].map(({ status, code }) => [status, code])).toEqual([
    ['notTestable', 'probe.pcpos-not-here'],
    ['notTestable', 'probe.pcpos-running-not-here'],
    ['notTestable', 'probe.pcpos-restart-not-here'],
  ]);
});

describe('a till that hangs', () => {
  test('is told apart: its disk, or its port', async () => {
    const never = () => new Promise<never>(() => {});
    const codes = async (changes: Partial<TillAccess>) => {
      const deps = { till: tillAccess(till(SERVER), changes) };
      const only = ['pcposConfigured', 'pcposRunning'] as const;
      return [...(await probe({ server: SERVER, deps, options: { timeoutMs: 300, only } })).values()].map((s) => s.code);
    };
    expect(await codes({ read: never })).toEqual(['probe.pcpos-read-stalled', 'probe.pcpos-port-silent']);
    expect(await codes({ isRunning: never })).toEqual(['probe.pcpos-configured', 'probe.pcpos-port-silent']);
  });
});

test('a configuration that cannot be read fails what depends on it, with the reason as evidence', async () => {
  const read = async () => err(problem('operation.conflict' as TextKey, { fields: 'x' }));
  const deps = { till: tillAccess(till(SERVER), { read }) };
  const stages = await probe({ server: SERVER, deps, options: { only: ['pcposConfigured', 'pcposRunning'] } });
  expect(stages.get('pcposConfigured')).toMatchObject({
    code: 'probe.pcpos-unreadable',
    evidence: { code: 'operation.conflict' },
  });
  expect(stages.get('pcposRunning')).toMatchObject({ code: 'probe.pcpos-port-unreadable' });
});
