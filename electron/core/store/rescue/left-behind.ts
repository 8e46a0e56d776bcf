import type { Database } from '../../../../sqlite/connect.ts';
import { merge } from './merge.ts';
import { isReadable } from './newer.ts';
import type { Haul, Salvaged } from './salvage.ts';
import { SHAPES } from './shapes.ts';

/** A row that a newer version wrote and this one cannot read. */
export interface Left {
  /** The table that it is of there. */
  readonly source: string;
  readonly ticketId: string | null;
  /** When it was left here, RFC 3339. */
  readonly at: string;
  readonly row: Salvaged;
}

interface Stored {
  readonly n: number;
  readonly source: string;
  readonly ticket_id: string | null;
  readonly at: string;
  readonly data: string;
}

const stored = (db: Database): readonly Stored[] =>
  db.prepare<[], Stored>('SELECT n, source, ticket_id, at, data FROM left_behind ORDER BY n').all();

/** Bytes come back as bytes. */
const parse = (data: string): Salvaged =>
  JSON.parse(data, (_, value: unknown) => {
    const bytes = value as { readonly type?: unknown; readonly data?: readonly number[] } | null;
    return bytes !== null && typeof bytes === 'object' && bytes.type === 'Buffer' ? Buffer.from(bytes.data ?? []) : value;
  }) as Salvaged;

export function leaveBehind(db: Database, left: readonly Left[]): void {
  const insert = db.prepare('INSERT OR IGNORE INTO left_behind (source, ticket_id, at, data) VALUES (?, ?, ?, ?)');
  for (const { source, ticketId, at, row } of left) insert.run(source, ticketId, at, JSON.stringify(row));
}

export const countLeft = (db: Database): number => db.prepare<[], number>('SELECT count(*) FROM left_behind').pluck().get() ?? 0;

/** Oldest first, for the person to read. */
export const leftBehind = (db: Database): readonly Left[] =>
  stored(db).map(({ source, ticket_id, at, data }) => ({ source, ticketId: ticket_id, at, row: parse(data) }));

/**
 * Takes up again what an earlier version could not read and this one can: after the next update the work goes on.
 * @param now milliseconds since the epoch
 * @returns how many rows
 */
export function takeUp(db: Database, now: number): number {
  const taken: number[] = [];
  const known = new Map<string, Salvaged[]>();
  const others: { readonly source: string; readonly row: Salvaged }[] = [];
  for (const { n, source, data } of stored(db)) {
    const row = parse(data);
    const shape = SHAPES.find(({ table }) => table === source);
    if (shape === undefined ? !isRowOf(db, source, row) : !isReadable(shape, row)) continue;
    taken.push(n);
    if (shape === undefined) others.push({ source, row });
    else known.set(source, [...(known.get(source) ?? []), ofTable(db, source, row)]);
  }
  if (taken.length === 0) return 0;
  db.transaction(() => {
    if (known.size > 0) merge(db, asItIs(db, known), now);
    for (const { source, row } of others) insert(db, source, row);
    const gone = db.prepare('DELETE FROM left_behind WHERE n = ?');
    for (const n of taken) gone.run(n);
  }).immediate();
  return taken.length;
}

/** The queue is made anew by a merge, and what it knew of each is kept. */
const asItIs = (db: Database, known: Haul): Haul =>
  new Map([...known, ['outbox', db.prepare<[], Salvaged>('SELECT * FROM outbox').all()]]);

/** What its table has columns for. */
function ofTable(db: Database, table: string, row: Salvaged): Salvaged {
  const columns = columnsOf(db, table);
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)));
}

const columnsOf = (db: Database, table: string): readonly string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);

const NAME = /^[a-z_]{1,60}$/;

function isRowOf(db: Database, table: string, row: Salvaged): boolean {
  if (!NAME.test(table) || !Object.keys(row).every((name) => NAME.test(name))) return false;
  const columns = columnsOf(db, table);
  return columns.length > 0 && Object.keys(row).every((name) => columns.includes(name));
}

/** A row that the table has already stays as it is there. */
function insert(db: Database, table: string, row: Salvaged): void {
  const names = Object.keys(row);
  db.prepare(
    `INSERT OR IGNORE INTO "${table}" (${names.map((n) => `"${n}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...Object.values(row));
}
