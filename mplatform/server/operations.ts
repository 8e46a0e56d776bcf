import * as z from 'zod';
import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import type { OperationResult, operationsResponse } from '../contract/schemas.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import { decideOperation } from './operation-decision.ts';
import type { ReadTransaction } from './store/port.ts';

/** As much of an operation as must be readable for it to have a place in the order and an outcome of its own. */
const envelope = z.object({ id: z.uuid(), seq: z.int().positive() });
type Envelope = z.output<typeof envelope>;

/** In characters. Far more than the longest operation has; each one that was decided is kept for good. */
const MAX_OPERATION = 64 * 1024;
interface Sent {
  readonly envelope: Envelope;
  readonly raw: unknown;
}

export type OperationsAnswer = z.input<typeof operationsResponse>;

/**
 * Decides operations in the device's order, each in a transaction of its own together with its outcome and the
 * device's `lastSeq`. What cannot be decided now ends the batch; the rest waits.
 *
 * Refused whole, with nothing done: `operations.gap`, `operations.seq-used`, `operations.foreign-id`, `request.invalid`.
 */
export async function receiveOperations(
  context: ServerContext,
  caller: Caller,
  operations: readonly unknown[],
  language: Language,
): Promise<Answer<OperationsAnswer>> {
  const sent = operations.map((raw) => ({ raw, parsed: envelope.safeParse(raw) }));
  const unreadable = sent.flatMap(({ parsed }, i) => (parsed.success ? [] : [`operations.${i}`]));
  if (unreadable.length > 0) return refuseCall('request.invalid', { fields: unreadable.join(', ') }, { fields: unreadable });
  const batch = sent.flatMap(({ raw, parsed }) =>
    parsed.success ? [{ raw: ofSize(raw) ? raw : parsed.data, envelope: parsed.data }] : [],
  );

  const refused = await context.store.read((tx) => inOrder(tx, caller, batch));
  if (!refused.ok) return refused;

  const results: OperationResult[] = [];
  for (const operation of batch) {
    const answer = await decideOne(context, caller, operation, language);
    if (!answer.ok) return answer;
    results.push(answer.value);
    if (answer.value.outcome === 'retryLater') break;
  }
  const { store, clock } = context;
  const lastSeq = await store.read(async (tx) => (await tx.device(caller.device.id))?.lastSeq ?? 0);
  return ok({ results, lastSeq, serverTime: rfc3339(clock.now()) });
}

/** What is larger says nothing that anybody reads: nothing but its envelope is decided on, and kept. */
const ofSize = (raw: unknown): boolean => JSON.stringify(raw).length <= MAX_OPERATION;

/** The whole batch is looked at before the first effect: a gap anywhere refuses all of it. */
async function inOrder(tx: ReadTransaction, caller: Caller, batch: readonly Sent[]): Promise<Answer<true>> {
  const lastSeq = (await tx.device(caller.device.id))?.lastSeq ?? 0;
  let expected = lastSeq;
  for (const { envelope } of batch) {
    const place = await placeOf(tx, caller, envelope, expected);
    if (!place.ok) return refuseCall(place.error.code, place.error.params, { lastSeq });
    expected = Math.max(expected, envelope.seq);
  }
  return ok(true);
}

/**
 * Where an operation stands. A repeat is known by its id. The same technician's other machine may repeat it, too (the
 * data folder was moved to another computer); anyone else's id is refused.
 */
async function placeOf(
  tx: ReadTransaction,
  { technician }: Caller,
  { id, seq }: Envelope,
  lastSeq: number,
): Promise<Answer<OperationResult | 'next'>> {
  if (seq > lastSeq + 1) return refuseCall('operations.gap', { seq, lastSeq }, { lastSeq });
  const stored = await tx.outcome(id);
  if (stored !== undefined) {
    return stored.technicianId === technician.id ? ok(stored.result) : refuseCall('operations.foreign-id', { id });
  }
  return seq === lastSeq + 1 ? ok('next') : refuseCall('operations.seq-used', { seq, lastSeq }, { lastSeq });
}

async function decideOne(
  context: ServerContext,
  caller: Caller,
  sent: Sent,
  language: Language,
): Promise<Answer<OperationResult>> {
  const { store, clock } = context;
  const { id, seq } = sent.envelope;
  return store.transaction(async (tx) => {
    const device = await tx.device(caller.device.id);
    if (device === undefined || device.revokedAt !== null) return refuseCall('auth.revoked');
    const place = await placeOf(tx, caller, sent.envelope, device.lastSeq);
    if (!place.ok) return place;
    if (place.value !== 'next') {
      if (seq === device.lastSeq + 1) await tx.advance(device.id, seq);
      return ok(place.value);
    }
    const now = clock.now();
    const result = await decideOperation(context, tx, caller, id, sent.raw, now, language);
    if (result.outcome === 'retryLater') return ok(result);
    await tx.saveOutcome({
      id,
      deviceId: device.id,
      technicianId: caller.technician.id,
      seq,
      decidedAt: now,
      operation: sent.raw,
      result,
    });
    await tx.advance(device.id, seq);
    return ok(result);
  });
}
