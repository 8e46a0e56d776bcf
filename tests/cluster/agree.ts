import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connect, type Database } from '../../sqlite/connect.ts';
import { folderOf, startCrew } from './crew.ts';
import { settled } from './settle.ts';
import type { World } from './world.ts';

interface Decided {
  readonly id: string;
  readonly seq: number;
  readonly outcome: string;
}

export interface Counts {
  readonly operations: number;
  readonly rejected: number;
  readonly changes: number;
}

/** Holds what the devices were told against what the database has, when all rest and are closed. */
export async function agree(world: World): Promise<Counts> {
  const { folder, members, crew, query } = world;
  const theirs = await query(
    `SELECT d.machine_id, d.last_seq::int AS last_seq, o.id, o.seq::int AS seq, o.outcome FROM device d
     LEFT JOIN outcome o ON o.device_id = d.id ORDER BY o.seq`,
  );
  const byMachine = Map.groupBy(theirs, ({ machine_id }) => String(machine_id));
  const counts = { operations: 0, rejected: 0, changes: 0 };
  for (const { name } of members) {
    const done = operationsOf(join(folderOf(folder, name), 'technik.db'));
    const told = done.filter((one) => !waitsForItsPerson(one)).map(({ id, seq, outcome }) => ({ id, seq, outcome }));
    const known = byMachine.get(`machine-${name}`) ?? [];
    const decided = known.filter(({ id }) => id !== null).map(({ id, seq, outcome }) => ({ id, seq, outcome }) as Decided);
    // Each acknowledged operation is there once, with the outcome that the device was told; and nothing else is.
    expect({ name, decided: told }).toEqual({ name, decided });
    expect(decided.map(({ seq }) => seq)).toEqual(decided.map((_, n) => n + 1));
    expect(known[0]?.last_seq).toBe(decided.length);
    // Nothing that was answered as recorded is missing.
    const ids = new Set(done.map(({ id }) => id));
    expect((crew.recorded.get(name) ?? []).filter((id) => !ids.has(id))).toEqual([]);
    counts.operations += told.length;
    counts.rejected += told.filter(({ outcome }) => outcome === 'rejected').length;
  }
  await effectsOnce(world);
  counts.changes = await noNumberInVain(world);
  await asFreshOnes(world);
  return counts;
}

function looking<T>(file: string, look: (db: Database) => T): T {
  const db = connect(file, undefined, { readonly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

interface Done extends Decided {
  readonly held: string | null;
}

const operationsOf = (file: string): readonly Done[] =>
  looking(file, (db) =>
    db
      .prepare<[], Done>(
        `SELECT o.id, s.seq, r.outcome, b.held FROM operation o LEFT JOIN operation_sending s ON s.operation_id = o.id
         LEFT JOIN operation_outcome r ON r.operation_id = o.id LEFT JOIN outbox b ON b.position = o.position ORDER BY s.seq`,
      )
      .all(),
  );

/** Held before it was ever sent: its person was told, and nobody else. */
const waitsForItsPerson = ({ outcome, seq, held }: Done): boolean => outcome === null && seq === null && held !== null;

/** A note is the one thing that shows when it was done twice. */
async function effectsOnce({ query }: World): Promise<void> {
  const [sent, shown] = await Promise.all([
    query(
      `SELECT operation::json -> 'args' ->> 'text' AS text FROM outcome
       WHERE outcome = 'applied' AND operation::json ->> 'kind' = 'ticket.addNote' ORDER BY 1`,
    ),
    query(
      `SELECT note ->> 'text' AS text FROM shared_row, json_array_elements(data::json -> 'notes') AS note
       WHERE kind = 'ticket' ORDER BY 1`,
    ),
  ]);
  expect(shown).toEqual(sent);
  expect(new Set(shown.map(({ text }) => text)).size).toBe(shown.length);
}

/** Each change of a row has one number, and there are as many numbers as changes. */
async function noNumberInVain({ query, numbers }: World): Promise<number> {
  const [found] = await query(
    `SELECT (SELECT change_number::int FROM meta) AS given, (SELECT sum(version)::int FROM shared_row) AS changes,
       (SELECT max(seq)::int FROM row_change) AS last, (SELECT count(*)::int FROM row_change) AS rows,
       (SELECT count(DISTINCT seq)::int FROM row_change) AS numbers`,
  );
  expect(found?.given).toBe(found?.changes);
  expect(found?.last).toBe(found?.given);
  expect(found?.numbers).toBe(found?.rows);
  expect(numbers.undercut).toEqual([]);
  expect(numbers.looks()).toBeGreaterThan(3);
  return Number(found?.given);
}

/** A device that begins now reads the same as those that were there all the while. */
async function asFreshOnes({ ground, folder, members, balancer, query }: World): Promise<void> {
  const first = members.filter(({ dealer }, n) => members.findIndex((one) => one.dealer === dealer) === n);
  const fresh = first.map((member) => ({ ...member, name: `fresh-${member.dealer}` }));
  const crew = await startCrew({
    ...{ ground, folder, members: fresh, seed: 0, paceMs: 2 ** 30, eachProcess: 30 },
    ...{ server: balancer.address, ca: balancer.ca },
  });
  try {
    await settled({ query }, crew, fresh, Date.now());
    await crew.end();
  } finally {
    await crew.kill();
  }
  const digest = (name: string): string => rowsDigest(join(folderOf(folder, name), 'technik.db'));
  const wanted = new Map(first.map(({ dealer }) => [dealer, digest(`fresh-${dealer}`)]));
  expect(members.filter(({ name, dealer }) => digest(name) !== wanted.get(dealer))).toEqual([]);
}

/** Of all rows, as they came; with nothing laid over them that still waits. */
const rowsDigest = (file: string): string =>
  looking(file, (db) => {
    const rows = db
      .prepare('SELECT kind, id, version, data FROM server_row WHERE removed_reason IS NULL ORDER BY kind, id')
      .all();
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  });
