import { warsawDate } from '../calendar.ts';
import { rfc3339 } from '../clock.ts';
import { type ClosingCondition, invoicedTotal } from '../closing.ts';
import { keptField } from '../company-fields.ts';
import { type Dossier, type FieldChange, MAX_HISTORY, type PriceList, type SubTicket, type Ticket } from '../model/index.ts';
import { type Problem, problem } from '../problem.ts';
import { err, ok, type Result } from '../result.ts';
import type { Intent } from './operation.ts';
import { decideSubTicket } from './sub-ticket-rules.ts';
import { decideTicket } from './ticket-rules.ts';

/** Who acts and when. `closing` is what the gate says; only the server has the last word on it. */
export interface DecisionContext {
  readonly actor: { readonly technicianId: string; readonly name: string; readonly dealerId: string };
  /** Milliseconds since the epoch, as known to whoever decides. */
  readonly now: number;
  /**
   * `waits`: a device without an answer; the close is recorded and changes nothing that is shown as closed.
   * A list: the gate's conditions, by which the server decides the close here and now. `unproven`: the server decides
   * something else, and a close would find the gate shut.
   */
  readonly closing: 'waits' | 'unproven' | readonly ClosingCondition[];
  /** The price lists that M/platform has. */
  readonly priceLists?: () => readonly PriceList[];
}

/** A rule said no. `fields` names what the person would have to change; `conflict` shows both values. */
export interface Refusal extends Problem {
  readonly fields?: readonly string[];
}
export type Decision<T = Dossier> = Result<T, Refusal>;

export const refuse = (
  code: Problem['code'],
  params: Problem['params'] = {},
  fields?: readonly string[],
): { readonly ok: false; readonly error: Refusal } =>
  err(fields === undefined ? problem(code, params) : { ...problem(code, params), fields });

/**
 * Applies one intent to a dossier by the rules of the manual. Pure: the device replays pending operations with
 * it, and the server decides with it, so that both give the same answer to the same question.
 */
export function decide(dossier: Dossier, intent: Intent, context: DecisionContext): Decision {
  const own = belongsTo(dossier.ticket, context);
  if (!own.ok) return own;
  if (isTicketIntent(intent)) {
    const decided = decideTicket(dossier, intent, context);
    // A quote made anew after a point of sale resigned may be what the ticket was waiting for.
    return decided.ok && intent.kind === 'ticket.saveQuote' ? ok(closeWithLastSubTicket(decided.value, context)) : decided;
  }

  const subTicket = dossier.subTickets.find((s) => s.id === intent.target);
  if (subTicket === undefined) return refuse('subTicket.unknown', { id: intent.target });
  const changed = decideSubTicket(dossier, subTicket, intent, context);
  return changed.ok ? ok(closeWithLastSubTicket(replaceSubTicket(dossier, changed.value), context)) : changed;
}

export type TicketIntent = Extract<Intent, { kind: `ticket.${string}` }>;
export type SubTicketIntent = Extract<Intent, { kind: `subTicket.${string}` }>;
const isTicketIntent = (i: Intent): i is TicketIntent => i.kind.startsWith('ticket.');

function belongsTo(ticket: Ticket, { actor }: DecisionContext): Decision<true> {
  // A ticket taken away and given to another partner (Odebrane) is nobody's here any more.
  if (ticket.status === 'withdrawn' || ticket.dealerId !== actor.dealerId) return refuse('ticket.withdrawn', { id: ticket.id });
  if (ticket.technicianId !== null && ticket.technicianId !== actor.technicianId) {
    return refuse('ticket.taken-by-another', { id: ticket.id });
  }
  return ok(true);
}

const replaceSubTicket = (dossier: Dossier, changed: SubTicket): Dossier => ({
  ...dossier,
  subTickets: dossier.subTickets.map((s) => (s.id === changed.id ? changed : s)),
});

/**
 * The manual: when all sub-tickets are closed, the ticket closes by itself. A resigned sub-ticket does not hold
 * it open, but a ticket whose sub-tickets were all resigned was not finished and does not close by itself, nor one whose
 * invoices are less than its quote because the last point of sale resigned: the quote has to be made anew first.
 */
function closeWithLastSubTicket(dossier: Dossier, { now, closing }: DecisionContext): Dossier {
  // A device never shows a ticket as closed before the server said so.
  if (closing === 'waits') return dossier;
  const { ticket, subTickets } = dossier;
  const settled = subTickets.every((s) => s.status === 'closed' || s.status === 'resigned');
  const oneClosed = subTickets.some((s) => s.status === 'closed');
  if (!settled || !oneClosed || ticket.status === 'closed') return dossier;
  if (ticket.quote === null || invoicedTotal(subTickets) !== ticket.quote.totalGross) return dossier;
  return { ...dossier, ticket: { ...ticket, status: 'closed', closedOn: warsawDate(now) } };
}

export const noted = (context: DecisionContext, text: string) => ({
  text,
  author: context.actor.name,
  at: rfc3339(context.now),
});

/** Edits carry `{from, to}` and merge field by field: what meanwhile became something else is a conflict. */
export function mergeFields<F extends string, T extends Partial<Record<F, string | undefined>>>(
  row: T,
  fields: Partial<Record<F, { readonly from: string; readonly to: string }>>,
): Decision<T> {
  const merged: T = { ...row };
  const conflicts: string[] = [];
  for (const [field, change] of Object.entries(fields) as [F, { from: string; to: string }][]) {
    const is = row[field] ?? '';
    const kept = keptField(field, change.to);
    if (!kept.ok) return refuse(kept.error.code, kept.error.params, [field]);
    // As it is kept, so that two who typed the same number, with dashes and without, do not conflict.
    if (is === change.from || is === change.to || is === kept.value) merged[field] = kept.value as T[F];
    else conflicts.push(field);
  }
  return conflicts.length === 0 ? ok(merged) : refuse('operation.conflict', { fields: conflicts.join(', ') }, conflicts);
}

/** What `after` made of the fields of `before`, added to a row's history. */
export function withChanges<F extends string>(
  history: readonly FieldChange[] | undefined,
  before: Readonly<Partial<Record<F, string | undefined>>>,
  after: Readonly<Partial<Record<F, string | undefined>>>,
  { actor, now }: DecisionContext,
): FieldChange[] {
  const changes = (Object.keys(after) as F[])
    .filter((field) => (before[field] ?? '') !== (after[field] ?? ''))
    .map((field) => ({ field, from: before[field] ?? '', to: after[field] ?? '', by: actor.name, at: rfc3339(now) }));
  return [...(history ?? []), ...changes].slice(-MAX_HISTORY);
}
