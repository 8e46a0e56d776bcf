import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { CommitNotice, Store } from '../../mplatform/server/store/port.ts';
import type { DeviceRecord } from '../../mplatform/server/store/records.ts';
import { randomFrom } from '../simulation/random.ts';
import { aTicket } from '../support/dossiers.ts';
import { type Cluster, migrations, startCluster } from './cluster.ts';
import { type CuttableLine, lineTo } from './line.ts';
import { opened } from './stores.ts';

let cluster: Cluster;
let url: string;
let stores: Store[];
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());
beforeEach(async () => {
  url = await cluster.database();
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
});

const PATIENT = { connectMs: 2000, answerMs: 2000, patienceMs: 20_000, listenMs: 100 };
const open = async (at = url, limits: object = {}): Promise<Store> => {
  const store = await opened({ url: at, migrations, limits: { ...PATIENT, ...limits } });
  stores.push(store);
  return store;
};
const device = (id: string, revokedAt: number | null = null): DeviceRecord => ({
  id,
  technicianId: 'tech-1',
  machineId: `machine of ${id}`,
  name: 'Laptop',
  appVersion: '1',
  enrolledAt: 1,
  revokedAt,
  signedOffAt: null,
  generation: 0,
  nextIssuedAt: null,
  seenAt: null,
  lastSeq: 0,
});
const people = (store: Store, ...ids: readonly string[]) =>
  store.transaction(async (tx) => {
    await tx.saveDealer({ id: '101', name: 'Dealer Alfa' });
    await tx.saveTechnician({ id: 'tech-1', name: 'Jan', dealerId: '101' });
    for (const id of ids) await tx.saveDevice(device(id));
  });
const saveTicket = (store: Store, id: string) =>
  store.transaction((tx) => tx.saveRow({ kind: 'ticket', id, audience: '101', data: aTicket({ id }) }));

const seed = Number(process.env.STORE_SEED ?? Math.floor(Math.random() * 2 ** 31));
it(`keeps what it answered for through kill -9 of PostgreSQL, each once and in the device’s order (STORE_SEED=${seed})`, async () => {
  const WRITERS = 6;
  const nodes = [await open(), await open()];
  await people(nodes[0] as Store, ...Array.from({ length: WRITERS }, (_, n) => `device-${n}`));
  const answered: string[] = [];
  let doubted = 0;
  let working = true;
  let reached = Promise.withResolvers<void>();

  /** As the server decides an operation: the repeat of one that is there changes nothing. */
  async function operation(store: Store, n: number, seq: number): Promise<void> {
    const id = `operation-${n}-${seq}`;
    await store.transaction(async (tx) => {
      const lastSeq = (await tx.device(`device-${n}`))?.lastSeq ?? 0;
      if ((await tx.outcome(id)) !== undefined) return;
      if (lastSeq !== seq - 1) throw new Error(`${lastSeq} before ${seq}`);
      await tx.saveRow({ kind: 'ticket', id, audience: '101', data: aTicket({ id }) });
      const result = { id, outcome: 'applied' } as const;
      await tx.saveOutcome({ id, deviceId: `device-${n}`, technicianId: 'tech-1', seq, decidedAt: seq, operation: {}, result });
      await tx.advance(`device-${n}`, seq);
    });
  }
  async function work(n: number): Promise<number> {
    let seq = 0;
    while (working) {
      seq += 1;
      for (let store = n; ; store += 1) {
        try {
          await operation(nodes[store % 2] as Store, n, seq);
          break;
        } catch (cause) {
          // Nobody knows whether it happened: as a device does, it is said again, here to the other node.
          if ((cause as { code?: string }).code !== 'STORE_UNAVAILABLE') throw cause;
          doubted += 1;
        }
      }
      answered.push(`operation-${n}-${seq}`);
      if (answered.length % 40 === 0) reached.resolve();
    }
    return seq;
  }

  const random = randomFrom(seed);
  const workers = Promise.all(Array.from({ length: WRITERS }, (_, n) => work(n)));
  for (let kills = 0; kills < 3; kills += 1) {
    reached = Promise.withResolvers();
    await reached.promise;
    for (let turns = random.below(20); turns > 0; turns -= 1) await new Promise(setImmediate);
    await cluster.kill();
    await cluster.start();
  }
  reached = Promise.withResolvers();
  await reached.promise;
  working = false;
  const last = await workers;

  const found = await (nodes[0] as Store).read(async (tx) => ({
    changes: await tx.changes(['101', '*'], 0, 100_000),
    lastChange: await tx.lastChange(),
    lastSeqs: await Promise.all(last.map(async (_, n) => (await tx.device(`device-${n}`))?.lastSeq)),
  }));
  expect(found.lastSeqs).toEqual(last);
  expect(new Set(found.changes.map((c) => c.id))).toEqual(new Set(answered));
  expect(found.changes.filter((c) => 'version' in c && c.version !== 1)).toEqual([]);
  // Nothing was numbered that did not happen.
  expect(found.changes.map((c) => c.seq)).toEqual(answered.map((_, i) => i + 1));
  expect(found.lastChange).toBe(answered.length);
  expect(doubted).toBeGreaterThan(0);
});

