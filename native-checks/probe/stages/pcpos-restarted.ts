import { shownMoments } from '../moment.ts';
import { found, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/**
 * By how much the time of a file may be too early beside that of a process. One in whole seconds may come from FAT,
 * which counts by twos. Any other was taken from a clock that ticks at least every 16 ms, and a start seems later than
 * it was by 10 ms at most.
 */
const grainOf = (changedAt: number): number => (changedAt % 1000 === 0 ? 2000 : 50);

/**
 * PC-POS reads its configuration when it starts: one that was running before still works by the old one. Who is in
 * doubt is asked to start it once more; nobody is told that it was when it was not.
 */
export const pcposRestarted = stage('pcposRestarted', async ({ deps, signal }) => {
  const { till, clock } = deps;
  if (till === null) return found('probe.pcpos-restart-not-here');
  const read = await untilStopped(till.read(), signal);
  if (read === 'stopped') return found('probe.pcpos-restart-unknown', {}, { why: 'readStalled' });
  if (!read.ok) return found('probe.pcpos-restart-unknown', {}, { why: read.error.code });
  const { mutexPort, changedAt } = read.value;
  const since = mutexPort === null ? null : await untilStopped(till.runningSince(mutexPort), signal);
  if (since === 'stopped') return found('probe.pcpos-restart-unknown', {}, { why: 'lookStalled' });
  if (since === null) return found('probe.pcpos-restart-unknown', {}, { why: 'startUnknown' });
  if (changedAt === null) return found('probe.pcpos-restart-unknown', {}, { why: 'changeUnknown' });
  const evidence = { since: iso(since), changed: iso(changedAt) };
  const now = clock.now();
  // The clock was set back meanwhile: what is later by it may have been earlier, and a restart would not mend that.
  if (Math.max(since, changedAt) > now + 2000) {
    return found('probe.pcpos-restart-unknown', {}, { ...evidence, now: iso(now), why: 'future' });
  }
  const [sinceShown, changedShown] = shownMoments(since, changedAt);
  const restarted = since >= changedAt + grainOf(changedAt);
  const params = { since: sinceShown, changed: changedShown };
  return found(restarted ? 'probe.pcpos-restarted' : 'probe.pcpos-not-restarted', params, evidence);
});

const iso = (instant: number): string => new Date(instant).toISOString();
