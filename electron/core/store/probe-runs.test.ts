import { expect, it } from 'vitest';
import { aStore } from '../../../tests/support/store.ts';
import type { ProbeRun } from '../api/views.ts';

const run = (id: string, startedAt: string): ProbeRun => ({
  id,
  subTicketId: '1042-1',
  startedAt,
  finishedAt: startedAt,
  stages: [],
  verdict: 'passed',
  cause: null,
  receipt: null,
  problem: null,
});

it('takes the receipt that came last, also when the clock was set back before it came', () => {
  const { store } = aStore();
  // A till whose clock was a year ahead; then somebody put it right.
  store.probeRuns.add(run('b', '2027-03-10T08:00:00.000Z'), 'of the wrong clock');
  store.probeRuns.add(run('a', '2026-03-10T08:00:00.000Z'), 'of the right clock');
  expect(store.probeRuns.latestReceipt('1042-1')).toBe('of the right clock');
  expect(store.probeRuns.of('1042-1').map((r) => r.id)).toEqual(['a', 'b']);
});
