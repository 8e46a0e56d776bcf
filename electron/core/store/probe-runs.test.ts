import { expect, it } from 'vitest';
import { aStore } from '../../../tests/support/store.ts';
import type { ProbeRun } from '../api/views.ts';

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
