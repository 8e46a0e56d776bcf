import * as z from 'zod';
import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import type { OperationResult, operationsResponse } from '../contract/schemas.ts';
import { signIn } from './auth.ts';
import { type Answer, refuseCall, type ServerContext } from './context.ts';
import type { Decide } from './deciding.ts';
import type { TokenClaims } from './tokens.ts';

/** As much of an operation as must be readable for it to have a place in the order and an outcome of its own. */
const envelope = z.object({ id: z.uuid(), seq: z.int().positive() });

/** In characters. Far more than the longest operation has; each one that was decided is kept for good. */
const MAX_OPERATION = 64 * 1024;

export type OperationsAnswer = z.input<typeof operationsResponse>;

/**
 * Decides operations in the device's order, a piece of them in one transaction together with their outcomes and the
 * device's `lastSeq`. What cannot be decided now ends the batch; the rest waits.
 *
 * Refused whole, with nothing done: `operations.gap`, `operations.seq-used`, `operations.foreign-id`, `request.invalid`, and
 * those of `authenticate`.
 */
export async function receiveOperations(
  context: ServerContext,
  decide: Decide,
  claims: TokenClaims,
  operations: readonly unknown[],
  language: Language,
): Promise<Answer<OperationsAnswer>> {
  const sent = operations.map((raw) => ({ raw, parsed: envelope.safeParse(raw) }));
  const unreadable = sent.flatMap(({ parsed }, i) => (parsed.success ? [] : [`operations.${i}`]));
  if (unreadable.length > 0) {
    const signed = await signIn(context, claims);
    return signed.ok ? refuseCall('request.invalid', { fields: unreadable.join(', ') }, { fields: unreadable }) : signed;
  }
  const batch = sent.flatMap(({ raw, parsed }) =>
    parsed.success ? [{ raw: ofSize(raw) ? raw : parsed.data, envelope: parsed.data }] : [],
  );

  const results: OperationResult[] = [];
  for (;;) {
    const waiting = batch.slice(results.length);
    const decided = await decide({ claims, waiting, language });
    if (!decided.ok) return decided;
    results.push(...decided.value.results);
    if (decided.value.ended || results.length === batch.length) {
      return ok({ results, lastSeq: decided.value.lastSeq, serverTime: rfc3339(context.clock.now()) });
    }
  }
}

/** What is larger says nothing that anybody reads: nothing but its envelope is decided on, and kept. */
const ofSize = (raw: unknown): boolean => JSON.stringify(raw).length <= MAX_OPERATION;
