import { addDays, type CalendarDate } from '../../../domain/calendar.ts';
import { type DeadlineKind, deadlines } from '../../../domain/deadlines.ts';
import type { Dossier } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';

/** From so many days before its end a deadline is near: of the shortest one, three days long, only the last. */
export const NEAR_DAYS: Readonly<Record<DeadlineKind, number>> = { take: 1, documents: 2, finish: 2 };
const MOST = 500;

export interface Due {
  readonly ticketId: string;
  readonly what: `near:${DeadlineKind}` | `late:${DeadlineKind}` | 'takenAway';
  readonly dueOn: CalendarDate;
}

export interface DueDeps {
  readonly db: Database;
  readonly dossier: (ticketId: string) => Dossier | undefined;
}

/** What there is to be told today: of one's own tickets, of those that wait to be taken, and of those that were taken away. */
export function createDue({ db, dossier }: DueDeps) {
  // By their indexes: one's own a status at a time, the untaken ones by the day.
  const own = db.prepare<[string, string, number], { id: string }>(
    `SELECT id FROM view_ticket WHERE removed = 0 AND technician_id = ? AND status IN ('agreement', 'inProgress', 'suspended')
       AND due_on <= ? LIMIT ?`,
  );
  const untaken = db.prepare<[string, number], { id: string; due_on: string }>(
    `SELECT id, due_on FROM view_ticket WHERE removed = 0 AND status = 'new' AND due_kind = 'take' AND due_on <= ?
     ORDER BY due_on DESC LIMIT ?`,
  );
  const gone = db.prepare<[string], { id: string }>('SELECT id FROM view_ticket WHERE removed = 1 AND technician_id = ?');

  const stateOf = (kind: DeadlineKind, daysLeft: number): 'near' | 'late' | undefined =>
    daysLeft < 0 ? 'late' : daysLeft <= NEAR_DAYS[kind] ? 'near' : undefined;

  return (technicianId: string, today: CalendarDate): readonly Due[] => {
    const horizon = addDays(today, Math.max(...Object.values(NEAR_DAYS)));
    const mine = own.all(technicianId, horizon, MOST).flatMap(({ id }) => {
      const found = dossier(id);
      return found === undefined ? [] : deadlines(found.ticket, today).map((deadline) => ({ ...deadline, id }));
    });
    const others = untaken.all(addDays(today, NEAR_DAYS.take), MOST).map(({ id, due_on }) => {
      const daysLeft = due_on < today ? -1 : 0;
      return { id, kind: 'take' as const, dueOn: due_on, daysLeft, state: 'open' as const };
    });
    const due = [...mine, ...others].flatMap(({ id, kind, dueOn, daysLeft, state }): Due[] => {
      const what = state === 'done' ? undefined : stateOf(kind, daysLeft);
      return what === undefined ? [] : [{ ticketId: id, what: `${what}:${kind}`, dueOn }];
    });
    return [...due, ...gone.all(technicianId).map(({ id }): Due => ({ ticketId: id, what: 'takenAway', dueOn: GONE }))];
  };
}

/** Going away has no day of its own by which it could be told apart; when the ticket comes back it is forgotten. */
export const GONE = '';
