import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconCircleHalf2,
  IconCircleX,
  IconClock,
  IconClockExclamation,
  IconFileText,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Deadline } from '../../domain/deadlines.ts';
import type { TicketStatus } from '../../domain/model/index.ts';
import { type Translate, type UiKey, useT } from '../i18n.ts';
import type { Tone } from './states.tsx';
import styles from './ui.module.css';

export function Pill(props: { readonly tone?: Tone; readonly icon: TablerIcon; readonly children: ReactNode }) {
  const { icon: Icon } = props;
  return (
    <span className={styles.pill} data-tone={props.tone}>
      <Icon size={14} aria-hidden />
      {props.children}
    </span>
  );
}

const look: Readonly<Record<TicketStatus, { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  new: { icon: IconCircle, tone: 'accent', text: 'status.new' },
  agreement: { icon: IconFileText, tone: 'accent', text: 'status.agreement' },
  inProgress: { icon: IconCircleHalf2, tone: 'accent', text: 'status.inProgress' },
  suspended: { icon: IconPlayerPause, tone: 'warn', text: 'status.suspended' },
  resigned: { icon: IconCircleX, text: 'status.resigned' },
  closed: { icon: IconCircleCheckFilled, tone: 'ok', text: 'status.closed' },
  withdrawn: { icon: IconArrowBackUp, text: 'status.withdrawn' },
};

export const statusText = (status: TicketStatus): UiKey => look[status].text;

/** The manual's word for a status, with a sign of its own: never colour alone. */
export function StatusPill({ status }: { readonly status: TicketStatus }) {
  return <StatusSign status={status} t={useT()} />;
}

/** The same where the texts are at hand: in a line of a list asking for them costs more than all else. */
export function StatusSign({ status, t }: { readonly status: TicketStatus; readonly t: Translate }) {
  const { icon, tone, text } = look[status];
  return (
    <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
      {t(text)}
    </Pill>
  );
}

export function WaitingPill({ count }: { readonly count: number }) {
  const t = useT();
  return (
    <Pill icon={IconCircleDotted} tone="warn">
      {t('operations.waitingCount', { count })}
    </Pill>
  );
}

export function deadlineText(t: Translate, { daysLeft, state }: Deadline): string {
  if (state === 'done') return t('deadline.done');
  if (daysLeft < 0) return t('deadline.late', { count: -daysLeft });
  return daysLeft === 0 ? t('deadline.today') : t('deadline.left', { count: daysLeft });
}

/** From so many days before its end a deadline is shown as near. */
const NEAR_DAYS = 2;

/** Each with a sign of its own, so that its colour only repeats it. */
export function deadlineLook({ state, daysLeft }: Deadline): { readonly icon: TablerIcon; readonly tone?: Tone } {
  if (state === 'done') return { icon: IconCircleCheckFilled, tone: 'ok' };
  if (state === 'late') return { icon: IconAlertTriangle, tone: 'bad' };
  return daysLeft <= NEAR_DAYS ? { icon: IconClockExclamation, tone: 'warn' } : { icon: IconClock };
}

export function DeadlinePill({ deadline }: { readonly deadline: Deadline }) {
  const t = useT();
  const { icon, tone } = deadlineLook(deadline);
  return (
    <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
      {deadlineText(t, deadline)}
    </Pill>
  );
}
