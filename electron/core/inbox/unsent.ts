import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import { nextDeadline } from '../../../domain/deadlines.ts';
import type { UnsentFacts } from '../api/inbox-views.ts';
import type { OperationOutline } from '../store/operations.ts';
import type { Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
/** A deadline no further away than this is near. */
export const NEAR_DAYS = 2;
/** Nothing should wait longer than the shortest of the manual's deadlines. */
export const OLD_DAYS = 3;
/** After so long, or so many times, being put off is no passing trouble of the server's any more. */
const STUCK_HOURS = 24;
const STUCK_TIMES = 200;

export const isStuck = ({ putOff, outcome, givenUp }: OperationOutline, now: number): boolean =>
  outcome === null &&
  !givenUp &&
  putOff !== null &&
  (putOff.times >= STUCK_TIMES || now - Date.parse(putOff.since) >= STUCK_HOURS * HOUR_MS);

/**
 * Held, or put off for too long. What is on its way, or was done to a ticket that was taken away, is decided by the
 * server all the same: there is nothing to look at before it has.
 */
export const needsLook = (record: OperationOutline, now: number): boolean =>
  isHeld(record) || cannotGo(record) || isStuck(record, now);
/** Its file is no longer here or can never be taken, or it is too large: only the person can do it otherwise. */
export const cannotGo = ({ kind, sent, outcome, putOff, reason }: OperationOutline): boolean =>
  !sent &&
  outcome === null &&
  putOff === null &&
  reason !== null &&
  (reason.code === 'operation.too-large' || (kind === 'ticket.attachFile' && reason.code.startsWith('files.')));
export const isHeld = ({ held, sent, reason }: OperationOutline): boolean => held && !sent && reason?.code !== 'ticket.withdrawn';
/** Given up after it had been sent, and done all the same: the person has to hear of it. */
export const hasArrived = ({ givenUp, outcome, acknowledged }: OperationOutline): boolean =>
  givenUp && outcome === 'applied' && !acknowledged;

/** M/platform's clock, as well as it is known here: deadlines are judged there. */
export const serverNow = (store: Store, now: number): number => now + (store.state.get('clockOffset')?.ms ?? 0);

/** Which day each ticket's next deadline falls on, by the version of its row: told at each change, and rows are large. */
export type KnownDeadlines = Map<string, { readonly version: number; readonly dueOn: CalendarDate | undefined }>;
const MANY = 10_000;

/**
 * How much has not arrived, and how pressing that is: deadlines as M/platform knows them, and on its Polish day.
 * @param known what was found before; kept by the caller
 */
export function unsentFacts(store: Store, now: number, known: KnownDeadlines = new Map()): UnsentFacts {
  const unsent = store.operations.unsentByTicket();
  const refused = store.outlines.unreadRefusals();
  const attention =
    refused.length + store.outlines.arrived().length + store.outlines.waitingWithReason().filter((r) => needsLook(r, now)).length;
  const count = unsent.reduce((sum, t) => sum + t.count, 0);
  const oldestAt = unsent.map((t) => t.oldestAt).toSorted()[0] ?? null;
  const nearest = nearestOf(store, new Set([...unsent, ...refused].map((t) => t.ticketId)), serverNow(store, now), known);
  const old = oldestAt !== null && now - Date.parse(oldestAt) >= OLD_DAYS * 24 * HOUR_MS;
  const urgent = old || (nearest !== null && nearest.deadline.daysLeft <= NEAR_DAYS);
  const level = count + attention === 0 ? 'none' : urgent ? 'red' : attention > 0 ? 'amber' : 'neutral';
  return { count, attention, oldestAt, nearest, urgent, level };
}

function nearestOf(store: Store, ticketIds: ReadonlySet<string>, now: number, known: KnownDeadlines): UnsentFacts['nearest'] {
  if (known.size > MANY) known.clear();
  let first: { readonly ticketId: string; readonly dueOn: CalendarDate } | undefined;
  for (const ticketId of ticketIds) {
    const dueOn = dueOnOf(store, ticketId, known);
    if (dueOn !== undefined && (first === undefined || dueOn < first.dueOn)) first = { ticketId, dueOn };
  }
  const ticket = first === undefined ? undefined : store.serverRows.dossier(first.ticketId)?.dossier.ticket;
  const deadline = ticket === undefined ? undefined : nextDeadline(ticket, warsawDate(now));
  return ticket === undefined || deadline === undefined ? null : { ticketId: ticket.id, name: ticket.company.name, deadline };
}

/** The day of a ticket's next deadline as M/platform knows it; undefined where none is left, or it was taken away. */
export function dueOnOf(store: Store, ticketId: string, known: KnownDeadlines): CalendarDate | undefined {
  const standing = store.serverRows.standing('ticket', ticketId);
  if (standing === undefined || standing.removed !== null) return undefined;
  const before = known.get(ticketId);
  if (before?.version === standing.version) return before.dueOn;
  const ticket = store.serverRows.dossier(ticketId)?.dossier.ticket;
  // Which deadline is next, and its day, does not depend on today.
  const dueOn = ticket === undefined ? undefined : nextDeadline(ticket, ticket.openedOn)?.dueOn;
  known.set(ticketId, { version: standing.version, dueOn });
  return dueOn;
}
