import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { OperationResult, SentOperation } from '../../../mplatform/contract/index.ts';
import { aDossier, aTicket, readyDossier, takenSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, anIntent, aStore, changesOf, removal, ticketChange } from '../../../tests/support/store.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import { push, tellAgain } from './push.ts';

type Answer = Result<readonly OperationResult[], Problem>;
const offline: Answer = err(problem('sync.unreachable', { host: 'mplatform.example' }));
const applied: (batch: readonly SentOperation[]) => Answer = (batch) => ok(batch.map(({ id }) => ({ id, outcome: 'applied' })));

/** A store with ticket 1042 ready to close and ticket 2000 taken, and a server that answers as each test says. */
function bench() {
  const { store, db } = aStore();
  const another = aDossier(takenTicket({ id: '2000' }), takenSubTicket({ id: '2000-1', ticketId: '2000' }));
  store.applyChanges([...changesOf(readyDossier()), ...changesOf(another)], 'c1', true);
  const batches: (readonly SentOperation[])[] = [];
  let answer = applied;
  const client = {
    async operations(batch: readonly SentOperation[]) {
      batches.push(batch);
      const results = answer(batch);
      return results.ok
        ? ok({ results: results.value, lastSeq: batch.at(-1)?.seq ?? 0, serverTime: '2026-03-10T08:00:00Z' })
        : results;
    },
  } as unknown as FieldClient;
  const tokens = { using: (_client: unknown, call: (token: string) => unknown) => call('token') } as unknown as Tokens;
  const proofs = new Map<string, string>();
  let device = { deviceId: 'device-1', lastSeq: 0 };
  let stands = true;
  const deps = () => ({
    store,
    client,
    tokens,
    device,
    // As the closings do it: everything may go, but a close only with a proof.
    release: ({ operation }: Parameters<Parameters<typeof push>[0]['release']>[0]) => {
      if (operation.kind !== 'subTicket.close') return { go: true as const, proof: null };
      const proof = proofs.get(operation.id);
      return proof === undefined ? { go: false as const } : { go: true as const, proof };
    },
    stands: () => stands,
  });
  return {
    store,
    db,
    batches,
    proofs,
    answer: (next: typeof answer) => {
      answer = next;
    },
    undoneAtTheTill: () => {
      stands = false;
    },
    asDevice: (next: typeof device) => {
      device = next;
    },
    submit(intent: Intent): string {
      const result = store.submit(intent);
      if (!result.ok) throw new Error(result.error.code);
      return result.value.id;
    },
    push: () => push(deps()),
    /** The server has said that it begins anew, and how far it knows this device's operations. */
    beginsAnew: (lastSeq?: number) => {
      const code = 'changes.cursor-unknown';
      return tellAgain(
        deps(),
        problem('sync.refused', { code, sentence: '' }, { code, ...(lastSeq === undefined ? {} : { lastSeq }) }),
      );
    },
    sent: () => batches.map((batch) => batch.map((o) => [o.seq, o.id])),
  };
}
const close = anIntent('subTicket.close', '1042-1', {});

