import { describe, expect, test } from 'vitest';
import { problem } from '../../domain/problem.ts';
import { err } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import { DIGEST, probe, till, tillAccess } from './lab/probing.ts';
import type { ProbeInput, TillFacts } from './types.ts';

const SERVER = 'https://mplatform.example.pl';

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

test('a configuration that cannot be read fails both stages, with the reason as evidence', async () => {
  const read = async () => err(problem('operation.conflict' as TextKey, { fields: 'x' }));
  const deps = { till: tillAccess(till(SERVER), { read }) };
  const stages = await probe({ server: SERVER, deps, options: { only: ['pcposConfigured', 'pcposRunning'] } });
  expect(stages.get('pcposConfigured')).toMatchObject({
    code: 'probe.pcpos-unreadable',
    evidence: { code: 'operation.conflict' },
  });
  expect(stages.get('pcposRunning')).toMatchObject({ code: 'probe.pcpos-port-unreadable' });
});
