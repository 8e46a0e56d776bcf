import type { OperationKind } from '../../../domain/operations/operation.ts';
import type { BuiltOn } from '../api/inbox-views.ts';
import type { OperationOutline } from '../store/operations.ts';

/** Which operation would have made each of these refusals not happen. */
const NEEDED: Readonly<Record<string, readonly OperationKind[]>> = {
  'ticket.not-taken': ['ticket.take'],
  'ticket.taken-by-another': ['ticket.take'],
  'ticket.already-taken': ['ticket.take'],
  'ticket.suspended': ['ticket.resume'],
  'subTicket.not-taken': ['subTicket.take'],
  'subTicket.suspended': ['subTicket.resume'],
  'subTicket.documents-first': ['ticket.exportToBackoffice', 'ticket.attachFile'],
  'documents.quote-first': ['ticket.attachFile'],
  'documents.missing': ['ticket.attachFile'],
  'documents.no-quote': ['ticket.saveQuote'],
  'operation.conflict': ['ticket.editCompany', 'subTicket.editPointOfSale'],
};

/**
 * The operation on which a held or refused one was built: the last one before it, on the same ticket, that did not come
 * to stand and that it needed. What went out in one batch with it was refused for its sake; what had not, is held.
 * @param ofTicket everything done to the ticket, in any order
 */
export function builtOn(held: OperationOutline, ofTicket: readonly OperationOutline[]): BuiltOn | null {
  const kinds = NEEDED[held.reason?.code ?? ''];
  if (kinds === undefined) return null;
  const found = ofTicket
    .filter((r) => r.position < held.position && kinds.includes(r.kind) && fell(r) && concerns(r, held))
    .toSorted((a, b) => b.position - a.position)[0];
  if (found === undefined) return null;
  const { id, kind, doneAt, outcome, givenUp } = found;
  const state =
    outcome === 'rejected' || outcome === 'withdrawn' ? outcome : givenUp ? 'withdrawn' : found.held ? 'held' : 'waiting';
  return { id, kind, doneAt, state };
}

/** Whether a refusal for this reason may be another operation's doing. */
export const mayBeBuilt = ({ reason }: OperationOutline): boolean => NEEDED[reason?.code ?? ''] !== undefined;

const fell = ({ outcome, held, givenUp }: OperationOutline): boolean =>
  outcome === 'rejected' || outcome === 'withdrawn' || (outcome === null && (held || givenUp));

function concerns(before: OperationOutline, held: OperationOutline): boolean {
  if (before.kind.startsWith('subTicket.') && before.target !== held.target) return false;
  if (before.fields === null || held.fields === null) return true;
  const written = before.fields;
  return Object.entries(held.fields).some(([field, { from }]) => written[field]?.to === from);
}
