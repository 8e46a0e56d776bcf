import type { TakenAway, WaitingOperation, WaitingTicket, WaitsFor } from '../api/inbox-views.ts';
import type { OperationOutline } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { page } from './pages.ts';
import type { Places } from './places.ts';
import { canBeReworded, isEdit, saidBy } from './said.ts';
import { needsLook } from './unsent.ts';

export const WAITING_A_PAGE = 50;

interface Line {
  readonly outline: OperationOutline;
  readonly waitsFor: WaitsFor;
}

/** What has no outcome yet and needs nobody: by ticket, each with what it waits for. A page is so many operations. */
export function waitingTickets(store: Store, places: Places, now: number, online: boolean, wanted: number) {
  const groups = Map.groupBy(
    store.outlines.waiting().filter((outline) => !needsLook(outline, now)),
    ({ ticketId }) => ticketId,
  );
  const lines = [...groups.values()].flatMap((outlines) => waitingLines(outlines, online));
  const shown = page(lines, wanted, WAITING_A_PAGE);
  const tickets = [...Map.groupBy(shown.rows, ({ outline }) => outline.ticketId)].map(
    ([ticketId, ofTicket]): WaitingTicket => ({
      place: places.ofTicket(ticketId),
      deadline: places.deadline(ticketId),
      operations: ofTicket.map((line) => waitingOperation(store, places, line)),
    }),
  );
  return { tickets, page: { ...shown.where, count: lines.length } };
}

function waitingOperation(store: Store, places: Places, { outline, waitsFor }: Line): WaitingOperation {
  const { id, kind, doneAt, held, reason, givenUp, sent } = outline;
  const operation = store.operations.get(id)?.operation;
  const rewordable = operation !== undefined && canBeReworded(operation) && !isEdit(operation);
  return {
    id,
    kind,
    place: places.of(outline),
    doneAt,
    waitsFor,
    reason: held ? null : reason,
    said: operation === undefined ? [] : saidBy(operation),
    mayHaveArrived: sent,
    can: givenUp ? [] : rewordable ? ['edit', 'discard'] : ['discard'],
  };
}

function waitingLines(ofTicket: readonly OperationOutline[], online: boolean): readonly Line[] {
  /** Where something waits for a proof or a file, what is done there afterwards waits behind it. */
  const blocked = new Set<string>();
  /** What stands in the place of something that is being withdrawn goes when that has its outcome. */
  const afterwards = new Set(ofTicket.map(({ givenUp, redoneBy }) => (givenUp ? redoneBy : null)));
  return ofTicket.map((outline) => {
    const waitsFor = afterwards.has(outline.id) ? 'order' : waitsForOf(outline, blocked, online);
    if (waitsFor === 'proof' || waitsFor === 'file') blocked.add(outline.target);
    return { outline, waitsFor };
  });
}

function waitsForOf(outline: OperationOutline, blocked: ReadonlySet<string>, online: boolean): WaitsFor {
  const { kind, target, reason, putOff, sent, givenUp } = outline;
  if (givenUp) return 'withdrawal';
  if (!online) return 'line';
  // Files go up before the operation that names them.
  if (isOfFile(reason?.code) || (kind === 'ticket.attachFile' && !sent)) return 'file';
  if (putOff !== null) return 'mplatform';
  if (sent) return 'sending';
  if (kind === 'subTicket.close' && reason !== null) return 'proof';
  return blocked.has(target) && kind !== 'ticket.addNote' ? 'order' : 'sending';
}

const isOfFile = (code: string | undefined): boolean => code !== undefined && /^(?:files|uploads?)\./.test(code);

/** Tickets that M/platform took away while they were this technician's, or worked on here, and nobody was told so yet. */
export function takenAway(store: Store, places: Places, ticketIds: readonly string[]): readonly TakenAway[] {
  return ticketIds.map((ticketId) => {
    const history = store.outlines.ofTicket(ticketId);
    return {
      place: places.ofTicket(ticketId),
      reason: places.server(ticketId)?.removed ?? 'gone',
      done: history.filter((r) => r.outcome !== 'withdrawn').length,
      undecided: history.filter((r) => r.outcome === null && !r.givenUp).length,
    };
  });
}
