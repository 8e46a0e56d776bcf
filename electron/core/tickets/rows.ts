import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { type DeadlineKind, daysSinceOpened, openDeadline } from '../../../domain/deadlines.ts';
import type { Ticket } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { TicketRow } from '../api/views.ts';

/** Columns of `view_ticket`. */
interface Shown {
  readonly id: string;
  readonly status: Ticket['status'];
  readonly crm_id: string;
  readonly nip: string;
  readonly name: string;
  readonly city: string;
  readonly opened_on: string;
  readonly due_on: string;
  readonly technician_id: string | null;
  readonly type: Ticket['type'];
  readonly acquired_by_dealer: number;
  readonly caretaker: string | null;
  readonly closed_on: string | null;
  readonly due_kind: DeadlineKind | null;
  readonly waiting: number;
}

/** Lines of the list by the numbers of their view rows, in that order; one that has gone is left out. */
export function createTicketRows(db: Database, clock: Clock, technicianId: () => string | undefined) {
  const shown = db.prepare<[string], Shown>(
    `SELECT v.id, v.status, v.crm_id, v.nip, v.name, v.city, v.opened_on, v.due_on, v.technician_id, v.type,
       v.acquired_by_dealer, v.caretaker, v.closed_on, v.due_kind,
       (SELECT count(*) FROM outbox b WHERE b.ticket_id = v.id AND b.applied = 0) AS waiting
     FROM json_each(?) t CROSS JOIN view_ticket v ON v.n = t.value ORDER BY t.key`,
  );

  function toRow(row: Shown, today: CalendarDate): TicketRow {
    const { due_kind: kind, technician_id: technician } = row;
    const dates = { openedOn: row.opened_on, closedOn: row.closed_on };
    return {
      id: row.id,
      type: row.type,
      crmId: row.crm_id,
      nip: row.nip,
      name: row.name,
      city: row.city,
      acquiredByDealer: row.acquired_by_dealer === 1,
      status: row.status,
      caretaker: row.caretaker,
      ...dates,
      daysSinceOpened: daysSinceOpened(dates, today),
      nextDeadline: kind === null ? null : openDeadline(kind, row.due_on, today),
      mine: technician !== null && technician === technicianId(),
      taken: technician !== null,
      waiting: row.waiting,
    };
  }

  return (numbers: readonly number[]): readonly TicketRow[] => {
    const today = warsawDate(clock.now());
    return shown.all(JSON.stringify(numbers)).map((row) => toRow(row, today));
  };
}
export type TicketRows = ReturnType<typeof createTicketRows>;
