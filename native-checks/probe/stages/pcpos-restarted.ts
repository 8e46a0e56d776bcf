import { found, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/** PC-POS reads its configuration when it starts: one that was running before still works by the old one. */
export const pcposRestarted = stage('pcposRestarted', async ({ deps, signal }) => {
  const { till } = deps;
  if (till === null) return found('probe.pcpos-restart-not-here');
  const read = await untilStopped(till.read(), signal);
  if (read === 'stopped' || !read.ok) return found('probe.pcpos-restart-unknown');
  const { mutexPort, changedAt } = read.value;
  const since = mutexPort === null ? null : await untilStopped(till.runningSince(mutexPort), signal);
  if (since === null || since === 'stopped' || changedAt === null) return found('probe.pcpos-restart-unknown');
  const times = { since: new Date(since).toISOString(), changed: new Date(changedAt).toISOString() };
  return found(since >= changedAt ? 'probe.pcpos-restarted' : 'probe.pcpos-not-restarted', times, times);
});
