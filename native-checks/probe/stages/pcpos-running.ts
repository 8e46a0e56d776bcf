import { failed, found, passed, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/** PC-POS holds its MutexPort as a listener on this machine exactly while it runs. */
export const pcposRunning = stage(
  'pcposRunning',
  {
    'probe.pcpos-running': passed,
    'probe.pcpos-stopped': failed('technician'),
    'probe.pcpos-no-mutex-port': failed('insoft'),
    'probe.pcpos-port-unreadable': failed('technician'),
    'probe.pcpos-port-silent': failed('technician'),
  },
  async ({ deps, signal }) => {
    const read = await untilStopped(deps.readTill(), signal);
    if (read === 'stopped') return found('probe.pcpos-port-silent');
    if (!read.ok) return found('probe.pcpos-port-unreadable', { code: read.error.code }, { code: read.error.code });
    const { mutexPort: port } = read.value;
    if (port === null) return found('probe.pcpos-no-mutex-port');
    const running = await untilStopped(deps.isPcPosRunning(port), signal);
    if (running === 'stopped') return found('probe.pcpos-port-silent', {}, { port });
    return found(running ? 'probe.pcpos-running' : 'probe.pcpos-stopped', { port }, { port });
  },
);
