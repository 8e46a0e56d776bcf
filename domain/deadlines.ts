import { addDays, type CalendarDate, daysBetween } from './calendar.ts';
import type { Ticket } from './model/index.ts';

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

/** All three deadlines of a ticket on a given Polish day. A ticket past an open one may be given to another partner. */
export function deadlines(ticket: Ticket, today: CalendarDate): readonly Deadline[] {
  const ended = ticket.status === 'closed' || ticket.status === 'resigned' || ticket.status === 'withdrawn';
  const done: Record<DeadlineKind, boolean> = {
    take: ended || ticket.takenAt !== null,
    documents: ended || hasSignedDocuments(ticket),
    finish: ended,
  };
  return (Object.keys(DEADLINE_DAYS) as DeadlineKind[]).map((kind) => {
    const dueOn = addDays(ticket.openedOn, DEADLINE_DAYS[kind]);
    const daysLeft = daysBetween(today, dueOn);
    return { kind, dueOn, daysLeft, state: done[kind] ? 'done' : daysLeft < 0 ? 'late' : 'open' };
  });
}

/** The deadline that bites first: the earliest one not done, or undefined when all are. */
export const nextDeadline = (ticket: Ticket, today: CalendarDate): Deadline | undefined =>
  deadlines(ticket, today).find((d) => d.state !== 'done');

/** Days since the ticket was opened (the list's column *dni od zgłoszenia*); counts to the closing day when closed. */
export const daysSinceOpened = (ticket: Ticket, today: CalendarDate): number =>
  daysBetween(ticket.openedOn, ticket.closedOn ?? today);
