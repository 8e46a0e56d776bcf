import { Button } from '@mantine/core';
import { IconAlarm } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'wouter';
import { assertNever } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import type { RemindersView, ReminderView } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './reminders.module.css';

const SHOWN = 8;

/** What the person has to hear of once: kept until they say that they have, and where the browser may, told by it, too. */
export function ReminderStrip() {
  const { data } = useQuery(useApi().reminders.list.queryOptions());
  if (data === undefined || !data.ok) return null;
  return <Strip view={data.value} />;
}

function Strip({ view }: { readonly view: RemindersView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const [open, setOpen] = useState(false);
  const list = useId();
  const read = useAct(
    () => client.reminders.read({}),
    () => setOpen(false),
  );
  const permission = useNotifications(view);
  if (view.count === 0) return null;
  const more = view.count - SHOWN;
  return (
    <section className={styles.strip} aria-label={t('reminder.strip', { count: view.count })}>
      <div className={styles.head}>
        <IconAlarm size={18} aria-hidden />
        <span className={ui.grow}>{t('reminder.strip', { count: view.count })}</span>
        <Button variant="subtle" size="compact-md" aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
          {t(open ? 'reminder.hide' : 'reminder.show')}
        </Button>
        <Button variant="default" size="compact-md" loading={read.busy} onClick={() => read.run(undefined)}>
          {t('reminder.readAll')}
        </Button>
      </div>
      <ul id={list} hidden={!open}>
        {view.unread.slice(0, SHOWN).map((one) => (
          <li key={`${one.ticketId} ${one.toldAt} ${JSON.stringify(one.about)}`}>
            <Link href={`/tickets/${one.ticketId}`}>{one.name}</Link>{' '}
            {reminderText(one, (day) => formatDate(day, language), language)}
          </li>
        ))}
        {more > 0 && <li>{t('reminder.more', { count: more })}</li>}
      </ul>
      {open && permission.ask !== null && (
        <Button variant="default" size="compact-md" onClick={permission.ask}>
          {t('reminder.allow')}
        </Button>
      )}
      <ActProblem act={read} />
    </section>
  );
}

function reminderText({ about, day }: ReminderView, date: (day: string) => string, language: 'pl' | 'en'): string {
  switch (about.what) {
    case 'takenAway':
      return sentence('reminder.takenAway', {}, language);
    case 'near':
    case 'late':
      return sentence(`reminder.${about.what}.${about.deadline}`, { day: date(day) }, language);
    default:
      return assertNever(about);
  }
}

const newest = ({ unread }: RemindersView): string => unread[0]?.toldAt ?? '';

/**
 * In a browser: a notification for what is told while the page is open, never for what was told before, and only where the
 * person has allowed it; asked for by a button alone.
 */
function useNotifications(view: RemindersView): { readonly ask: (() => void) | null } {
  const t = useT();
  const known = useRef(newest(view));
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  useEffect(() => {
    const before = known.current;
    known.current = newest(view);
    if (view.native || permission !== 'granted' || known.current <= before) return;
    const fresh = view.unread.filter(({ toldAt }) => toldAt > before);
    new Notification(t('app.name'), { body: t('reminder.strip', { count: fresh.length }), tag: known.current });
  }, [view, permission, t]);
  const ask = view.native || permission !== 'default' ? null : () => void Notification.requestPermission().then(setPermission);
  return { ask };
}
