import { expect, it } from 'vitest';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import type { Closings } from '../closing/closings.ts';
import type { Tokens } from '../device/tokens.ts';
import type { ChangesPage, FieldClient } from '../field/client.ts';
import type { Timers } from '../timers.ts';
import { createSync } from './engine.ts';

type Page = Result<ChangesPage, Problem>;
const page = (cursor: string, more = false): Page =>
  ok({
    end: { cursor, more, serverTime: '2026-03-10T08:00:00Z' },
    read: () => ok({ changes: [], unread: [] }),
  });

/** A sync over a real store, a server that answers as the test says, and timers that the test fires. */
function bench() {
  const { store, db, time } = aStore();
  store.applyChanges(changesOf(aDossier(takenTicket())), 'c0', true);
  const timers = new Map<number, { readonly ms: number; readonly callback: () => void }>();
  let count = 0;
  const fake: Timers = {
    after(ms, callback) {
      count += 1;
      const id = count;
      timers.set(id, { ms, callback });
      return () => void timers.delete(id);
    },
  };
  const asked: (string | undefined)[] = [];
  const server = {
    changes: (_cursor: string | undefined): Page | Promise<Page> => page('c1'),
    outcome: 'applied' as 'applied' | 'retryLater',
    proven: true,
    signedIn: 0,
    silentAt: 0,
    /** How often the device was told to lock itself; dead connections that were let go of. */
    revoked: 0,
    letGo: 0,
  };
  const client = {
    server: 'https://mplatform.example/',
    origin: 'https://mplatform.example',
    // Nobody listens there: each live line is lost at once.
    live: new URL('ws://127.0.0.1:1/v1/live'),
    disconnect: () => {
      server.letGo += 1;
    },
    async changes(cursor: string | undefined) {
      asked.push(cursor);
      if (asked.length > 50) throw new Error('asked without end');
      return server.changes(cursor);
    },
    operations: async (batch: readonly { id: string }[]) =>
      ok({ results: batch.map(({ id }) => ({ id, outcome: server.outcome })), lastSeq: 0, serverTime: '2026-03-10T08:00:00Z' }),
  } as unknown as FieldClient;
  const tokens = {
    using: async (_c: unknown, call: (token: string) => unknown) => {
      server.signedIn += 1;
      // Each round signs in for its push, its pull and then the live line.
      return server.signedIn === server.silentAt ? err(problem('sync.timeout', { host: 'mplatform.example' })) : call('token');
    },
  } as unknown as Tokens;
  const closings = {
    release: () => (server.proven ? { go: true, proof: null } : { go: false }),
    prove: async () => false,
    begin: async () => {},
    stands: () => true,
  } as unknown as Closings;
  const sync = createSync({
    store,
    clock: { now: () => time.now },
    timers: fake,
    random: () => 0.5,
    tokens,
    client: () => client,
    closings,
    changed: () => {},
    revoked: async () => {
      server.revoked += 1;
      store.state.set('locked', { since: '2026-03-10T08:00:00Z', exportFile: null });
    },
  });
  return { sync, store, db, time, timers, asked, server };
}
const waits = (b: ReturnType<typeof bench>): readonly number[] => [...b.timers.values()].map((t) => t.ms);

