import { targetsTicket } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { isTextKey } from '../../../domain/text.ts';
import type { OperationResult, SentOperation, SentWithdrawal } from '../../../mplatform/contract/index.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import type { FinalOutcome, PendingOperation } from '../store/operations.ts';
import type { Device } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { createBatch, MAX_BATCH_BYTES, sizeOf } from './batch.ts';

export interface PushDeps {
  readonly store: Store;
  readonly client: FieldClient;
  readonly tokens: Tokens;
  readonly device: Pick<Device, 'deviceId' | 'lastSeq'>;
  /** Whether an operation that has no number yet may go now, and with which proof; closes wait for theirs. */
  readonly release: (pending: PendingOperation) => { readonly go: true; readonly proof: string | null } | { readonly go: false };
  /**
   * Whether a close that was sent before may be sent with its proof again. Without it the server still gives the outcome
   * that it has, but closes nothing that was undone at the till meanwhile.
   */
  readonly stands: (pending: PendingOperation) => boolean;
}

/**
 * Sends what waits, in order, until nothing more may go. An operation gets its number in the transaction before it is
 * first sent and keeps it, so that a repeat after a lost answer meets the outcome already stored. One that the person gave
 * up after it had been sent is never just left out: it is withdrawn under its own id, and the server says which came first.
 */
export async function push(asked: PushDeps): Promise<Result<{ readonly sent: number }, Problem>> {
  const { store, client } = asked;
  let deps = asked;
  let sent = 0;
  let mended = false;
  let room = MAX_BATCH_BYTES;
  const aside: Aside = { putOff: new Set(), tooLarge: new Set() };
  for (;;) {
    const batch = nextBatch(deps, room, aside);
    if (batch.length === 0) return ok({ sent });
    const answer = await deps.tokens.using(client, (token) => client.operations(batch, token));
    if (!answer.ok) {
      const [only, ...others] = batch;
      if (isTooLarge(answer.error) && others.length > 0) {
        room = Math.floor(batch.reduce((sum, operation) => sum + sizeOf(operation), 0) / 2);
        continue;
      }
      if (isTooLarge(answer.error) && only !== undefined) {
        putAside(deps, only);
        aside.tooLarge.add(only.id);
        continue;
      }
      const count = otherCount(answer.error);
      // Once: whoever disagrees about the count again would do so for ever.
      if (count === undefined || mended) return answer;
      mended = true;
      if (count.behind) deps = forgotten(deps, count.lastSeq);
      else store.transaction(() => store.operations.renumberAbove(deps.device.deviceId, count.lastSeq));
      continue;
    }
    const settled = recordOutcomes(store, batch, answer.value.results);
    sent += settled;
    if (settled > 0) continue;
    const putOff = answer.value.results.find(({ outcome }) => outcome === 'retryLater');
    // The server has taken nothing: going on would only repeat the question.
    if (putOff === undefined || !letOthersPast(deps, putOff.id, aside.putOff)) return ok({ sent });
  }
}

/**
 * Sends again what a server that begins anew says it does not know. Nobody else would: a store put back from a copy
 * misses work whose outcome this device has long had.
 */
export async function tellAgain(deps: PushDeps, refused: Problem): Promise<Result<{ readonly sent: number }, Problem>> {
  const lastSeq = refused.evidence?.lastSeq;
  const known = typeof lastSeq !== 'number' || deps.store.operations.lastSettled(deps.device.deviceId) <= lastSeq;
  return push(known ? deps : forgotten(deps, lastSeq));
}

function forgotten(deps: PushDeps, lastSeq: number): PushDeps {
  const { deviceId } = deps.device;
  deps.store.forgottenAbove(deviceId, lastSeq);
  return { ...deps, device: { deviceId, lastSeq: Math.min(deps.device.lastSeq, lastSeq) } };
}

