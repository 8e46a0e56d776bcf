import type { SubTicket } from '../../domain/model/index.ts';
import type { IntentOf } from '../../domain/operations/operation.ts';
import { sameAddress } from '../../domain/probe-proof.ts';
import type { Problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { TillReading } from '../../native-checks/pcpos/index.ts';
import type { PendingOperation } from './store/operations.ts';
import type { Store } from './store/store.ts';

/** What a till's file says for its points of sale. */
type Said = Pick<TillReading, 'server' | 'stores'>;

/** The file as it was before it was written or confirmed; `said` null where that cannot be known any more. */
export interface FileBefore {
  readonly digest: string | null;
  readonly said: Said | null;
}

/** As much of a reading, or of a plan, as is recorded. */
type Recorded = Said & Pick<TillReading, 'digest' | 'file'> & { readonly profile: Pick<TillReading['profile'], 'name'> };

/** Tells M/platform what stands on this machine's till: the configuration that a receipt will be bound to. */
export function createRecording(store: Store, machineId: string) {
  const intentFor = (target: string, read: Recorded): IntentOf<'subTicket.recordConfiguration'> => ({
    kind: 'subTicket.recordConfiguration',
    target,
    args: {
      digest: read.digest,
      file: read.file,
      serverAddress: read.server ?? '',
      storeIds: [...read.stores],
      profile: read.profile.name,
      machineId,
      // A till reached over the network is not this machine; only its own call proves its way to M/platform.
      origin: /^(\\\\|\/\/)/.test(read.file) ? 'laptop' : 'workstation',
    },
  });

  function recordOne(subTicketId: string, read: Recorded): Result<null, Problem> {
    const intent = intentFor(subTicketId, read);
    const judged = store.judge(intent);
    if (!judged.ok) return judged;
    // What is to be proven comes first: a close that waits is asked for anew, behind it.
    const close = waitingClose(store, subTicketId)?.operation.id;
    if (close !== undefined) store.withdraw(close);
    const submitted = store.submit(intent);
    const again = close === undefined ? undefined : store.submit({ kind: 'subTicket.close', target: subTicketId, args: {} });
    if (close !== undefined && again?.ok === true) store.operations.redone(close, again.value.id);
    return submitted.ok ? ok(null) : submitted;
  }

  /** Recording the same state twice would say nothing new, and would void no receipt. */
  function isRecorded(subTicketId: string, digest: string): boolean {
    const ticketId = store.viewRows.ticketIdOf(subTicketId);
    const dossier = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier;
    const recorded = dossier?.subTickets.find(({ id }) => id === subTicketId)?.configuration;
    // The same file on another machine is another till.
    return recorded?.digest === digest && recorded.machineId === machineId;
  }

  /**
   * Of this technician's other points of sale those that were recorded from the same file of this machine, and for which
   * it says the same as then, before and now: what was written was none of theirs. One for which somebody had changed it
   * in between is left out, also where this very change put it right again: a person has to look.
   */
  function neighboursOf(except: string | null, before: FileBefore, after: TillReading): readonly SubTicket[] {
    const technicianId = store.state.get('device')?.technician.id;
    if (technicianId === undefined) return [];
    return store.viewRows.configuredFrom(technicianId, machineId, after.file).filter(({ id, punktId, configuration }) => {
      if (id === except || configuration === null || configuration.digest === after.digest) return false;
      const isSaid = ({ server, stores }: Said): boolean =>
        stores.includes(punktId) && server !== null && sameAddress(server, configuration.serverAddress);
      const unchanged = configuration.digest === before.digest || (before.said !== null && isSaid(before.said));
      return unchanged && isSaid(after) && after.active !== false && !isClosing(store, id);
    });
  }

  const recordNeighbours = (except: string | null, read: TillReading, before: FileBefore): readonly string[] =>
    neighboursOf(except, before, read)
      .filter(({ id }) => recordOne(id, read).ok)
      .map(({ punktId }) => punktId);

  return {
    isRecorded,
    /** Whether the rules allow it, before a till is touched. */
    judge: (subTicketId: string, read: Recorded) => store.judge(intentFor(subTicketId, read)),
    /**
     * The sub-ticket's configuration and, since writing one point of sale changes the file of all, that of every other one
     * on it for which the file says what it said. One transaction, one operation for each. Answers the numbers of the others.
     */
    record: (subTicketId: string, read: TillReading, before: FileBefore): Result<readonly string[], Problem> =>
      store.transaction(() => {
        const recorded = isRecorded(subTicketId, read.digest) ? ok(null) : recordOne(subTicketId, read);
        return recorded.ok ? ok(recordNeighbours(subTicketId, read, before)) : recorded;
      }),
    /** The same where the sub-ticket's own change was undone: it is configured no longer. */
    recordOthers: (undone: string | null, read: TillReading, before: FileBefore): readonly string[] =>
      store.transaction(() => recordNeighbours(undone, read, before)),
  };
}

/** A close of it has gone out: M/platform may have closed it already, and would refuse whatever else comes. */
const isClosing = (store: Store, subTicketId: string): boolean =>
  closesOf(store, subTicketId).some((close) => close.applied || close.givenUp || wasSent(close));

/** A close that waits for its proof and never left this device. */
const waitingClose = (store: Store, subTicketId: string): PendingOperation | undefined =>
  closesOf(store, subTicketId).find((close) => !close.applied && !close.givenUp && !wasSent(close));

const closesOf = (store: Store, subTicketId: string): readonly PendingOperation[] =>
  store.operations.pending().filter(({ operation: { kind, target } }) => kind === 'subTicket.close' && target === subTicketId);

const wasSent = ({ sending, putOff }: PendingOperation): boolean => sending !== null || putOff;
