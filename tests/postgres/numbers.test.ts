import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../mplatform/server/store/port.ts';
import { randomFrom } from '../simulation/random.ts';
import { aTicket } from '../support/dossiers.ts';
import { type Cluster, migrations, startCluster } from './cluster.ts';
import { opened } from './stores.ts';

let cluster: Cluster;
let url: string;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  url = await cluster.database();
});

const AUDIENCES = ['101', '*'] as const;
const list = (id: string) => ({ id, name: id, validFrom: '2026-01-01', validTo: null, items: [] }) as never;

describe('a number that a reader has seen is never undercut by a later commit', () => {
  /** Two transactions: the first takes its number and waits, the second takes the next and commits; what a reader finds then. */
  async function overtaking(insert: string): Promise<readonly (readonly number[])[]> {
    const [first, second, reader] = [1, 2, 3].map(() => new Client({ connectionString: url })) as [Client, Client, Client];
    const clients = [first, second, reader];
    await Promise.all(clients.map((client) => client.connect()));
    const seen = async () => (await reader.query('SELECT seq FROM plain ORDER BY seq')).rows.map((row) => Number(row.seq));
    try {
      await first.query(
        'CREATE TABLE plain (seq bigint PRIMARY KEY); CREATE SEQUENCE numbers; CREATE TABLE counter AS SELECT 0 AS last',
      );
      for (const client of [first, second]) await client.query('BEGIN');
      await first.query(insert);
      const overtook = second.query(insert).then(() => second.query('COMMIT'));
      // The second either goes through at once or waits for the first.
      const blocked = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      const done = overtook.then(() => true);
      while (!(await Promise.race([done, reader.query(blocked).then(({ rows }) => Number(rows[0].count) > 0)])));
      const before = await seen();
      await first.query('COMMIT');
      await overtook;
      return [before, await seen()];
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  }

  it('is what a plain sequence does not do: number 2 is there before number 1', async () => {
    expect(await overtaking(`INSERT INTO plain SELECT nextval('numbers')`)).toEqual([[2], [1, 2]]);
  });

  it('is what a row of its own does, that each writer keeps until it has committed', async () => {
    expect(
      await overtaking('WITH one AS (UPDATE counter SET last = last + 1 RETURNING last) INSERT INTO plain SELECT last FROM one'),
    ).toEqual([[], [1, 2]]);
  });

  it('holds for the store: transactions that began and wrote in one order and ended in another are numbered as they ended', async () => {
    const store = await opened({ url, migrations });
    const gate = Promise.withResolvers<void>();
    const wrote = Promise.withResolvers<void>();
    const save = (tx: Parameters<Parameters<Store['transaction']>[0]>[0], id: string) =>
      tx.saveRow({ kind: 'priceList', id, audience: '101', data: list(id) });
    const slow = store.transaction(async (tx) => {
      const row = await save(tx, 'slow');
      wrote.resolve();
      await gate.promise;
      return row;
    });
    await wrote.promise;
    const quick = await store.transaction((tx) => save(tx, 'quick'));
    const seen = await store.read((tx) => tx.changes(AUDIENCES, 0, 10));
    gate.resolve();
    expect([quick.seq, seen.map((c) => c.id), (await slow).seq]).toEqual([1, ['quick'], 2]);
    await store.close();
  });
});

const seed = Number(process.env.STORE_SEED ?? Math.floor(Math.random() * 2 ** 31));
it(`misses no change and sees none twice, while eight writers on two nodes save, remove, fail and get into each other’s way (STORE_SEED=${seed})`, async () => {
  const nodes = await Promise.all([1, 2].map(() => opened({ url, migrations, limits: { connections: 8 } })));
  const node = (n: number): Store => nodes[n % nodes.length] as Store;
  const IDS = 12;
  let working = true;
  let rolledBack = 0;
  const numbers: number[] = [];

  async function write(n: number): Promise<void> {
    const random = randomFrom(seed, n);
    for (let step = 0; step < 60; step += 1) {
      const ids = [`own-${n}-${step}`, ...Array.from({ length: 1 + random.below(2) }, () => `l-${random.below(IDS)}`)];
      const [fails, removes] = [random.chance(0.15), random.chance(0.2)];
      const saved = await node(n)
        .transaction(async (tx) => {
          const rows = [];
          // In no fixed order: two of them may wait for each other.
          for (const id of ids) rows.push(await tx.saveRow({ kind: 'ticket', id, audience: '101', data: aTicket({ id }) }));
          if (removes) await tx.remove('101', 'priceList', `l-${n}`, 'deleted');
          if (fails) throw new Error('on purpose');
          return rows;
        })
        .catch((cause: Error) => {
          if (cause.message !== 'on purpose') throw cause;
          rolledBack += 1;
          return [];
        });
      numbers.push(...saved.map((row) => row.seq));
    }
  }

  /** What a device does: keeps what it read, and goes on after it. */
  async function follow(n: number) {
    const held = new Map<string, number>();
    let cursor = 0;
    let order = true;
    let ended = false;
    while (!ended) {
      ended = !working;
      const page = await node(n).read((tx) => tx.changes(AUDIENCES, cursor, 5));
      for (const { kind, id, seq, ...rest } of page) {
        order &&= seq > cursor;
        cursor = seq;
        held.set(`${kind} ${id}`, 'version' in rest ? rest.version : -1);
      }
      ended &&= page.length < 5;
    }
    return { held: Object.fromEntries([...held].sort()), cursor, order };
  }

  const readers = Promise.all([0, 1, 2].map(follow));
  await Promise.all(Array.from({ length: 8 }, (_, n) => write(n))).finally(() => {
    working = false;
  });
  const followed = await readers;
  const { all, last } = await node(0).read(async (tx) => ({
    all: await tx.changes(AUDIENCES, 0, 1000),
    last: await tx.lastChange(),
  }));
  const there = Object.fromEntries(all.map((c) => [`${c.kind} ${c.id}`, 'version' in c ? c.version : -1]).sort());
  // What each writer saved once and never again is missed for good where a reader went past its number.
  for (const { held, order } of followed) expect([order, held]).toEqual([true, there]);
  expect(followed.map((one) => one.cursor)).toEqual([last, last, last]);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(rolledBack).toBeGreaterThan(0);
  await Promise.all(nodes.map((one) => one.close()));
});
