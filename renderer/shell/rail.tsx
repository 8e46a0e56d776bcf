import { VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconBooks,
  IconPhone,
  IconRefresh,
  IconSchool,
  IconSearch,
  IconSettings,
  IconTicket,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { AppStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { badgeCount, unsentWords } from '../sync/unsent-words.ts';
import styles from './shell.module.css';
import { ariaKeysOf, keysOf, type Shortcut } from './shortcuts.ts';

const DEFAULT_HELP_LINE = '22 123 84 09';

export function Rail({ status, onPalette }: { readonly status: AppStatus | undefined; readonly onPalette: () => void }) {
  const t = useT();
  const helpLine = status?.helpLine ?? DEFAULT_HELP_LINE;
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <div className={styles.brand}>
        <span className={styles.mark} aria-hidden>
          M/T
        </span>
        <span className={styles.label}>{t('app.name')}</span>
      </div>
      <button
        type="button"
        className={styles.item}
        onClick={onPalette}
        title={t('palette.open')}
        aria-keyshortcuts={ariaKeysOf('palette')}
      >
        <IconSearch size={20} aria-hidden />
        <span className={styles.label}>{t('palette.open')}</span>
        <kbd className={styles.keys} aria-hidden>
          {keysOf('palette')}
        </kbd>
      </button>
      <Item to="/" also="/tickets" icon={IconTicket} label={t('rail.tickets')} shortcut="tickets" />
      <Item to="/sync" icon={IconRefresh} label={t('rail.sync')} shortcut="sync">
        {status !== undefined && <Badge sync={status.sync} />}
      </Item>
      <Item to="/materials" icon={IconBooks} label={t('rail.materials')} />
      {status?.mode === 'training' && <Item to="/practice" icon={IconSchool} label={t('rail.practice')} />}
      <Item to="/settings" icon={IconSettings} label={t('rail.settings')} shortcut="settings" />
      <div className={styles.grow} />
      <Item to="/help" icon={IconPhone} label={t('rail.help', { number: helpLine })} />
    </nav>
  );
}

/** Neutral while work is on its way, amber when the person has to look, red with a sign when a deadline presses. */
function Badge({ sync }: { readonly sync: AppStatus['sync'] }) {
  const t = useT();
  const { level } = sync.unsent;
  if (level === 'none') return null;
  const words = unsentWords(t, sync, Date.now());
  return (
    <span className={styles.badge} data-level={level} title={words}>
      {level === 'red' && <IconAlertTriangleFilled size={11} aria-hidden />}
      <span aria-hidden>{badgeCount(sync)}</span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}

function Item(props: {
  readonly to: string;
  readonly also?: string;
  readonly icon: TablerIcon;
  readonly label: string;
  readonly shortcut?: Shortcut;
  readonly children?: ReactNode;
}) {
  const [location] = useLocation();
  const { icon: Icon } = props;
  const current = location === props.to || (props.also !== undefined && location.startsWith(props.also));
  return (
    <Link
      href={props.to}
      className={styles.item}
      aria-current={current ? 'page' : undefined}
      title={props.shortcut === undefined ? props.label : `${props.label} (${keysOf(props.shortcut)})`}
      aria-keyshortcuts={props.shortcut && ariaKeysOf(props.shortcut)}
    >
      <Icon size={20} aria-hidden />
      <span className={styles.label}>{props.label}</span>
      {props.children}
    </Link>
  );
}
