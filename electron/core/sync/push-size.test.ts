import { expect, it } from 'vitest';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { OperationResult, SentOperation } from '../../../mplatform/contract/index.ts';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import { MAX_BATCH_BYTES } from './batch.ts';
import { push } from './push.ts';

const bodyOf = (operations: readonly SentOperation[]): number => Buffer.byteLength(JSON.stringify({ operations }));

/** A server whose bodies may be so large, and which counts the device's operations as the contract says. */
function bench(limit: number, tooLarge: Problem) {
  const { store } = aStore();
  store.applyChanges(changesOf(aDossier(takenTicket())), 'c1', true);
  const bodies: number[] = [];
  const decided: string[] = [];
  const client = {
    async operations(batch: readonly SentOperation[]): Promise<Result<unknown, Problem>> {
      bodies.push(bodyOf(batch));
      if (bodyOf(batch) > limit) return err(tooLarge);
      const results: OperationResult[] = [];
      for (const { seq, id } of batch) {
        if (seq !== decided.length + 1)
          return err(problem('sync.refused', { code: 'operations.gap', sentence: '' }, { lastSeq: decided.length }));
        decided.push(id);
        results.push({ id, outcome: 'applied' });
      }
      return ok({ results, lastSeq: decided.length, serverTime: '2026-03-10T08:00:00Z' });
    },
  } as unknown as FieldClient;
  const tokens = { using: (_client: unknown, call: (token: string) => unknown) => call('token') } as unknown as Tokens;
  const device = { deviceId: 'device-1', lastSeq: 0 };
  const note = (text: string): string => {
    const done = store.submit(aNote(text));
    if (!done.ok) throw new Error(done.error.code);
    return done.value.id;
  };
  return {
    store,
    bodies,
    decided,
    note,
    push: () => push({ store, client, tokens, device, release: () => ({ go: true, proof: null }), stands: () => true }),
  };
}
const refused = problem('sync.refused', { code: 'request.too-large', sentence: '' }, { status: 413 });
/** As a web server before M/platform says it, in words of its own. */
const byAProxy = problem('sync.not-mplatform', { status: 413 });

it('cuts what waits by bytes, so that no body is beyond what M/platform takes', async () => {
  const b = bench(4 * 1024 * 1024, refused);
  const ids = Array.from({ length: 3 }, (_, i) => b.note(`${i}${'ż'.repeat(900_000)}`));
  expect(await b.push()).toMatchObject({ ok: true, value: { sent: 3 } });
  expect(b.decided).toEqual(ids);
  expect(b.bodies).toHaveLength(3);
  expect(Math.max(...b.bodies)).toBeLessThan(4 * 1024 * 1024);
});

it.each([
  ['M/platform', refused],
  ['a proxy before it', byAProxy],
])('makes smaller calls where %s takes less than was agreed', async (_who, tooLarge) => {
  const b = bench(30_000, tooLarge);
  const ids = Array.from({ length: 40 }, (_, i) => b.note(`${i} ${'x'.repeat(2_000)}`));
  expect(await b.push()).toMatchObject({ ok: true, value: { sent: 40 } });
  expect(b.decided).toEqual(ids);
});

it('puts aside one that goes through nowhere, says why, and sends all others, those behind it too', async () => {
  const b = bench(30_000, byAProxy);
  const before = b.note('przed');
  const large = b.note('x'.repeat(40_000));
  const after = b.note('po');
  expect(await b.push()).toMatchObject({ ok: true, value: { sent: 2 } });
  expect(b.decided).toEqual([before, after]);
  expect(b.store.operations.get(large)).toMatchObject({ outcome: null, sent: false, reason: { code: 'operation.too-large' } });
  // And so it goes on, round after round.
  const later = b.note('później');
  expect(await b.push()).toMatchObject({ ok: true, value: { sent: 1 } });
  expect(b.decided).toEqual([before, after, later]);
});

it('does not even try one that is larger than any call may be', async () => {
  const b = bench(4 * 1024 * 1024, refused);
  const large = b.note('x'.repeat(MAX_BATCH_BYTES));
  const after = b.note('po');
  expect(await b.push()).toMatchObject({ ok: true, value: { sent: 1 } });
  expect(b.decided).toEqual([after]);
  expect(b.bodies).toHaveLength(1);
  expect(b.store.operations.get(large)).toMatchObject({ outcome: null, sent: false, reason: { code: 'operation.too-large' } });
});
