import type { Problem } from '../../../../domain/problem.ts';
import { ok, type Result } from '../../../../domain/result.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import type { Store } from '../../store/store.ts';
import type { Training } from '../training.ts';

export interface ForgetDeps {
  readonly store: Store;
  readonly training: Training;
  readonly inbox: Pick<Inbox, 'readTakenAway'>;
  readonly sync: () => Promise<Result<null, Problem>>;
}

/** Takes an exercise's ticket off the list and what was done to it off the desk: nobody has to decide about either. */
export async function forgetTicket(
  { store, training, inbox, sync }: ForgetDeps,
  ticketId: string,
): Promise<Result<null, Problem>> {
  for (const { operation, outcome, sent } of store.operations.historyOf(ticketId)) {
    if (outcome === null && !sent) store.withdraw(operation.id);
  }
  const gone = await training.operate((operator) => operator.withdrawTicket(ticketId, 'deleted'));
  // One that never got as far as M/platform.
  if (!gone.ok && gone.error.code !== 'ticket.unknown') return gone;
  const synced = await sync();
  if (!synced.ok) return synced;
  for (const { operation, outcome, acknowledged } of store.operations.historyOf(ticketId)) {
    if (outcome === 'rejected' && !acknowledged) store.operations.acknowledge(operation.id);
  }
  if (store.viewRows.dossier(ticketId) !== undefined) inbox.readTakenAway(ticketId);
  return ok(null);
}