it('marks what is numbered after PostgreSQL was started anew, since a copy may have taken its place', async () => {
  const store = await open();
  await saveTicket(store, 't-1');
  const marks = () => store.read((tx) => Promise.all([1, 2].map((change) => tx.markOf(change))));
  await cluster.kill();
  await cluster.start();
  await saveTicket(store, 't-2');
  const [first, second] = await marks();
  expect([first, second]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.stringMatching(/^[0-9a-f]{12}$/)]);
  expect(first).not.toBe(second);
});

/** Waits for a notice that says this. */
function noticed(store: Store, like: (notice: CommitNotice) => boolean): Promise<CommitNotice> {
  return new Promise((resolve) => {
    const stop = store.onCommit((notice) => {
      if (!like(notice)) return;
      stop();
      resolve(notice);
    });
  });
}

it('tells the listeners of every node whose rows and which devices changed', async () => {
  const [one, other] = [await open(), await open()];
  const rows = noticed(other, (n) => n.audiences.includes('101'));
  await saveTicket(one, 't-1');
  expect(await rows).toMatchObject({ seq: 1, audiences: ['101'], devices: [] });
  const devices = noticed(one, (n) => n.devices.length > 0);
  await people(other, 'device-1');
  expect(await devices).toMatchObject({ audiences: [], devices: ['device-1'] });
});

it('finds out what another node could not say any more before it died', async () => {
  const store = await open();
  await saveTicket(store, 't-1');
  const told = noticed(store, () => true);
  await cluster.run('SELECT take_changes(1)', new URL(url).pathname.slice(1));
  expect(await told).toEqual({ seq: 2, audiences: ['*'], devices: [] });
});

it('pokes everybody and names revoked devices once a node that was cut off hears again', async () => {
  const line: CuttableLine = await lineTo(cluster.socket);
  const far = await open(`postgres://postgres@127.0.0.1:${line.port}${new URL(url).pathname}`, { answerMs: 200, patienceMs: 0 });
  const near = await open();
  await people(near, 'device-1', 'device-2');
  await noticed(far, (n) => n.devices.includes('device-2'));
  line.cut();
  await saveTicket(near, 't-1');
  await near.transaction((tx) => tx.saveDevice(device('device-2', 5)));
  // No half answers, and none that take for ever.
  await expect(far.read((tx) => tx.lastChange())).rejects.toMatchObject({ statusCode: 503 });
  await expect(saveTicket(far, 't-2')).rejects.toMatchObject({ statusCode: 503 });
  const told = noticed(far, () => true);
  line.heal();
  expect(await told).toEqual({ seq: 1, audiences: ['*'], devices: ['device-2'] });
  expect((await saveTicket(far, 't-2')).seq).toBe(2);
  await far.close();
  stores = [near];
  await line.close();
});

it('answers nothing while a synchronous standby is away, and leaves no connection waiting for it behind', async () => {
  const store = await open(url, { answerMs: 300 });
  await people(store);
  const waitFor = async (names: string): Promise<void> => {
    await cluster.run(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await cluster.run('SELECT pg_reload_conf()');
  };
  await waitFor('standby1');
  try {
    for (let n = 0; n < 3; n += 1) await expect(saveTicket(store, `ticket-${n}`)).rejects.toThrow('not available');
    // Reading goes on.
    expect(await store.read((tx) => tx.lastChange())).toBe(3);
    const waiting = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    await vi.waitFor(async () => expect(await cluster.run(waiting)).toEqual([{ n: 0 }]), 5000);
  } finally {
    await waitFor('');
  }
  await saveTicket(store, 'ticket-3');
  expect(await store.read((tx) => tx.lastChange())).toBe(4);
});
