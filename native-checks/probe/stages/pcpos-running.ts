import { found, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/** PC-POS holds its MutexPort as a listener on this machine exactly while it runs. */
export const pcposRunning = stage('pcposRunning', async ({ deps, signal }) => {
  if (deps.till === null) return found('probe.pcpos-running-not-here');
  const read = await untilStopped(deps.till.read(), signal);
  if (read === 'stopped') return found('probe.pcpos-port-silent');
  if (!read.ok) return found('probe.pcpos-port-unreadable', { code: read.error.code }, { code: read.error.code });
  const { mutexPort: port } = read.value;
  if (port === null) return found('probe.pcpos-no-mutex-port');
  const running = await untilStopped(deps.till.isRunning(port), signal);
  if (running === 'stopped') return found('probe.pcpos-port-silent', {}, { port });
  return found(running ? 'probe.pcpos-running' : 'probe.pcpos-stopped', { port }, { port });
});
