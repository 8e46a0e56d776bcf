import type { SubTicket } from '../../../domain/model/index.ts';
import { readReceipt } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { ProbeRun } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import type { DocumentData } from './data.ts';

/**
 * The receipt with which a sub-ticket was closed, word for word: what its close carried when it was sent from here, else
 * (closed from another device) the newest one here that speaks of the configuration it was closed with.
 */
export function createProofs(db: Database, store: Pick<Store, 'probeRuns' | 'state'>) {
  const carried = db.prepare<[string], { proof: string }>(
    `SELECT s.proof FROM operation o JOIN operation_sending s ON s.operation_id = o.id
     JOIN operation_outcome r ON r.operation_id = o.id
     WHERE o.kind = 'subTicket.close' AND o.target = ? AND r.outcome = 'applied' AND s.proof IS NOT NULL
     ORDER BY o.position DESC LIMIT 1`,
  );

  function receiptOf(subTicket: SubTicket): DocumentData['receipt'] {
    const key = store.state.get('device')?.receiptPublicKey;
    const text = carried.get(subTicket.id)?.proof ?? store.probeRuns.latestReceipt(subTicket.id);
    if (key === undefined || text === undefined) return null;
    const read = readReceipt(text, key);
    if (read === undefined || !read.signatureValid || read.claims.configDigest !== subTicket.configuration?.digest) return null;
    return { text, claims: read.claims };
  }

  return {
    receiptOf,
    /** The probe that brought that receipt, where it was made from here; else the last one that passed. */
    probeOf(subTicket: SubTicket, receipt: DocumentData['receipt']): ProbeRun | null {
      const runs = store.probeRuns.of(subTicket.id);
      return (
        runs.find((run) => receipt !== null && run.receipt?.probeId === receipt.claims.probeId) ??
        store.probeRuns.lastPassed(subTicket.id) ??
        null
      );
    },
  };
}
