import type { Clock } from '../../../domain/clock.ts';
import { type ClosingCondition, type ClosingEvidence, closingGate, isOpen, NEEDS_LINE } from '../../../domain/closing.ts';
import type { Dossier, SubTicket } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import { problem } from '../../../domain/problem.ts';
import { readReceipt } from '../../../mplatform/contract/index.ts';
import type { Probing } from '../probing/probing.ts';
import type { PendingOperation } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import type { Till } from '../till.ts';

export interface Closings {
  /** What the gate says now, with the receipts and the disk as they are. */
  conditions(dossier: Dossier, subTicket: SubTicket): Promise<readonly ClosingCondition[]>;
  /** For the push: everything may go as it is, but a close only with the proof found for it in this round. */
  release(pending: PendingOperation): { readonly go: true; readonly proof: string | null } | { readonly go: false };
  /** Looks at each waiting close; runs the probe again where its receipt no longer holds. True when one may go now. */
  prove(): Promise<boolean>;
  /** The beginning of a round: proofs found before count no more, and those already sent are held against the disk. */
  begin(): Promise<void>;
  /** Whether a close that went out before may carry its proof again: its till still is as it was proven. */
  stands(pending: PendingOperation): boolean;
}

export interface ClosingsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly till: Till;
  readonly machineId: string;
  readonly probing: () => Probing;
}

/** A receipt about to expire would be refused on arrival, and a refusal is final. */
const MARGIN_MS = 5 * 60_000;

export function createClosings({ store, clock, till, machineId, probing }: ClosingsDeps): Closings {
  const standing = new Map<string, number>();
  const proofs = new Map<string, { readonly receipt: string; readonly revision: number }>();

  async function conditions(dossier: Dossier, subTicket: SubTicket): Promise<readonly ClosingCondition[]> {
    const found = await evidence(subTicket);
    return closingGate(dossier, subTicket, found, clock.now() - clockError(subTicket.id, found) + MARGIN_MS);
  }

  /**
   * How far this machine's clock is from the server's, as the receipt's own coming showed it. Tills' clocks are wrong by
   * days, and a receipt that seems expired as soon as it comes would keep the gate shut for ever.
   */
  function clockError(subTicketId: string, { receipt }: ClosingEvidence): number {
    const run = store.probeRuns.latestWithReceipt(subTicketId);
    return receipt === null || run === undefined ? 0 : Date.parse(run.finishedAt) - Date.parse(receipt.claims.passedAt);
  }

  async function evidence(subTicket: SubTicket): Promise<ClosingEvidence> {
    const device = store.state.get('device');
    const text = store.probeRuns.latestReceipt(subTicket.id);
    const receipt = device !== undefined && text !== undefined ? readReceipt(text, device.receiptPublicKey) : undefined;
    return {
      receipt: receipt ?? null,
      tillContactAt: store.probeRuns.tillContactAt(subTicket.id),
      serverAddress: store.serverRows.setting()?.serverAddress ?? null,
      ...(await onDisk(subTicket)),
    };
  }

  /** The file as it is now, when it is this machine's; of another machine's till nothing can be said from here. */
  async function onDisk(subTicket: SubTicket): Promise<Pick<ClosingEvidence, 'digestOnDisk'>> {
    if (subTicket.configuration === null || subTicket.configuration.machineId !== machineId) return {};
    const read = await till.reading();
    return { digestOnDisk: read.ok ? read.value.digest : null };
  }

  function find(subTicketId: string): { dossier: Dossier; subTicket: SubTicket } | undefined {
    const ticketId = store.viewRows.ticketIdOf(subTicketId);
    const dossier = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier;
    const subTicket = dossier?.subTickets.find((s) => s.id === subTicketId);
    return dossier === undefined || subTicket === undefined ? undefined : { dossier, subTicket };
  }

  /** The proof for one close, or the reason why there is none. */
  async function proofFor(subTicketId: string): Promise<string | Problem> {
    const found = find(subTicketId);
    if (found === undefined) return problem('subTicket.unknown', { id: subTicketId });
    const before = await conditions(found.dossier, found.subTicket);
    const unmet = before.filter((c) => !c.met);
    const beyondLine = unmet.find((c) => !NEEDS_LINE.includes(c.code));
    if (beyondLine !== undefined) return beyondLine.reason;
    if (unmet.length > 0) {
      const { configuration } = found.subTicket;
      // A probe from here would prove another machine than the one that the gate asks for.
      if (configuration !== null && configuration.machineId !== machineId)
        return problem('closing.till-elsewhere', { punktId: found.subTicket.punktId });
      const run = await probing().run(found.subTicket, { signal: new AbortController().signal });
      if (run.verdict !== 'passed')
        return run.cause !== null ? problem(run.cause.code, run.cause.params) : (run.problem ?? problem('closing.no-receipt'));
    }
    const after = await conditions(found.dossier, found.subTicket);
    const receipt = store.probeRuns.latestReceipt(subTicketId);
    if (isOpen(after) && receipt !== undefined) return receipt;
    return after.find((c) => !c.met)?.reason ?? problem('closing.no-receipt');
  }

  /**
   * Whether M/platform has not heard yet of the configuration that is to be proven: it may lie behind a file that is still
   * going up. A receipt from before would be refused as older, once both arrive.
   */
  const isUnheard = (subTicketId: string): boolean =>
    store.operations
      .pending()
      .some(
        ({ operation: { kind, target }, applied, held, givenUp }) =>
          kind === 'subTicket.recordConfiguration' && target === subTicketId && !applied && held === null && !givenUp,
      );

  return {
    conditions,
    release({ operation }) {
      if (operation.kind !== 'subTicket.close') return { go: true, proof: null };
      const proof = proofs.get(operation.id);
      // While others were proven, the till's file may have been changed or brought back.
      return proof === undefined || proof.revision !== till.revision() ? { go: false } : { go: true, proof: proof.receipt };
    },
    async prove() {
      proofs.clear();
      for (const { operation, sending, held, applied, givenUp } of store.operations.pending()) {
        if (operation.kind !== 'subTicket.close' || sending !== null || held !== null || applied || givenUp) continue;
        if (isUnheard(operation.target)) {
          store.operations.explain(operation.id, problem('closing.configuration-unsent'));
          continue;
        }
        const revision = till.revision();
        const proof = await proofFor(operation.target);
        if (typeof proof === 'string') proofs.set(operation.id, { receipt: proof, revision });
        store.operations.explain(operation.id, typeof proof === 'string' ? null : proof);
      }
      return proofs.size > 0;
    },
    async begin() {
      proofs.clear();
      standing.clear();
      for (const { operation, sending, applied } of store.operations.pending()) {
        if (operation.kind !== 'subTicket.close' || sending === null || applied) continue;
        // Its proof is of what was recorded before: M/platform would hear of the file as it is now only afterwards.
        if (isUnheard(operation.target)) continue;
        const revision = till.revision();
        const found = find(operation.target);
        const now = found === undefined ? [] : await conditions(found.dossier, found.subTicket);
        if (now.some((c) => c.code === 'configuration' && c.met)) standing.set(operation.id, revision);
      }
    },
    stands: ({ operation }) => standing.get(operation.id) === till.revision(),
  };
}
