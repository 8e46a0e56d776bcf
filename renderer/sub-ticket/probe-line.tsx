import {
  IconAlertTriangle,
  IconCheck,
  IconCloud,
  IconDeviceDesktop,
  IconDots,
  IconMinus,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { type ProbeStage, type ProbeStageId, type ProbeStatus, probeStageIds, STAGE_NEEDS } from '../../domain/probe.ts';
import { type UiKey, useT } from '../i18n.ts';
import styles from './sub-ticket.module.css';

/** `running` and `pending` are only on the screen: the first waits for its finding, the second for the first. */
export type ShownStatus = ProbeStatus | 'running' | 'pending';

export const stageNames: Readonly<Record<ProbeStageId, UiKey>> = {
  machine: 'stage.machine',
  proxy: 'stage.proxy',
  portal: 'stage.portal',
  clock: 'stage.clock',
  bodies: 'stage.bodies',
  pcposRestarted: 'stage.pcposRestarted',
  tillContact: 'stage.tillContact',
  names: 'stage.names',
  tcp: 'stage.tcp',
  tls: 'stage.tls',
  http: 'stage.http',
  signIn: 'stage.signIn',
  store: 'stage.store',
  live: 'stage.live',
  pcposConfigured: 'stage.pcposConfigured',
  pcposRunning: 'stage.pcposRunning',
};
export const statusWords: Readonly<Record<ShownStatus, UiKey>> = {
  passed: 'stage.passed',
  warned: 'stage.warned',
  failed: 'stage.failed',
  notRun: 'stage.notRun',
  notTestable: 'stage.notTestable',
  running: 'stage.running',
  pending: 'stage.pending',
};
export const statusIcons: Readonly<Record<ShownStatus, TablerIcon>> = {
  passed: IconCheck,
  warned: IconAlertTriangle,
  failed: IconX,
  notRun: IconMinus,
  notTestable: IconMinus,
  running: IconDots,
  pending: IconMinus,
};

export function shownStatus(id: ProbeStageId, stages: readonly ProbeStage[], running: boolean): ShownStatus {
  const found = stages.find((s) => s.id === id);
  if (found !== undefined) return found.status;
  if (!running) return 'pending';
  const ready = STAGE_NEEDS[id].every((need) =>
    stages.some((s) => s.id === need && s.status !== 'failed' && s.status !== 'notRun'),
  );
  return ready ? 'running' : 'pending';
}

const LOCAL: readonly ProbeStageId[] = ['pcposConfigured', 'pcposRunning'];
/** From the till outwards: what is on this machine first, then the way through the network. */
const order: readonly ProbeStageId[] = [...LOCAL, ...probeStageIds.filter((id) => !LOCAL.includes(id))];

const wire = (status: ShownStatus): 'live' | 'broken' | 'off' | 'idle' => {
  if (status === 'failed') return 'broken';
  if (status === 'notRun') return 'off';
  return status === 'passed' || status === 'warned' || status === 'notTestable' ? 'live' : 'idle';
};

/** A line from this machine to M/platform, on which the break is seen. */
export function ProbeLine({ stages, running }: { readonly stages: readonly ProbeStage[]; readonly running: boolean }) {
  const t = useT();
  const all = order.map((id) => ({ id, status: shownStatus(id, stages, running) }));
  const broken = all.some(({ status }) => status === 'failed' || status === 'notRun');
  const whole = all.every(({ status }) => wire(status) === 'live');
  return (
    <ol className={styles.line} aria-label={t('probe.line')}>
      <li className={styles.node} data-end data-status="passed">
        <span className={styles.dot}>
          <IconDeviceDesktop size={18} aria-hidden />
        </span>
        {t('probe.thisMachine')}
      </li>
      {all.map(({ id, status }) => {
        const Icon = statusIcons[status];
        return (
          <li key={id} className={styles.node} data-status={status} data-wire={wire(status)}>
            <span className={styles.dot}>
              <Icon size={18} aria-hidden />
            </span>
            <span>{t(stageNames[id])}</span>
            <span className="dim">{t(statusWords[status])}</span>
          </li>
        );
      })}
      <li
        className={styles.node}
        data-end
        data-status={whole ? 'passed' : 'pending'}
        data-wire={whole ? 'live' : broken ? 'off' : 'idle'}
      >
        <span className={styles.dot}>
          <IconCloud size={18} aria-hidden />
        </span>
        {t('probe.mplatform')}
      </li>
    </ol>
  );
}
