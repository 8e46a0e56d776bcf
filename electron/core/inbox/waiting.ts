import type { TakenAway, WaitingTicket, WaitsFor } from '../api/inbox-views.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import type { Places } from './places.ts';
import { needsLook } from './unsent.ts';

/** What has no outcome yet and needs nobody: by ticket, each with what it waits for. */
export function waitingTickets(store: Store, places: Places, now: number, online: boolean): readonly WaitingTicket[] {
  const groups = Map.groupBy(
    store.operations.undecided().filter((record) => !needsLook(record, now)),
    (record) => record.ticketId,
  );
  return [...groups].map(([ticketId, records]) => {
    const before: { readonly record: OperationRecord; readonly waitsFor: WaitsFor }[] = [];
    for (const record of records) before.push({ record, waitsFor: waitsFor(record, before, online) });
    return {
      place: places.ofTicket(ticketId),
      deadline: places.deadline(ticketId),
      operations: before.map(({ record, waitsFor: what }) => ({
        id: record.operation.id,
        kind: record.operation.kind,
        punktId: places.of(record).punktId,
        doneAt: record.operation.deviceTime,
        waitsFor: what,
        reason: record.held ? null : record.reason,
        canWithdraw: !record.sent,
      })),
    };
  });
}

function waitsFor(
  { operation, reason, putOff, sent }: OperationRecord,
  before: readonly { readonly record: OperationRecord; readonly waitsFor: WaitsFor }[],
  online: boolean,
): WaitsFor {
  if (!online) return 'line';
  // Files go up before the operation that names them.
  if (isOfFile(reason?.code) || (operation.kind === 'ticket.attachFile' && !sent)) return 'file';
  if (putOff !== null) return 'mplatform';
  if (sent) return 'sending';
  if (operation.kind === 'subTicket.close' && reason !== null) return 'proof';
  const blocked = before.some(
    (b) => (b.waitsFor === 'proof' || b.waitsFor === 'file') && b.record.operation.target === operation.target,
  );
  return blocked && operation.kind !== 'ticket.addNote' ? 'order' : 'sending';
}

const isOfFile = (code: string | undefined): boolean => code !== undefined && /^(?:files|uploads?)\./.test(code);

/** Tickets that M/platform took away while they were this technician's, or worked on here, and nobody was told so yet. */
export function takenAway(store: Store, places: Places, ticketIds: readonly string[]): readonly TakenAway[] {
  return ticketIds.map((ticketId) => {
    const history = store.operations.historyOf(ticketId);
    return {
      place: places.ofTicket(ticketId),
      reason: places.server(ticketId)?.removed ?? 'gone',
      done: history.filter((r) => r.outcome !== 'withdrawn').length,
      undecided: history.filter((r) => r.outcome === null).length,
    };
  });
}
