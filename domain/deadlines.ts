import { addDays, type CalendarDate, daysBetween, warsawDate } from './calendar.ts';
import type { Dossier, Ticket } from './model/index.ts';
import { assertNever } from './result.ts';

/**
 * The manual's deadlines, in Polish calendar days from the day the ticket was opened:
 * taken within 3, agreement and power of attorney uploaded within 7, finished within 30.
 */
export const DEADLINE_DAYS = { take: 3, documents: 7, finish: 30 } as const;
export type DeadlineKind = keyof typeof DEADLINE_DAYS;

export interface Deadline {
  readonly kind: DeadlineKind;
  /** The last day on which it is still kept. */
  readonly dueOn: CalendarDate;
  /** Whole days until `dueOn`; negative when past. */
  readonly daysLeft: number;
  readonly state: 'done' | 'open' | 'late';
}

const hasSignedDocuments = (t: Ticket): boolean =>
  t.files.some((f) => f.kind === 'agreement') && t.files.some((f) => f.kind === 'powerOfAttorney');

const KINDS = Object.keys(DEADLINE_DAYS) as readonly DeadlineKind[];

function isDone(ticket: Ticket, kind: DeadlineKind): boolean {
  if (ticket.status === 'closed' || ticket.status === 'resigned' || ticket.status === 'withdrawn') return true;
  switch (kind) {
    case 'take':
      return ticket.takenAt !== null;
    case 'documents':
      return hasSignedDocuments(ticket);
    case 'finish':
      return false;
    default:
      return assertNever(kind);
  }
}

function deadline(ticket: Ticket, kind: DeadlineKind, today: CalendarDate): Deadline {
  const dueOn = addDays(ticket.openedOn, DEADLINE_DAYS[kind]);
  const daysLeft = daysBetween(today, dueOn);
  return { kind, dueOn, daysLeft, state: isDone(ticket, kind) ? 'done' : daysLeft < 0 ? 'late' : 'open' };
}

/** All three deadlines of a ticket on a given Polish day. A ticket past an open one may be given to another partner. */
export const deadlines = (ticket: Ticket, today: CalendarDate): readonly Deadline[] =>
  KINDS.map((kind) => deadline(ticket, kind, today));

/** The deadline that bites first: the earliest one not done, or undefined when all are. */
export function nextDeadline(ticket: Ticket, today: CalendarDate): Deadline | undefined {
  const kind = KINDS.find((one) => !isDone(ticket, one));
  return kind === undefined ? undefined : deadline(ticket, kind, today);
}

/** A deadline that is still open, on the given Polish day. */
export function openDeadline(kind: DeadlineKind, dueOn: CalendarDate, today: CalendarDate): Deadline {
  const daysLeft = daysBetween(today, dueOn);
  return { kind, dueOn, daysLeft, state: daysLeft < 0 ? 'late' : 'open' };
}

/** Days since the ticket was opened (the list's column *dni od zgłoszenia*); counts to the closing day when closed. */
export const daysSinceOpened = (ticket: Pick<Ticket, 'openedOn' | 'closedOn'>, today: CalendarDate): number =>
  daysBetween(ticket.openedOn, ticket.closedOn ?? today);

/** A note older than this no longer says how things stand. Days. */
export const CURRENT_NOTE_DAYS = 7;

/** The manual: when late, a current note must always be there. True when there is none, on the ticket or a sub-ticket. */
export function noteDemanded({ ticket, subTickets }: Dossier, today: CalendarDate): boolean {
  if (!deadlines(ticket, today).some(({ state }) => state === 'late')) return false;
  const oldest = addDays(today, -CURRENT_NOTE_DAYS);
  return ![ticket, ...subTickets].some(({ notes }) => notes.some(({ at }) => warsawDate(Date.parse(at)) >= oldest));
}