describe('sending what waits', () => {
  it('goes in the order in which it was done, and settles it', async () => {
    const b = bench();
    const ids = [b.submit(aNote('a')), b.submit(aNote('b', '2000')), b.submit(aNote('c'))];
    expect(await b.push()).toEqual(ok({ sent: 3 }));
    expect(b.sent()).toEqual([ids.map((id, i) => [i + 1, id])]);
    expect(b.store.operations.waiting()).toBe(0);
    expect(b.store.operations.get(ids[0] ?? '')).toMatchObject({ outcome: 'applied', sent: true });
  });

  it('asks nobody when nothing waits', async () => {
    const b = bench();
    expect(await b.push()).toEqual(ok({ sent: 0 }));
    expect(b.batches).toEqual([]);
  });

  it('goes two hundred at a time, without a gap in the count', async () => {
    const b = bench();
    for (let i = 0; i < 250; i += 1) b.submit(aNote(`${i}`, i % 2 === 0 ? '1042' : '2000'));
    expect(await b.push()).toEqual(ok({ sent: 250 }));
    expect(b.batches.map((batch) => batch.length)).toEqual([200, 50]);
    expect(b.batches.flat().map((o) => o.seq)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  });

  it('repeats word for word what got no answer, with the number and the proof that it had', async () => {
    const b = bench();
    const note = b.submit(aNote('a'));
    const closing = b.submit(close);
    b.proofs.set(closing, 'receipt-1');
    b.answer(() => offline);
    expect(await b.push()).toMatchObject({ ok: false, error: { code: 'sync.unreachable' } });
    expect(b.store.operations.get(note)).toMatchObject({ outcome: null, sent: true });

    // A newer receipt and newer work do not change what may already have arrived.
    b.proofs.set(closing, 'receipt-2');
    const later = b.submit(aNote('later', '2000'));
    b.answer(applied);
    await b.push();
    const [first, second] = b.batches;
    expect(second?.slice(0, 2)).toEqual(first);
    expect(second?.[1]).toMatchObject({ seq: 2, kind: 'subTicket.close', args: { receipt: 'receipt-1' } });
    expect(second?.[2]).toMatchObject({ seq: 3, id: later });
  });

  it('leaves waiting, with the reason, what M/platform wants later', async () => {
    const b = bench();
    const [later, fine] = [b.submit(aNote('a')), b.submit(aNote('b', '2000'))];
    b.answer((batch) =>
      ok(
        batch.map(({ id }) =>
          id === later
            ? { id, outcome: 'retryLater', code: 'busy', message: 'Proszę spróbować później.' }
            : { id, outcome: 'applied' },
        ),
      ),
    );
    expect(await b.push()).toEqual(ok({ sent: 1 }));
    expect(b.store.operations.get(later)).toMatchObject({
      outcome: null,
      held: false,
      reason: { code: 'sync.refused', params: { code: 'busy', sentence: 'Proszę spróbować później.' } },
    });
    expect(b.store.operations.get(fine)?.outcome).toBe('applied');
    b.answer(applied);
    await b.push();
    expect(b.store.operations.get(later)).toMatchObject({ outcome: 'applied', reason: null });
  });

  it('believes no answer about what was not asked, and no second answer', async () => {
    const b = bench();
    const id = b.submit(aNote('a'));
    b.answer((batch) =>
      ok([
        { id: 'foreign', outcome: 'applied' },
        { id: batch[0]?.id ?? '', outcome: 'applied' },
        { id: batch[0]?.id ?? '', outcome: 'rejected', code: 'ticket.ended' },
      ]),
    );
    expect(await b.push()).toEqual(ok({ sent: 1 }));
    expect(b.store.operations.get(id)).toMatchObject({ outcome: 'applied', reason: null });
  });

  it('stops when M/platform answers nothing', async () => {
    const b = bench();
    b.submit(aNote('a'));
    b.answer(() => ok([]));
    expect(await b.push()).toEqual(ok({ sent: 0 }));
    expect(b.batches).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const refuse =
    (refused: string): ((batch: readonly SentOperation[]) => Answer) =>
    (batch) =>
      ok(
        batch.map(({ id }) =>
          id === refused
            ? { id, outcome: 'rejected', code: 'ticket.ended', params: { id: '1042' }, message: 'Koniec', fields: ['x'] }
            : { id, outcome: 'applied' },
        ),
      );

  it('is final, has our own sentence, and does not hold up other work', async () => {
    const b = bench();
    const [refused, other] = [b.submit(aNote('a')), b.submit(aNote('b', '2000'))];
    b.answer(refuse(refused));
    expect(await b.push()).toEqual(ok({ sent: 2 }));
    expect(b.store.operations.unreadRefusals()).toMatchObject([
      { operation: { id: refused }, outcome: 'rejected', reason: { code: 'ticket.ended', params: { id: '1042' } } },
    ]);
    expect(b.store.operations.get(other)?.outcome).toBe('applied');
    expect(b.store.viewRows.dossier('1042')?.dossier.ticket.notes).toEqual([]);
    await b.push();
    expect(b.batches).toHaveLength(1);
  });

  it('holds what was built on it, which is then not sent', async () => {
    const b = bench();
    b.store.applyChanges([ticketChange(aTicket({ id: '3000' }))], 'c2', true);
    const refused = b.submit(anIntent('ticket.take', '3000', {}));
    // The line goes after the first was asked, and the second is done meanwhile.
    let built = '';
    b.answer((batch) => {
      built = b.submit(anIntent('ticket.saveQuote', '3000', { totalGross: 100 }));
      return refuse(refused)(batch);
    });
    await b.push();
    expect(b.store.operations.get(built)).toMatchObject({ held: true, sent: false, reason: { code: 'ticket.not-taken' } });
    expect(b.batches.flat().map((o) => o.id)).toEqual([refused]);
  });

  it('in words that we do not know is shown in M/platform’s own', async () => {
    const b = bench();
    b.submit(aNote('a'));
    b.answer((batch) => ok(batch.map(({ id }) => ({ id, outcome: 'rejected', code: 'toString', message: 'Nie wolno.' }))));
    await b.push();
    expect(b.store.operations.unreadRefusals()[0]?.reason).toEqual({
      code: 'sync.refused',
      params: { code: 'toString', sentence: 'Nie wolno.' },
    });
  });
});

describe('a close that waits for its proof', () => {
  it('keeps behind it what was done after it to the same sub-ticket or the whole ticket, and lets the rest pass', async () => {
    const b = bench();
    const before = b.submit(aNote('before'));
    const closing = b.submit(close);
    const behind = b.submit(anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Sam' }));
    const note = b.submit(aNote('a note'));
    const whole = b.submit(anIntent('ticket.suspend', '1042', { note: 'Urlop' }));
    const passing = b.submit(aNote('passing', '2000'));
    await b.push();
    expect(b.sent()).toEqual([
      [
        [1, before],
        [2, note],
        [3, passing],
      ],
    ]);

    b.proofs.set(closing, 'receipt');
    await b.push();
    expect(b.sent()[1]).toEqual([
      [4, closing],
      [5, behind],
      [6, whole],
    ]);
    expect(b.batches[1]?.[0]).toMatchObject({ args: { receipt: 'receipt' } });
    expect(b.batches[1]?.[1]).not.toHaveProperty('args.receipt');
  });

  it('does not keep back its ticket once it was taken back', async () => {
    const b = bench();
    const closing = b.submit(close);
    const behind = b.submit(aNote('behind'));
    b.store.withdraw(closing);
    await b.push();
    expect(b.sent()).toEqual([[[1, behind]]]);
  });
});

it('what was done before the ticket was taken away is still sent and judged', async () => {
  const b = bench();
  const id = b.submit(aNote('a'));
  b.store.applyChanges([removal('ticket', '1042'), removal('subTicket', '1042-1')], 'c2', true);
  b.answer((batch) =>
    ok(batch.map((o) => ({ id: o.id, outcome: 'rejected', code: 'ticket.withdrawn', params: { id: '1042' } }))),
  );
  expect(await b.push()).toEqual(ok({ sent: 1 }));
  expect(b.store.operations.get(id)).toMatchObject({ outcome: 'rejected', reason: { code: 'ticket.withdrawn' } });
  expect(b.store.operations.waiting()).toBe(0);
});

it('what got no answer is sent under its own id by a device that was enrolled anew, with a number of its count', async () => {
  const b = bench();
  const closing = b.submit(close);
  b.proofs.set(closing, 'receipt');
  b.answer(() => offline);
  await b.push();
  b.proofs.clear();
  b.asDevice({ deviceId: 'device-2', lastSeq: 10 });
  b.answer(applied);
  expect(await b.push()).toEqual(ok({ sent: 1 }));
  expect(b.batches[1]?.[0]).toMatchObject({ id: closing, seq: 11, args: { receipt: 'receipt' } });
});

describe('a server whose count of our operations is not ours', () => {
  /** Counts as M/platform does, and can be put back to an earlier state. */
  function counting(b: ReturnType<typeof bench>) {
    let known: { readonly id: string; readonly seq: number }[] = [];
    const last = () => known.at(-1)?.seq ?? 0;
    const refused = (code: string): Answer =>
      err(problem('sync.refused', { code, sentence: '' }, { code, status: 409, lastSeq: last() }));
    b.answer((batch) => {
      for (const { id, seq } of batch) {
        if (seq > last() + 1) return refused('operations.gap');
        if (known.some((k) => k.id === id)) continue;
        if (seq <= last()) return refused('operations.seq-used');
        known.push({ id, seq });
      }
      return applied(batch);
    });
    return {
      ids: () => known.map((k) => k.id),
      putBack: (to: number) => {
        known = known.slice(0, to);
      },
      ahead: (by: number) => {
        for (let i = 0; i < by; i += 1) known.push({ id: `of the lost folder ${i}`, seq: last() + 1 });
      },
    };
  }

  it('because it was put back from a copy gets again what it forgot, and then what is new', async () => {
    const b = bench();
    const server = counting(b);
    const ids = [b.submit(aNote('a')), b.submit(aNote('b'))];
    await b.push();
    ids.push(b.submit(aNote('c')));
    await b.push();
    server.putBack(1);
    ids.push(b.submit(aNote('d')));
    expect(await b.push()).toEqual(ok({ sent: 3 }));
    expect(server.ids()).toEqual(ids);
    expect(b.store.operations.waiting()).toBe(0);
  });

  it('because it was put back from a copy is told what it forgot though nothing new was done here', async () => {
    const b = bench();
    const server = counting(b);
    const ids = [b.submit(aNote('a')), b.submit(aNote('b')), b.submit(aNote('c'))];
    await b.push();
    server.putBack(1);
    expect(await b.push()).toEqual(ok({ sent: 0 }));
    expect(server.ids()).toEqual(ids.slice(0, 1));
    expect(await b.beginsAnew(1)).toEqual(ok({ sent: 2 }));
    expect(server.ids()).toEqual(ids);
  });

  it('and has forgotten nothing, or does not say what, is not told anything again', async () => {
    const b = bench();
    const server = counting(b);
    const ids = [b.submit(aNote('a')), b.submit(aNote('b'))];
    await b.push();
    b.batches.length = 0;
    await b.beginsAnew(2);
    await b.beginsAnew();
    expect(b.sent()).toEqual([]);
    expect(server.ids()).toEqual(ids);
  });

  it('shows what it forgot as waiting, and what it then says of it', async () => {
    const b = bench();
    const server = counting(b);
    const [kept, gone] = [b.submit(aNote('a')), b.submit(aNote('b'))];
    await b.push();
    server.putBack(1);
    b.answer(() => offline);
    await b.beginsAnew(1);
    expect(b.store.operations.get(kept)).toMatchObject({ outcome: 'applied' });
    expect(b.store.operations.get(gone)).toMatchObject({ outcome: null, sent: true });
    expect(b.store.withdraw(gone)).toMatchObject({ ok: false, error: { code: 'operation.already-sent' } });
    b.answer((batch) =>
      ok(batch.map(({ id }) => ({ id, outcome: 'rejected', code: 'ticket.withdrawn', params: { id: '1042' } }))),
    );
    await b.push();
    expect(b.store.operations.unreadRefusals().map(({ operation }) => operation.id)).toEqual([gone]);
  });

  it('is asked for a new proof of a close that it forgot', async () => {
    const b = bench();
    const server = counting(b);
    const id = b.submit(close);
    b.proofs.set(id, 'receipt');
    await b.push();
    server.putBack(0);
    b.proofs.clear();
    b.batches.length = 0;
    expect(await b.beginsAnew(0)).toEqual(ok({ sent: 0 }));
    expect(b.sent()).toEqual([]);
    b.proofs.set(id, 'another receipt');
    await b.push();
    expect(b.batches[0]).toMatchObject([{ id, seq: 1, args: { receipt: 'another receipt' } }]);
  });

  it('is not told again what it had refused: that had no effect which could be missing', async () => {
    const b = bench();
    const server = counting(b);
    const [refused, done] = [b.submit(aNote('a')), b.submit(aNote('b'))];
    b.answer((batch) =>
      ok(
        batch.map(({ id }) => (id === refused ? { id, outcome: 'rejected', code: 'ticket.ended' } : { id, outcome: 'applied' })),
      ),
    );
    await b.push();
    const again = counting(b);
    await b.beginsAnew(0);
    expect([server.ids(), again.ids()]).toEqual([[], [done]]);
    expect(b.sent().at(-1)).toEqual([[1, done]]);
  });

  it('because both were put back from copies is told again though a number is missing between', async () => {
    const b = bench();
    const server = counting(b);
    const ids = [b.submit(aNote('a'))];
    await b.push();
    server.ahead(1);
    ids.push(b.submit(aNote('b')));
    await b.push();
    expect(b.sent().at(-1)).toEqual([[3, ids[1]]]);
    server.putBack(1);
    expect((await b.beginsAnew(1)).ok).toBe(true);
    expect(server.ids()).toEqual(ids);
  });

  it('because this folder is an older copy gets what waits under numbers above its own', async () => {
    const b = bench();
    const server = counting(b);
    const ids = [b.submit(aNote('a'))];
    await b.push();
    server.ahead(3);
    ids.push(b.submit(aNote('b')), b.submit(aNote('c')));
    expect(await b.push()).toEqual(ok({ sent: 2 }));
    expect(server.ids().filter((id) => ids.includes(id))).toEqual(ids);
    ids.push(b.submit(aNote('d')));
    await b.push();
    expect(server.ids().at(-1)).toBe(ids.at(-1));
    expect(b.store.operations.waiting()).toBe(0);
  });

  it('and stays of its own opinion is not argued with for ever', async () => {
    const b = bench();
    b.submit(aNote('a'));
    b.answer(() =>
      err(problem('sync.refused', { code: 'operations.gap', sentence: '' }, { code: 'operations.gap', lastSeq: 7 })),
    );
    expect(await b.push()).toMatchObject({ ok: false, error: { params: { code: 'operations.gap' } } });
    expect(b.batches.length).toBeLessThan(5);
    expect(b.store.operations.waiting()).toBe(1);
  });
});

it('repeats a close whose answer was lost without its proof when the till was changed back meanwhile', async () => {
  const b = bench();
  const id = b.submit(close);
  b.proofs.set(id, 'receipt');
  b.answer(() => offline);
  await b.push();
  b.undoneAtTheTill();
  b.answer(applied);
  await b.push();
  expect(b.batches.map(([sent]) => [sent?.seq, sent?.id, sent?.args])).toEqual([
    [1, id, { receipt: 'receipt' }],
    [1, id, {}],
  ]);
});

describe('what the server puts off', () => {
  const late = (id: string) => (batch: readonly SentOperation[]) => {
    const at = batch.findIndex((o) => o.id === id);
    const decided = at < 0 ? batch : batch.slice(0, at);
    return ok<readonly OperationResult[]>([
      ...decided.map((o) => ({ id: o.id, outcome: 'applied' as const })),
      ...(at < 0 ? [] : [{ id, outcome: 'retryLater' as const, code: 'files.missing', params: { name: 'a.pdf' } }]),
    ]);
  };

  it('holds up only what was done after it to the same row, and is asked about again in the next round', async () => {
    const b = bench();
    const training = anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Maria Sam' });
    const first = b.submit(aNote('first'));
    const stuck = b.submit(training);
    const behind = b.submit(anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Jan Sam' }));
    const past = b.submit(aNote('past', '2000'));
    b.answer(late(stuck));
    expect(await b.push()).toEqual(ok({ sent: 2 }));
    expect(b.store.operations.pending().flatMap((p) => (p.applied ? [] : [p.operation.id]))).toEqual([stuck, behind]);
    expect([first, past].map((id) => b.store.operations.get(id)?.outcome)).toEqual(['applied', 'applied']);
    expect(b.store.operations.get(stuck)).toMatchObject({ sent: true, putOff: { times: 2 }, reason: { code: 'files.missing' } });
    b.answer(applied);
    expect(await b.push()).toEqual(ok({ sent: 2 }));
    expect(b.sent().at(-1)).toEqual([
      [3, stuck],
      [4, behind],
    ]);
  });

  it('holds up also what is done to the same row while others get past', async () => {
    const b = bench();
    const training = (retailerName: string) => anIntent('subTicket.recordTraining', '1042-1', { retailerName });
    const stuck = b.submit(training('Maria Sam'));
    b.submit(aNote('past', '2000'));
    let behind: string | undefined;
    b.answer((batch) => {
      // The person goes on working while the answer about the other ticket is on its way.
      if (!batch.some(({ id }) => id === stuck)) behind ??= b.submit(training('Jan Sam'));
      return late(stuck)(batch);
    });
    expect(await b.push()).toEqual(ok({ sent: 1 }));
    expect(
      b
        .sent()
        .flat()
        .map(([, id]) => id),
    ).not.toContain(behind);
    expect(behind).toBeDefined();
  });

  it('cannot be taken back: the question in which it was sent may still arrive once more', async () => {
    const b = bench();
    const stuck = b.submit(anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Maria Sam' }));
    const behind = b.submit(anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Jan Sam' }));
    b.answer(late(stuck));
    await b.push();
    expect(b.store.withdraw(stuck)).toMatchObject({ ok: false, error: { code: 'operation.already-sent' } });
    expect(b.store.withdraw(behind)).toMatchObject({ ok: false, error: { code: 'operation.already-sent' } });
  });
});