it('shows an error of this machine, keeps trying and ends nothing', async () => {
  const b = bench();
  b.db.exec(`CREATE TEMP TRIGGER full BEFORE UPDATE ON main.state BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  b.sync.start();
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'sync.broken' } });
  expect(b.sync.status()).toMatchObject({ state: 'offline', problem: { code: 'sync.broken' } });
  expect(waits(b)).toHaveLength(1);
  await b.sync.stop();
});

it.each([
  [
    'full',
    'sync.disk-full',
    (db: Database): void => {
      db.exec(`CREATE TABLE filler (bytes BLOB);
        CREATE TEMP TRIGGER fill BEFORE UPDATE ON main.state BEGIN INSERT INTO filler VALUES (zeroblob(1000000)); END`);
      db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    },
  ],
  ['read-only', 'sync.disk-read-only', (db: Database): void => void db.pragma('query_only = ON')],
] as const)('says that the disk is %s, and not that the line is gone', async (_what, code, spoil) => {
  const b = bench();
  spoil(b.db);
  b.sync.start();
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code } });
  expect(b.sync.status()).toMatchObject({ state: 'offline', problem: { code }, nextTryAt: expect.any(String) });
  await b.sync.stop();
});

it('says since when nothing gets through, not since the last try', async () => {
  const b = bench();
  const page = b.server.changes;
  b.server.changes = () => err(problem('sync.unreachable', { host: 'mplatform.example' }));
  await b.sync.now();
  const { since } = b.sync.status();
  b.time.now += 3_600_000;
  await b.sync.now();
  expect(b.sync.status()).toMatchObject({ state: 'offline', since });
  b.server.changes = page;
  await b.sync.now();
  expect(b.sync.status().since > since).toBe(true);
});

it('gives up on a server whose cursor never moves, instead of asking without end', async () => {
  const b = bench();
  b.server.changes = () => page('c1', true);
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
  expect(b.asked).toEqual(['c0', 'c1']);
});

it('gives up on a server that forgets each cursor as soon as it was given', async () => {
  const b = bench();
  let n = 0;
  b.server.changes = (cursor) => {
    n += 1;
    return cursor === undefined
      ? page(`c${n}`, true)
      : err(problem('sync.refused', { code: 'changes.cursor-unknown', sentence: '' }));
  };
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { params: { code: 'changes.cursor-unknown' } } });
  expect(b.asked.length).toBeLessThan(5);
});

it('can be stopped in the middle of pages that have no end', async () => {
  const b = bench();
  let n = 0;
  b.server.changes = () => {
    n += 1;
    if (n === 3) void b.sync.stop();
    return page(`endless-${n}`, true);
  };
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'sync.stopped' } });
  expect(b.asked).toHaveLength(3);
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'sync.stopped' } });
});

it('looks again by itself when the line goes just before the live line is opened, since nobody would poke it', async () => {
  const b = bench();
  b.server.silentAt = 2;
  b.sync.start();
  await expect.poll(() => b.sync.status().state).toBe('idle');
  expect(b.server.signedIn).toBe(2);
  await expect.poll(() => waits(b)).toHaveLength(1);
  await b.sync.stop();
});

it('asks again by itself about work that the server put off', async () => {
  const b = bench();
  b.store.submit(aNote('odłożone'));
  b.server.outcome = 'retryLater';
  b.sync.start();
  await expect.poll(() => b.sync.status()).toMatchObject({ state: 'idle', waiting: 1 });
  await expect.poll(() => waits(b)).toHaveLength(1);
  b.server.outcome = 'applied';
  for (const { callback } of [...b.timers.values()]) callback();
  await b.sync.now();
  expect(b.sync.status().waiting).toBe(0);
  await b.sync.stop();
});

it('looks again by itself at what waits for its proof', async () => {
  const b = bench();
  b.store.submit(aNote('czeka'));
  b.server.proven = false;
  b.sync.start();
  await expect.poll(() => b.sync.status()).toMatchObject({ state: 'idle', waiting: 1 });
  await expect.poll(() => waits(b)).toHaveLength(1);
  b.server.proven = true;
  for (const { callback } of [...b.timers.values()]) callback();
  await b.sync.now();
  expect(b.sync.status().waiting).toBe(0);
  await b.sync.stop();
});

it('leaves no timer behind that would fire after the end, whatever was lost in whichever order', async () => {
  const b = bench();
  b.sync.start();
  await b.sync.now();
  b.server.changes = () => err(problem('sync.unreachable', { host: 'mplatform.example' }));
  await b.sync.now();
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(b.timers.size).toBeLessThanOrEqual(1);
  await b.sync.stop();
  expect(b.timers.size).toBe(0);
});

it('asks ever more seldom where a live line never holds', async () => {
  const b = bench();
  b.sync.start();
  const seen: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    // The lost line sets the only timer there is.
    await expect.poll(() => b.timers.size).toBe(1);
    const [[id, timer]] = [...b.timers] as [[number, { ms: number; callback: () => void }]];
    seen.push(timer.ms);
    b.timers.delete(id);
    timer.callback();
  }
  expect(seen[0]).toBeLessThanOrEqual(2_000);
  expect(seen[4]).toBeGreaterThan(8_000);
  await b.sync.stop();
});

it('does somebody else’s work while no round runs, and the rounds that were asked for after it', async () => {
  const b = bench();
  const { promise, resolve } = Promise.withResolvers<void>();
  const working = b.sync.alone(() => promise);
  const asked = b.sync.now();
  await Promise.resolve();
  expect(b.asked).toEqual([]);
  resolve();
  await working;
  expect((await asked).ok).toBe(true);
  expect(b.asked).toEqual(['c0']);
});

it('answers whoever asks while a round runs only when work done before the question has been sent', async () => {
  const b = bench();
  const { promise, resolve } = Promise.withResolvers<Page>();
  b.server.changes = () => promise;
  const first = b.sync.now();
  await expect.poll(() => b.asked.length).toBe(1);
  const submitted = b.store.submit(aNote('w trakcie'));
  const second = b.sync.now();
  const third = b.sync.now();
  resolve(page('c1'));
  await first;
  expect((await second).ok).toBe(true);
  expect(submitted.ok && b.store.operations.get(submitted.value.id)?.outcome).toBe('applied');
  await third;
  expect(b.asked).toHaveLength(2);
});

const refusedWith = (code: string): Page => err(problem('sync.refused', { code, sentence: '' }, { code }));

it('tries at once when the machine woke or its network changed, however long it would have waited', async () => {
  const b = bench();
  let there = false;
  b.server.changes = () => (there ? page('c1') : err(problem('sync.unreachable', { host: 'mplatform.example' })));
  b.sync.start();
  for (let n = 0; n < 8; n += 1) await b.sync.now();
  expect(waits(b)[0]).toBeGreaterThan(20_000);
  there = true;
  b.sync.wake('resume');
  await expect.poll(() => b.sync.status().state).toBe('idle');
  // What was open before the sleep is dead and only does not know it.
  expect(b.server.letGo).toBe(1);
  there = false;
  await b.sync.now();
  // And it begins to wait from the beginning.
  expect(waits(b)[0]).toBeLessThan(3_000);
  await b.sync.stop();
});

it('locks itself when M/platform has shut it out, and then makes no call and sets no timer', async () => {
  const b = bench();
  b.sync.start();
  await b.sync.now();
  b.store.submit(aNote('niewysłane'));
  b.server.changes = () => refusedWith('auth.revoked');
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'device.locked' } });
  const asked = b.asked.length;
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: 'device.locked' } });
  expect([b.asked.length, b.timers.size, b.server.revoked]).toEqual([asked, 0, 2]);
  b.store.state.delete('locked');
  b.server.changes = () => page('c1');
  expect(await b.sync.now()).toMatchObject({ ok: true });
  await b.sync.stop();
});

it.each([
  ['contract.too-old', 'sync.update-needed'],
  ['auth.unknown', 'device.enrol-again'],
  ['auth.superseded', 'device.enrol-again'],
  ['request.too-many', 'sync.refused'],
])('says %s as %s, keeps what waits and tries again', async (code, said) => {
  const b = bench();
  b.sync.start();
  await b.sync.now();
  b.server.changes = () => refusedWith(code);
  b.server.outcome = 'retryLater';
  b.store.submit(aNote('niewysłane'));
  expect(await b.sync.now()).toMatchObject({ ok: false, error: { code: said } });
  expect(b.sync.status()).toMatchObject({ state: 'offline', waiting: 1, problem: { code: said } });
  expect(waits(b)).toHaveLength(1);
  await b.sync.stop();
});
