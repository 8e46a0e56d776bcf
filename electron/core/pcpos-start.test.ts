import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TillFacts } from '../../native-checks/pcpos/index.ts';
import { tempFolder } from '../../tests/support/temp.ts';
import { canStartPcPos, type StartDeps, startPcPos, systemStart } from './pcpos-start.ts';

function aTill(change: Partial<TillFacts> = {}) {
  const folder = tempFolder('start');
  const program = join(folder, 'Java', 'jre', 'bin', 'java.exe');
  const facts: TillFacts = {
    folder,
    remote: false,
    version: null,
    java: { program, version: null },
    mutexPort: 10777,
    running: { state: 'no', reason: null, since: null },
    log: null,
    problem: null,
    database: null,
    headOffice: null,
    storeChainServer: null,
    updates: null,
    ...change,
  };
  const started: unknown[] = [];
  const deps: StartDeps = {
    platform: 'win32',
    installed: async () => [`${folder.toUpperCase()}\\`],
    start: async (...call) => started.push(call) > 0,
  };
  return { folder, program, facts, deps, started };
}
const codeOf = async (facts: TillFacts, deps: StartDeps) => {
  const done = await startPcPos(facts, deps);
  return done.ok ? 'started' : done.error.code;
};

it('starts an installed PC-POS with its own Java in its own folder, as its icon does', async () => {
  const { folder, program, facts, deps, started } = aTill();
  expect(await codeOf(facts, deps)).toBe('started');
  expect(started).toEqual([[program, ['-Xmx600M', '-jar', 'pcpos7.jar', '.\\pcpos7.conf', `/path=${folder}`], folder]]);
});

it('starts Insoft’s launcher where its update server is used and the launcher is there', async () => {
  const { folder, facts, deps, started } = aTill({ updates: 'pcpos7.jar' });
  await startPcPos(facts, deps);
  for (const name of ['launcher.jar', 'launcher.conf']) writeFileSync(join(folder, name), '');
  await startPcPos(facts, deps);
  await startPcPos({ ...facts, updates: null }, deps);
  expect(started.map((call) => (call as [string, string[]])[1].includes('launcher.jar'))).toEqual([false, true, false]);
});

it.each([
  ['one that runs', { running: { state: 'yes', reason: null, since: null } }, 'workstation.start-running'],
  ['one on another machine', { remote: true }, 'workstation.start-by-hand'],
  ['one without its Java', { java: null }, 'workstation.start-by-hand'],
] as const)('does not start %s', async (_what, change, code) => {
  const { facts, deps, started } = aTill(change);
  expect(await codeOf(facts, deps)).toBe(code);
  expect(started).toEqual([]);
});

it('starts nothing from a folder that somebody only pointed at, nor where there is no Windows', async () => {
  const { facts, deps, started } = aTill();
  expect(await codeOf(facts, { ...deps, installed: async () => [] })).toBe('workstation.start-by-hand');
  expect(await codeOf(facts, { ...deps, platform: 'linux' })).toBe('workstation.start-by-hand');
  expect(await canStartPcPos(facts, { ...deps, platform: 'linux' })).toBe(false);
  expect(started).toEqual([]);
});

it('says when the program would not start', async () => {
  const { facts, deps } = aTill();
  expect(await codeOf(facts, { ...deps, start: systemStart.start })).toBe('workstation.start-failed');
});
