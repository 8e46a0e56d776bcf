import { rfc3339 } from '../../domain/clock.ts';
import { type ClosingCondition, closingGate } from '../../domain/closing.ts';
import type { Dossier } from '../../domain/model/index.ts';
import type { IntentOf } from '../../domain/operations/operation.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { type ReadReceipt, readReceipt } from '../contract/receipt.ts';
import type { ServerContext } from './context.ts';
import type { ReadTransaction } from './store/port.ts';
import type { TechnicianRecord } from './store/records.ts';

/**
 * The gate's conditions as the server sees them. Beyond what a receipt says and its signature, the probe must have
 * happened here, been this technician's, and been answered with this very receipt.
 */
export async function closingConditions(
  { receiptKeys }: ServerContext,
  tx: ReadTransaction,
  technician: TechnicianRecord,
  dossier: Dossier,
  { target, args }: IntentOf<'subTicket.close'>,
  now: number,
): Promise<readonly ClosingCondition[]> {
  const subTicket = dossier.subTickets.find((s) => s.id === target);
  if (subTicket === undefined) return [];
  const receipt = args.receipt === undefined ? undefined : readReceipt(args.receipt, receiptKeys.publicKey);
  const contact = await tx.contact(subTicket.punktId);
  const conditions = closingGate(
    dossier,
    subTicket,
    {
      receipt: receipt ?? null,
      tillContactAt: contact === undefined ? null : rfc3339(contact.at),
      serverAddress: (await tx.row('setting', 'pcpos'))?.data.serverAddress ?? null,
    },
    now,
  );
  const doubt = args.receipt === undefined ? undefined : await doubtOf(tx, technician, args.receipt, receipt);
  if (doubt === undefined) return conditions;
  // What is there but cannot be read is a forgery, too, and not just missing.
  return conditions.map((c) =>
    c.code === 'probe' && (c.met || receipt === undefined) ? { code: c.code, met: false, reason: doubt } : c,
  );
}

async function doubtOf(
  tx: ReadTransaction,
  technician: TechnicianRecord,
  text: string,
  receipt: ReadReceipt | undefined,
): Promise<Problem | undefined> {
  if (receipt === undefined) return problem('closing.receipt-forged');
  const probe = await tx.probe(receipt.claims.probeId);
  if (probe === undefined || probe.technicianId !== technician.id) return problem('closing.receipt-other-probe');
  // Base64 can be written in more than one way: only the very text that was handed out counts.
  return probe.answered?.answer.receipt === text ? undefined : problem('closing.receipt-forged');
}
