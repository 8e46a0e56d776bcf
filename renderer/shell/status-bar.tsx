import { VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCloud,
  IconCloudOff,
  IconCloudUp,
  IconDeviceDesktop,
  IconSchool,
  IconShieldCheck,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { assertNever } from '../../domain/result.ts';
import type { AppStatus, SyncStatus, TillStatus } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { unsentTone, unsentWords } from '../sync/unsent-words.ts';
import { whatStops } from '../sync/what-stops.ts';
import type { Tone } from '../ui/states.tsx';
import styles from './shell.module.css';

/** Always there: the line, what waits, the till, and in which world one is. */
export function StatusBar({ status, away }: { readonly status: AppStatus | undefined; readonly away: boolean }) {
  const t = useT();
  if (status === undefined) {
    return (
      <footer className={styles.status}>
        <Cell icon={<IconCloud size={15} aria-hidden />}>{t('state.loading')}</Cell>
      </footer>
    );
  }
  return (
    <footer className={styles.status}>
      {away ? (
        // What was last heard of line and till may be long over.
        <Cell icon={<IconCloudOff size={15} aria-hidden />} tone="warn">
          {t('statusBar.away')}
        </Cell>
      ) : (
        <>
          <Line sync={status.sync} />
          <Unsent sync={status.sync} />
          <Till till={status.till} />
        </>
      )}
      <span className={`${styles.cell} ${styles.mode}`}>
        {status.mode === 'training' ? <IconSchool size={15} aria-hidden /> : <IconShieldCheck size={15} aria-hidden />}
        {t(status.mode === 'training' ? 'mode.training' : 'mode.production')}
      </span>
    </footer>
  );
}

/** What has not arrived, in words; it leads to where something can be done about it. */
function Unsent({ sync }: { readonly sync: AppStatus['sync'] }) {
  const t = useT();
  const { level } = sync.unsent;
  const icon =
    level === 'amber' || level === 'red' ? <IconAlertTriangle size={15} aria-hidden /> : <IconCloudUp size={15} aria-hidden />;
  return (
    <Cell icon={icon} tone={unsentTone(sync.unsent)}>
      {level === 'none' ? (
        t('statusBar.allSent')
      ) : (
        <Link href="/sync" className={styles.cellLink}>
          {unsentWords(t, sync, Date.now())}
        </Link>
      )}
    </Cell>
  );
}

function Cell(props: { readonly icon: ReactNode; readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.cell} data-tone={props.tone}>
      {props.icon}
      {props.children}
    </span>
  );
}

function Line({ sync }: { readonly sync: SyncStatus }) {
  const t = useT();
  const language = useLanguage();
  switch (sync.state) {
    case 'notEnrolled':
      return (
        <Cell icon={<IconCloudOff size={15} aria-hidden />} tone="warn">
          {t('sync.notEnrolled')}
        </Cell>
      );
    case 'connecting':
      return <Cell icon={<IconCloud size={15} aria-hidden />}>{t('sync.connecting')}</Cell>;
    case 'syncing':
      return (
        <Cell icon={<IconCloud size={15} aria-hidden />} tone="ok">
          {t('sync.syncing')}
        </Cell>
      );
    case 'idle':
      return (
        <Cell icon={<IconCircleCheck size={15} aria-hidden />} tone="ok">
          {t('sync.online')}
        </Cell>
      );
    case 'offline':
      return (
        <Cell icon={<IconCloudOff size={15} aria-hidden />} tone="warn">
          {t(whatStops(sync.problem) === 'line' ? 'sync.offlineSince' : 'sync.standsSince', {
            since: formatInstant(sync.since, language),
          })}
        </Cell>
      );
    default:
      return assertNever(sync.state);
  }
}

function Till({ till }: { readonly till: TillStatus }) {
  const t = useT();
  const icon = <IconDeviceDesktop size={15} aria-hidden />;
  const text = !till.found
    ? t('till.notFound')
    : till.running === null
      ? t('till.unknown')
      : t(till.running ? 'till.running' : 'till.stopped');
  return (
    <Cell icon={icon} tone={till.found && till.running === true ? 'ok' : 'warn'}>
      {text}
      {till.folder !== null && <VisuallyHidden>{till.folder}</VisuallyHidden>}
    </Cell>
  );
}
