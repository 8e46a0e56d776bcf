import { warsawDate } from '../../../domain/calendar.ts';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { DEADLINE_DAYS, type DeadlineKind } from '../../../domain/deadlines.ts';
import { type Language, sentence } from '../../../domain/text.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { RemindersView, ReminderView } from '../api/reminder-views.ts';
import type { Store } from '../store/store.ts';
import type { Timers } from '../timers.ts';
import { createDue, type Due } from './due.ts';

export interface RemindersDeps {
  readonly db: Database;
  readonly store: Store;
  /** M/platform's clock, as far as it is known: by its days the deadlines run. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly language: () => Language;
  readonly notify: (title: string, body: string) => void;
  /** The window is locked: what the system shows beside it names no shop either. */
  readonly covered: () => boolean;
  /** The shell shows notifications by itself. */
  readonly native: boolean;
  readonly changed: () => void;
}

/** A day may begin while nothing else happens. */
const LOOK_MS = 10 * 60_000;
/** More at once are told as one. */
const APART = 3;
const SHOWN = 50;

interface Row {
  readonly ticket_id: string;
  readonly what: string;
  readonly due_on: string;
  readonly told_at: string;
}

/** Tells of deadlines that are near or past and of tickets that were taken away: each once, however often the program starts. */
export function createReminders(deps: RemindersDeps) {
  const { db, store, clock, timers, language, notify, covered, native, changed } = deps;
  const due = createDue({ db, dossier: (id) => store.viewRows.dossier(id)?.dossier });
  const add = db.prepare('INSERT INTO reminder (ticket_id, what, due_on, told_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const unread = db.prepare<[], Row>(
    'SELECT ticket_id, what, due_on, told_at FROM reminder WHERE read_at IS NULL ORDER BY told_at DESC, due_on, ticket_id',
  );
  const readOne = db.prepare('UPDATE reminder SET read_at = ? WHERE read_at IS NULL AND ticket_id = ?');
  const readAll = db.prepare('UPDATE reminder SET read_at = ? WHERE read_at IS NULL');
  // What was done meanwhile, or is not this technician's any more, need not be read.
  const settle = db.prepare(
    'UPDATE reminder SET read_at = ? WHERE ticket_id = ? AND what = ? AND due_on = ? AND read_at IS NULL',
  );
  const back = db.prepare(
    `DELETE FROM reminder WHERE what = 'takenAway' AND ticket_id NOT IN (SELECT id FROM view_ticket WHERE removed = 1)`,
  );
  let cancel = (): void => {};

  /** Looks at what there is to tell; what is new is written down and told. */
  function look(): void {
    const technicianId = store.state.get('device')?.technician.id;
    if (technicianId === undefined || store.state.get('locked') !== undefined) return;
    const now = rfc3339(clock.now());
    const today = warsawDate(clock.now());
    const fresh = store.transaction(() => {
      const before = unread.all();
      back.run();
      const all = due(technicianId, today);
      const open = new Set(all.map(keyOf));
      for (const row of before) {
        if (!open.has(keyOf({ ticketId: row.ticket_id, what: row.what, dueOn: row.due_on })))
          settle.run(now, row.ticket_id, row.what, row.due_on);
      }
      return all.filter((one) => add.run(one.ticketId, one.what, one.dueOn, now).changes === 1);
    });
    if (fresh.length === 0) return;
    tell(fresh.map((one) => viewOf({ ticket_id: one.ticketId, what: one.what, due_on: one.dueOn, told_at: now })));
    changed();
  }

  function tell(fresh: readonly ReminderView[]): void {
    const words = language();
    if (fresh.length > APART || covered()) {
      notify(sentence('reminder.title', {}, words), sentence('reminder.many', { count: fresh.length }, words));
      return;
    }
    for (const one of fresh) notify(one.name, reminderText(one, words));
  }

  function viewOf({ ticket_id: ticketId, what, due_on, told_at: toldAt }: Row): ReminderView {
    const name = store.viewRows.dossier(ticketId)?.dossier.ticket.company.name ?? ticketId;
    const day = due_on === '' ? warsawDate(Date.parse(toldAt)) : due_on;
    return { ticketId, name, about: aboutOf(what), day, toldAt };
  }

  function follow(): void {
    cancel = timers.after(LOOK_MS, () => {
      look();
      follow();
    });
  }

  return {
    look,
    list(): RemindersView {
      const rows = unread.all();
      return { unread: rows.slice(0, SHOWN).map(viewOf), count: rows.length, native };
    },
    read(ticketId: string | undefined): void {
      const now = rfc3339(clock.now());
      if (ticketId === undefined) readAll.run(now);
      else readOne.run(now, ticketId);
      changed();
    },
    start(): void {
      look();
      follow();
    },
    stop: (): void => cancel(),
  };
}
export type Reminders = ReturnType<typeof createReminders>;

const keyOf = ({ ticketId, what, dueOn }: Pick<Due, 'ticketId' | 'dueOn'> & { readonly what: string }): string =>
  `${ticketId} ${what} ${dueOn}`;

const isDeadline = (kind: string | undefined): kind is DeadlineKind => kind !== undefined && Object.hasOwn(DEADLINE_DAYS, kind);

function aboutOf(what: string): ReminderView['about'] {
  const [state, deadline] = what.split(':');
  return isDeadline(deadline) && (state === 'near' || state === 'late') ? { what: state, deadline } : { what: 'takenAway' };
}

/** The same words in a notification and in the window. */
export function reminderText({ about, day }: Pick<ReminderView, 'about' | 'day'>, language: Language): string {
  if (about.what === 'takenAway') return sentence('reminder.takenAway', {}, language);
  const date = new Intl.DateTimeFormat(language === 'pl' ? 'pl-PL' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return sentence(`reminder.${about.what}.${about.deadline}`, { day: date.format(Date.parse(`${day}T00:00:00Z`)) }, language);
}
