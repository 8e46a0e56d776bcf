import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { openKeys } from '../../mplatform/server/keys.ts';
import { createServer, type FieldServer } from '../../mplatform/server/server.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { STANDING, STANDING_AND_CHANGES } from '../../mplatform/server/store/postgres-reader.ts';
import { type Device, enrolDevice, openLive, type TestServer } from '../../mplatform/server/testing.ts';
import { codeOf, FIRST_PHONE, settle, ticketOf } from '../load/country.ts';
import { type Cluster, migrations, startCluster } from './cluster.ts';
import { opened } from './stores.ts';

const TECHNICIANS = 30;
let cluster: Cluster;
let folder: string;
let store: Store;
let server: FieldServer;
let node: TestServer;
/** Stands before the store of the server. */
let between: (store: Store) => Store;

beforeAll(async () => {
  cluster = await startCluster();
  folder = await mkdtemp(join(tmpdir(), 'mplatform-questions-'));
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  store = await opened({ url: await cluster.database(), migrations });
  await settle(store, { technicians: TECHNICIANS, tickets: 2 });
  const keys = openKeys(join(folder, 'keys'));
  if (!keys.ok) throw new Error(keys.error.code);
  between = (store) => store;
  const seen: Store = { ...store, transaction: (work) => between(store).transaction(work) };
  server = await createServer({
    store: seen,
    clock: systemClock,
    keys: keys.value,
    files: { has: async () => false },
    version: '1',
  });
  node = { address: `http://127.0.0.1:${await server.listen(0)}`, clock: systemClock } as unknown as TestServer;
});
afterEach(async () => {
  await server.close();
  await store.close();
});

const asked = (): number => store.state?.().statementsTotal ?? Number.NaN;
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = asked();
  await work();
  return asked() - before;
}
const device = (n: number): Promise<Device> => enrolDevice(node, `machine-${String(n).padStart(4, '0')}`, codeOf(n));
const edit = (n: number, from: string, to: string) =>
  ({ kind: 'ticket.editCompany', target: ticketOf(n, 0), args: { fields: { phone: { from, to } } } }) as const;
const phones = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? FIRST_PHONE : String(600_000_000 + i)));

describe('what a call of a device costs', () => {
  it('is one question for a sync in which there is nothing new, and for one page of news', async () => {
    const one = await device(0);
    const { end } = await one.changes();
    expect(await cost(() => one.changes(end.cursor))).toBe(1);
    await one.act(edit(0, FIRST_PHONE, '600000001'));
    expect(
      await cost(async () => expect((await one.changes(end.cursor)).changes.map(({ id }) => id)).toEqual([ticketOf(0, 0)])),
    ).toBe(1);
  });

  it('is six for operations, one or many', async () => {
    const one = await device(0);
    await one.changes();
    expect(await cost(() => one.act(edit(0, FIRST_PHONE, '600000001')))).toBe(6);
    const many = phones(21).slice(1);
    const edits = many.slice(1).map((to, i) => edit(0, many[i] ?? '', to));
    expect(await cost(async () => expect((await one.act(...edits)).every((r) => r.outcome === 'applied')).toBe(true))).toBe(6);
  });

  it('is two for a live line: who it is, and how far things are', async () => {
    const one = await device(0);
    await one.changes();
    const before = asked();
    const line = await openLive(node, one);
    await line.next();
    expect(asked() - before).toBe(2);
    line.socket.close();
    await line.closed;
  });
});

