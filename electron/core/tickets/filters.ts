import { addDays, type CalendarDate } from '../../../domain/calendar.ts';
import type { TicketSelection } from '../api/list-contract.ts';
import { wordsOf } from '../store/fold.ts';

/** A condition of SQL on `view_ticket v`; nothing from outside reaches its text. */
export interface Part {
  readonly sql: string;
  readonly values: readonly string[];
}

/** Within so many days a deadline is near. */
const SOON_DAYS = 3;

export function filtersOf(view: TicketSelection, technicianId: string | undefined, today: CalendarDate): Part {
  const parts: Part[] = [{ sql: 'v.removed = 0', values: [] }];
  const add = (sql: string, ...values: readonly string[]): void => void parts.push({ sql, values });
  const { statuses, onlyMine, due, waiting, acquired, caretaker, openedFrom, openedTo } = view;
  if (statuses.length > 0) add(`v.status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
  if (onlyMine) add('v.technician_id = ?', technicianId ?? '');
  if (due !== 'any') add('v.due_on <= ?', addDays(today, due === 'late' ? -1 : SOON_DAYS));
  if (waiting) {
    add(`v.n IN (SELECT s.n FROM outbox b JOIN server_row s ON s.kind = 'ticket' AND s.id = b.ticket_id WHERE b.applied = 0)`);
  }
  if (acquired !== 'any') add(`v.acquired_by_dealer = ${acquired === 'yes' ? 1 : 0}`);
  if (caretaker !== null) add('v.caretaker = ?', caretaker);
  if (openedFrom !== null) add('v.opened_on >= ?', openedFrom);
  if (openedTo !== null) add('v.opened_on <= ?', openedTo);
  return { sql: parts.map((part) => part.sql).join(' AND '), values: parts.flatMap((part) => part.values) };
}

/** A NIP is typed in groups, as it stands on paper (`797-456-94-39`, `797 456 94 39`), and kept without. */
export function searchWords(text: string): readonly string[] {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{10}$/.test(digits) ? [digits] : wordsOf(text.replace(/(?<=\d)-(?=\d)/g, ''));
}