/** Where the server's count of our operations stands, when it refused them because ours stands elsewhere. */
function otherCount(refused: Problem): { readonly lastSeq: number; readonly behind: boolean } | undefined {
  const code = serverCode(refused);
  const lastSeq = refused.evidence?.lastSeq;
  if (typeof lastSeq !== 'number' || (code !== 'operations.gap' && code !== 'operations.seq-used')) return undefined;
  return { lastSeq, behind: code === 'operations.gap' };
}

/** As many of these, in this order, as go in one call. */
function cut(operations: Iterable<Sendable>, room: number): readonly Sendable[] {
  const batch = createBatch(room);
  for (const operation of operations) {
    const size = sizeOf(operation);
    if (!batch.fits(size)) break;
    batch.add(operation, size);
  }
  return batch.operations;
}

/** What is not asked about again in this push. */
interface Aside {
  /** The server would not decide it now; what was done to the same row afterwards waits behind it. */
  readonly putOff: Set<string>;
  /** It goes in no call at all; nothing waits behind it. */
  readonly tooLarge: Set<string>;
}

/** First what has its number already, in that order; then what gets its number now. */
function nextBatch({ store, device, release, stands }: PushDeps, room: number, aside: Aside) {
  return store.transaction(() => {
    const waiting = store.operations.pending().filter(({ applied, operation }) => !applied && !aside.tooLarge.has(operation.id));
    const numbered = waiting
      .flatMap((pending) =>
        pending.sending?.deviceId !== device.deviceId || aside.putOff.has(pending.operation.id)
          ? []
          : [onTheWire(pending, pending.sending.seq, stands(pending) ? pending.sending.proof : null)],
      )
      .sort((a, b) => a.seq - b.seq);
    const first = cut(numbered, room);
    if (first.length < numbered.length) return first;
    const batch = createBatch(room);
    for (const operation of first) batch.add(operation, sizeOf(operation));
    const waits = createWaiting();
    const withdrawn = new Set(waiting.filter(({ givenUp }) => givenUp).map(({ operation }) => operation.id));
    for (const pending of waiting) {
      const { operation, sending } = pending;
      if (aside.putOff.has(operation.id)) {
        // Also what was done to the same row since then must not get past it.
        waits.add(pending);
        continue;
      }
      if (sending?.deviceId === device.deviceId) continue;
      const released = pending.givenUp
        ? { go: true as const, proof: null }
        : sending !== null
          ? { go: true as const, proof: stands(pending) ? sending.proof : null }
          : mayGo(pending) && !waits.behind(pending) && !withdrawn.has(pending.replaces?.id ?? '')
            ? release(pending)
            : { go: false as const };
      if (!released.go) {
        if (pending.held === null) waits.add(pending);
        continue;
      }
      const size = sizeOf(onTheWire(pending, 0, released.proof));
      // It stays, and says why; nothing waits behind it.
      if (size > MAX_BATCH_BYTES) {
        store.operations.explain(operation.id, tooLarge(size));
        continue;
      }
      if (!batch.fits(size)) break;
      const seq =
        sending === null
          ? store.operations.number(operation.id, device, released.proof)
          : store.operations.renumber(operation.id, device);
      batch.add(onTheWire(pending, seq, released.proof), size);
    }
    return batch.operations;
  });
}

const tooLarge = (bytes: number): Problem => problem('operation.too-large', { size: `${Math.ceil(bytes / 1024)} KiB` });

/** The server, or a proxy before it, takes no body of this size. */
const isTooLarge = ({ evidence, params }: Problem): boolean => (evidence?.status ?? params.status) === 413;

/** Not even alone does it go through: it gives its number back, so that those after it get past. */
function putAside({ store, device }: PushDeps, operation: Sendable): void {
  store.transaction(() => {
    store.operations.takeNumberBack(operation.id, device);
    store.operations.explain(operation.id, tooLarge(sizeOf(operation)));
  });
}

/**
 * The server would not decide this one now. It gives its number back, and so does what was done after it to the same row;
 * the rest gets past. All of it is asked about again in the next round, and none of it can be taken back: the question may
 * still arrive once more.
 */
