import { isDeepStrictEqual } from 'node:util';
import type { Dossier } from '../../domain/model/index.ts';
import { decide } from '../../domain/operations/decide.ts';
import { targetsTicket } from '../../domain/operations/operation.ts';
import { explain, type Problem, problem } from '../../domain/problem.ts';
import type { Language } from '../../domain/text.ts';
import { type OperationResult, type SentOperation, sentOperation, sentWithdrawal } from '../contract/schemas.ts';
import { closingConditions } from './closing-evidence.ts';
import type { Caller, ServerContext } from './context.ts';
import type { ReadTransaction, WriteTransaction } from './store/port.ts';
import type { StoredDossier } from './store/records.ts';
import { audiencesOf, maySee, plain, rowsOf } from './visibility.ts';
import { type WhoChanged, whoChanged } from './who-changed.ts';

/** Decides one operation that is next in its device's order, and applies its effect. Storing the outcome is the caller's. */
export async function decideOperation(
  context: ServerContext,
  tx: WriteTransaction,
  { technician }: Caller,
  id: string,
  raw: unknown,
  now: number,
  language: Language,
): Promise<OperationResult> {
  if (sentWithdrawal.safeParse(raw).success) return rejected(id, problem('operation.withdrawn'), language);
  const parsed = sentOperation.safeParse(raw);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].slice(0, 20);
    return rejected(id, problem('operation.invalid', { fields: fields.join(', ') }), language, { fields });
  }
  const operation = parsed.data;
  const stored = await load(tx, operation);
  if (stored === undefined || !maySee(technician, stored.ticket)) {
    return rejected(id, await absence(tx, technician.dealerId, operation), language);
  }

  const dossier = plain(stored);
  const priceLists =
    operation.kind === 'ticket.saveQuote'
      ? (await tx.rowsOfKind('priceList', audiencesOf(technician))).map((row) => row.data)
      : [];
  const decision = decide(dossier, operation, {
    actor: { technicianId: technician.id, name: technician.name, dealerId: technician.dealerId },
    now,
    // Only a close is decided by the gate; anything else must not find it open.
    closing:
      operation.kind === 'subTicket.close'
        ? await closingConditions(context, tx, technician, dossier, operation, now)
        : 'unproven',
    priceLists: () => priceLists,
  });
  if (!decision.ok) {
    const fields = decision.error.fields;
    return rejected(id, decision.error, language, {
      ...(fields && { fields }),
      current: current(stored, operation),
      changedBy: await whoChanged(tx, technician, dossier, operation, decision.error),
    });
  }
  if (operation.kind === 'ticket.attachFile') {
    const { sha256, size, name } = operation.args;
    if (!(await context.files.has(sha256, size, technician.dealerId))) {
      const { code, params } = problem('files.missing', { name });
      return { id, outcome: 'retryLater', code, params: { ...params }, message: explain({ code, params }, language) };
    }
  }
  await saveChanged(tx, stored, decision.value);
  if (operation.kind === 'subTicket.recordConfiguration') {
    await tx.noteConfiguration(operation.target, operation.args.digest, now);
  }
  return { id, outcome: 'applied' };
}

const load = (tx: ReadTransaction, { kind, target }: SentOperation): Promise<StoredDossier | undefined> =>
  targetsTicket(kind) ? tx.dossierOfTicket(target) : tx.dossierOfSubTicket(target);

/** What was once the dealer's was taken away; anything else does not exist for this technician, whoever's it is. */
async function absence(tx: ReadTransaction, dealerId: string, { kind, target }: SentOperation): Promise<Problem> {
  if (targetsTicket(kind)) {
    const gone = await tx.wasRemoved(dealerId, 'ticket', target);
    return problem(gone ? 'ticket.withdrawn' : 'ticket.unknown', { id: target });
  }
  const gone = await tx.wasRemoved(dealerId, 'subTicket', target);
  return problem(gone ? 'subTicket.withdrawn' : 'subTicket.unknown', { id: target });
}

function current(stored: StoredDossier, { kind, target }: SentOperation): unknown {
  const row = targetsTicket(kind) ? stored.ticket : stored.subTickets.find((s) => s.id === target);
  return row && { seq: row.seq, kind: row.kind, id: row.id, version: row.version, data: row.data };
}

function rejected(
  id: string,
  { code, params }: Problem,
  language: Language,
  more: { readonly fields?: readonly string[]; readonly current?: unknown; readonly changedBy?: WhoChanged } = {},
): OperationResult {
  const { fields, current, changedBy = {} } = more;
  return {
    id,
    outcome: 'rejected',
    code,
    params: { ...params },
    message: explain({ code, params }, language),
    ...(fields === undefined ? {} : { fields: [...fields] }),
    ...(current === undefined ? {} : { current }),
    ...(Object.keys(changedBy).length === 0 ? {} : { changedBy }),
  };
}

/** Only rows that really differ get a new version: an operation that changed nothing wakes nobody. */
async function saveChanged(tx: WriteTransaction, stored: StoredDossier, changed: Dossier): Promise<void> {
  const before = new Map([stored.ticket, ...stored.subTickets].map((row) => [`${row.kind} ${row.id}`, row.data]));
  for (const row of rowsOf(changed)) {
    if (!isDeepStrictEqual(before.get(`${row.kind} ${row.id}`), row.data)) await tx.saveRow(row);
  }
}