it('finds a page, and what operations begin with, by indexes alone, however many rows, removals, marks and devices there are', async () => {
  const url = await cluster.database();
  const name = new URL(url).pathname.slice(1);
  await cluster.run(
    `INSERT INTO dealer SELECT n::text, n FROM generate_series(1, 200) n;
     INSERT INTO technician SELECT n::text, n, 1 + n % 200 FROM generate_series(1, 10000) n;
     INSERT INTO device (id, technician_id, machine_id, name, app_version, enrolled_at, generation, last_seq)
       SELECT n::text, n, n, n, '1', 1, 0, 0 FROM generate_series(1, 10000) n;
     INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, outcome, operation, result)
       SELECT 'o' || n, 1 + n % 10000, 1 + n % 10000, n, n, 'applied', '{}', '{}' FROM generate_series(1, 20000) n;
     INSERT INTO shared_row (kind, id, audience, version, data) SELECT 'ticket', n, 1 + n % 200, 1, repeat('x', 500) FROM generate_series(1, 20000) n;
     INSERT INTO row_change SELECT 'ticket', n, 1 + n % 200, n FROM generate_series(1, 20000) n;
     INSERT INTO tombstone SELECT 1 + n % 200, 'ticket', n, n, 'x' FROM generate_series(20001, 40000) n;
     INSERT INTO opening SELECT n, n FROM generate_series(1, 2000) n;
     UPDATE meta SET change_number = 40000; ANALYZE`,
    name,
  );
  const values: Record<string, string> = { device: `'7'`, seen: '39000', after: '39000', limit: '500', everyone: `'*'` };
  for (const sql of [STANDING, STANDING_AND_CHANGES]) {
    const text = sql.replace(/\$(\w+)/g, (_, key: string) => values[key] ?? '?');
    const [{ 'QUERY PLAN': plan }] = (await cluster.run(`EXPLAIN (FORMAT JSON) ${text}`, name)) as unknown as readonly [
      Explained,
    ];
    const scans = scansIn(plan[0].Plan);
    // The one row of `meta` is the only thing that is looked at whole.
    expect(scans.filter(([kind, table]) => !/^(Index|Bitmap)/.test(kind) && table !== 'meta')).toEqual([]);
    expect(new Set(scans.map(([, table]) => table))).toEqual(
      new Set([
        ...['meta', 'opening', 'device', 'technician', 'dealer'],
        ...(sql === STANDING ? [] : ['row_change', 'shared_row', 'tombstone']),
      ]),
    );
  }
  // Plans within a function are not told; what was read without an index is.
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('SET plan_cache_mode = force_generic_plan');
  await client.query(`SELECT * FROM begin_work('{7,8}', '{x}', '{5,6}', '{y}')`);
  await client.query('BEGIN');
  const { rows: work } = await client.query(`SELECT part, id FROM begin_work('{7,8}', '{x}', '{5,6}', '{y}')`);
  const { rows: whole } = await client.query('SELECT relname FROM pg_stat_xact_user_tables WHERE seq_scan > 0');
  await client.end();
  expect(work.map(({ part, id }) => `${part} ${id}`)).toEqual(['device 7', 'device 8', 'row 5', 'row 6']);
  expect(whole).toEqual([]);
});

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }];
}
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}
const scansIn = (node: PlanNode): readonly (readonly [string, string])[] => [
  ...(node['Relation Name'] === undefined ? [] : [[node['Node Type'], node['Relation Name']] as const]),
  ...(node.Plans ?? []).flatMap(scansIn),
];

describe('many devices that push at once', () => {
  const everybody = Array.from({ length: TECHNICIANS }, (_, n) => n);
  const ROUNDS = phones(6);

  it('are decided together, each in its order and each change under a number of its own', async () => {
    const devices = await Promise.all(everybody.map(device));
    await Promise.all(devices.map((one) => one.changes()));
    const statements = await cost(() =>
      Promise.all(
        devices.map(async (one, n) => {
          for (const [i, to] of ROUNDS.entries()) {
            if (i === 0) continue;
            expect((await one.act(edit(n, ROUNDS[i - 1] ?? '', to))).map((r) => r.outcome)).toEqual(['applied']);
          }
        }),
      ),
    );
    const operations = TECHNICIANS * (ROUNDS.length - 1);
    expect(statements).toBeLessThan(operations * 3);
    const { lastSeqs, rows } = await store.read(async (tx) => ({
      lastSeqs: await Promise.all(devices.map(async ({ enrolment }) => (await tx.device(enrolment.deviceId))?.lastSeq)),
      rows: await Promise.all(everybody.map((n) => tx.row('ticket', ticketOf(n, 0)))),
    }));
    expect(new Set(lastSeqs)).toEqual(new Set([ROUNDS.length - 1]));
    expect(new Set(rows.map((row) => row?.version))).toEqual(new Set([ROUNDS.length]));
    expect(new Set(rows.map((row) => row?.data.company.phone))).toEqual(new Set([ROUNDS.at(-1)]));
    expect(new Set(rows.map((row) => row?.seq)).size).toBe(TECHNICIANS);
  });

  it('do not fail for the one among them whose operation meets a bug', async () => {
    const devices = await Promise.all(everybody.map(device));
    await Promise.all(devices.map((one) => one.changes()));
    const BAD = 15;
    const bad = devices[BAD]?.enrolment.deviceId;
    let most = 0;
    between = (inner) => ({
      ...inner,
      transaction: (work) =>
        inner.transaction(async (tx) => {
          let size = 0;
          return work({
            ...tx,
            saveOutcome: async (outcome) => {
              size += 1;
              most = Math.max(most, size);
              if (outcome.deviceId === bad) throw new Error('on purpose');
              await tx.saveOutcome(outcome);
            },
          });
        }),
    });
    const codes = await Promise.all(
      devices.map(async (one, n) => (await one.send([one.operation(edit(n, FIRST_PHONE, '600000001'))])).code),
    );
    expect(codes.map((code, n) => [n, code]).filter(([, code]) => code !== undefined)).toEqual([[BAD, 'server.error']]);
    // It was among others.
    expect(most).toBeGreaterThan(1);
    between = (inner) => inner;
    expect((await devices[BAD]?.send([devices[BAD].operation(edit(BAD, FIRST_PHONE, '600000001'), 1)]))?.code).toBeUndefined();
  });
});