function letOthersPast({ store, device }: PushDeps, id: string, aside: Set<string>): boolean {
  if (aside.has(id)) return false;
  return store.transaction(() => {
    const waits = createWaiting();
    for (const pending of store.operations.pending()) {
      const { operation, sending, applied } = pending;
      // What is only withdrawn changes no row.
      if (applied || (operation.id !== id && (pending.givenUp || !waits.behind(pending)))) continue;
      waits.add(pending);
      aside.add(operation.id);
      if (sending?.deviceId !== device.deviceId) continue;
      store.operations.takeNumberBack(operation.id, device);
      store.operations.putOffToo(operation.id);
    }
    return aside.has(id);
  });
}

/**
 * The order that matters: what was done to one sub-ticket stays in order, and so does what was done to the ticket as a
 * whole around it. Work on other sub-tickets and notes pass by a close that waits for its proof.
 */
function createWaiting() {
  const subTickets = new Set<string>();
  const ticketsBelow = new Set<string>();
  const tickets = new Set<string>();
  return {
    add({ operation, ticketId }: PendingOperation): void {
      if (targetsTicket(operation.kind)) tickets.add(ticketId);
      else {
        subTickets.add(operation.target);
        ticketsBelow.add(ticketId);
      }
    },
    behind({ operation, ticketId }: PendingOperation): boolean {
      if (operation.kind === 'ticket.addNote') return false;
      if (tickets.has(ticketId)) return true;
      return targetsTicket(operation.kind) ? ticketsBelow.has(ticketId) : subTickets.has(operation.target);
    },
  };
}

/**
 * What was done before a ticket was taken away is still sent and judged, and so is what the server has seen already; what
 * else is held waits for the person.
 */
const mayGo = ({ held, putOff }: PendingOperation): boolean => held === null || putOff || held.code === 'ticket.withdrawn';

type Sendable = SentOperation | SentWithdrawal;

function onTheWire({ operation, givenUp }: PendingOperation, seq: number, proof: string | null): Sendable {
  if (givenUp) return { ...operation, kind: 'operation.withdraw', args: {}, seq };
  if (operation.kind !== 'subTicket.close' || proof === null) return { ...operation, seq };
  return { ...operation, seq, args: { receipt: proof } };
}

function recordOutcomes(store: Store, batch: readonly Sendable[], results: readonly OperationResult[]): number {
  const asked = new Set(batch.map((o) => o.id));
  let settled = 0;
  store.transaction(() => {
    const refused = new Set<string>();
    for (const result of results) {
      if (!asked.has(result.id)) continue;
      if (result.outcome === 'retryLater') {
        store.operations.putOff(result.id, serverReason(result));
        continue;
      }
      const record = store.operations.get(result.id);
      if (record === undefined || record.outcome !== null) continue;
      store.operations.settle(result.id, finalOutcome(result));
      settled += 1;
      if (result.outcome === 'rejected' || record.givenUp) refused.add(record.ticketId);
      // Of what they gave up the person need only hear that it was done all the same, unless what replaces it says so.
      if (record.givenUp && (result.outcome === 'rejected' || record.redoneBy !== null)) store.operations.acknowledge(result.id);
    }
    // What was built on a refused operation is replayed without it, and held when it no longer stands.
    for (const ticketId of refused) store.refreshView(ticketId);
  });
  return settled;
}

function finalOutcome(result: OperationResult): FinalOutcome {
  if (result.outcome !== 'rejected') return { outcome: 'applied' };
  return {
    outcome: 'rejected',
    reason: serverReason(result),
    ...(result.fields === undefined ? {} : { fields: result.fields }),
    ...(result.current === undefined ? {} : { current: result.current }),
    ...(result.changedBy === undefined ? {} : { changedBy: result.changedBy }),
  };
}

/** The server's reason in our words when we know its code, else in its own. */
function serverReason({ code, params, message }: OperationResult): Problem {
  if (code !== undefined && isTextKey(code)) return problem(code, params ?? {});
  return problem('sync.refused', { code: code ?? 'unknown', sentence: message ?? '' });
}
