import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../sqlite/database.ts';
import { aStore } from '../../../tests/support/store.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import type { ProbeRun } from '../api/views.ts';
import { createProbeRuns } from './probe-runs.ts';

const run = (id: string, startedAt = '2026-03-10T08:00:00.000Z', verdict: ProbeRun['verdict'] = 'passed'): ProbeRun => ({
  id,
  subTicketId: '1042-1',
  startedAt,
  finishedAt: startedAt,
  stages: [],
  verdict,
  cause: null,
  receipt: null,
  problem: null,
  sinceGood: null,
  handover: null,
});
const nothing = { receipt: null, tillContactAt: null };

it('takes the receipt that came last, also when the clock was set back before it came', () => {
  const { store } = aStore();
  // A till whose clock was a year ahead; then somebody put it right.
  store.probeRuns.add(run('b', '2027-03-10T08:00:00.000Z'), { ...nothing, receipt: 'of the wrong clock' });
  store.probeRuns.add(run('a', '2026-03-10T08:00:00.000Z'), { ...nothing, receipt: 'of the right clock' });
  expect(store.probeRuns.latestReceipt('1042-1')).toBe('of the right clock');
  expect(store.probeRuns.of('1042-1').map((r) => r.id)).toEqual(['a', 'b']);
});

it('keeps failed and cancelled runs, and after hundreds of them still the last that passed', () => {
  const { store } = aStore();
  store.probeRuns.add(run('good'), { receipt: 'signed', tillContactAt: '2026-03-10T07:00:00.000Z' });
  for (let i = 0; i < 520; i += 1) {
    store.probeRuns.add(run(`bad-${i}`, undefined, i % 2 === 0 ? 'failed' : 'cancelled'), nothing);
  }
  const kept = store.probeRuns.of('1042-1', 1000);
  expect(kept).toHaveLength(501);
  expect(kept[0]?.id).toBe('bad-519');
  expect(store.probeRuns.lastPassed('1042-1')?.id).toBe('good');
  expect(store.probeRuns.latestReceipt('1042-1')).toBe('signed');
  // Later runs in which M/platform was not reached take nothing of what it said before.
  expect(store.probeRuns.tillContactAt('1042-1')).toBe('2026-03-10T07:00:00.000Z');
  expect(store.probeRuns.get('bad-0')).toBeUndefined();
});

it('reads the runs that an earlier version kept as its own', () => {
  const folder = tempFolder('runs');
  const all = join(import.meta.dirname, '..', '..', '..', 'resources', 'migrations', 'core');
  const before = join(folder, 'before');
  mkdirSync(before);
  for (const name of readdirSync(all).filter((n) => n < '0030')) copyFileSync(join(all, name), join(before, name));
  const file = join(folder, 'technik.db');
  const old = openDatabase(file, { migrations: before, backups: join(folder, 'backups') });
  const { sinceGood: _since, handover: _handover, ...kept } = run('old');
  const stage = {
    id: 'tls',
    status: 'notApplicable',
    code: 'probe.tls-not-needed',
    params: {},
    ms: 1,
    actor: null,
    evidence: {},
  };
  old
    .prepare("INSERT INTO probe_run VALUES ('old', '1042-1', '2026-03-10T08:00:00.000Z', 'passed', 'signed', ?)")
    .run(JSON.stringify({ ...kept, stages: [stage] }));
  old.close();
  const db = openDatabase(file, { migrations: all, backups: join(folder, 'backups') });
  onTestFinished(() => void db.close());
  const runs = createProbeRuns(db);
  expect(runs.lastPassed('1042-1')).toEqual({ ...run('old'), stages: [{ ...stage, status: 'notTestable' }] });
  expect(runs.latestReceipt('1042-1')).toBe('signed');
  expect(runs.tillContactAt('1042-1')).toBeNull();
});
