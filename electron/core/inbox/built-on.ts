import type { OperationKind } from '../../../domain/operations/operation.ts';
import type { BuiltOn } from '../api/inbox-views.ts';
import type { OperationRecord } from '../store/operations.ts';
import { isEdit } from './said.ts';

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
  'operation.conflict': ['ticket.editCompany', 'subTicket.editPointOfSale'],
};

/**
 * The operation on which a held or refused one was built: the last one before it, on the same ticket, that did not come
 * to stand and that it needed. What went out in one batch with it was refused for its sake; what had not, is held.
 * @param ofTicket everything done to the ticket, in any order
 */
export function builtOn(held: OperationRecord, ofTicket: readonly OperationRecord[]): BuiltOn | null {
  const kinds = NEEDED[held.reason?.code ?? ''];
  if (kinds === undefined) return null;
  const found = ofTicket
    .filter((r) => r.position < held.position && kinds.includes(r.operation.kind) && fell(r) && concerns(r, held))
    .toSorted((a, b) => b.position - a.position)[0];
  if (found === undefined) return null;
  const { operation, outcome } = found;
  const state = outcome === 'rejected' || outcome === 'withdrawn' ? outcome : found.held ? 'held' : 'waiting';
  return { id: operation.id, kind: operation.kind, doneAt: operation.deviceTime, state };
}

const fell = ({ outcome, held }: OperationRecord): boolean => outcome === 'rejected' || outcome === 'withdrawn' || held;

function concerns({ operation: before }: OperationRecord, { operation }: OperationRecord): boolean {
  if (before.kind.startsWith('subTicket.') && before.target !== operation.target) return false;
  if (!isEdit(before) || !isEdit(operation)) return true;
  const written = before.args.fields as Readonly<Record<string, { readonly to: string }>>;
  return Object.entries(operation.args.fields).some(([field, { from }]) => written[field]?.to === from);
}
