import { changedRow } from '../../../../mplatform/contract/index.ts';
import { type Database, SqliteError } from '../../../../sqlite/connect.ts';
import { isReadableDraft } from '../../drafts/readable.ts';
import { checkerOf } from '../../field/checker.ts';
import { isReadableState } from '../state.ts';
import type { Left } from './left-behind.ts';
import type { Haul, Salvaged } from './salvage.ts';
import { isOfShape, SHAPES, type Shape } from './shapes.ts';

export interface FoundNewer {
  /** Rows that this version of the program could have written itself. */
  readonly haul: Haul;
  /** Those that it cannot read and that are nowhere but here. */
  readonly left: readonly Left[];
}

/** Work that exists nowhere else until it was sent. The other tables follow from it or are asked for again. */
const OWN: readonly string[] = ['operation', 'draft', 'upload', 'scan_source'];
/** A table that is not known here and has more rows than this follows from others; its rows lie in the newer database alone. */
const MOST_ROWS = 1000;

/**
 * All that is in a database of a newer version of this program, by the names of its tables and columns: a column that came
 * with the newer version is passed over, and a row that means nothing here is left.
 * @param db of a copy: the newer one itself is not opened
 * @param known names of all tables that this version has
 * @param salvaged by shape, for a table whose columns have other names now
 */
export function readNewer(db: Database, known: ReadonlySet<string>, salvaged: () => Haul, at: string): FoundNewer {
  const haul = new Map<string, readonly Salvaged[]>();
  const left: Left[] = [];
  const tables = new Set(
    db
      .prepare<[], { name: string; type: string }>('PRAGMA table_list')
      .all()
      .filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'))
      .map(({ name }) => name),
  );
  const leave = (source: string, row: Salvaged): void => void left.push({ source, ticketId: ticketOf(row), at, row });

  for (const shape of SHAPES) {
    const { table } = shape;
    const rows = tables.has(table) && hasAll(shape, columnsOf(db, table)) ? readable(() => rowsOf(db, table)) : undefined;
    if (rows === undefined) {
      // By its shape, then; what that does not know is still a row of this table.
      const found = (salvaged().get(table) ?? []).filter((row) => isReadable(shape, row));
      haul.set(table, found);
      const ids = new Set(found.map(({ id }) => id));
      const others = OWN.includes(table) && tables.has(table) ? (readable(() => rowsOf(db, table)) ?? []) : [];
      for (const row of others) if (row.id === undefined || !ids.has(row.id)) leave(table, row);
      continue;
    }
    const fits: Salvaged[] = [];
    for (const row of rows) {
      if (isReadable(shape, row)) fits.push(withoutOthers(shape, row));
      else if (OWN.includes(table) && isOpen(db, table, row)) leave(table, row);
    }
    haul.set(table, fits);
  }
  for (const table of tables) {
    if (known.has(table)) continue;
    const rows = readable(() => rowsOf(db, table, MOST_ROWS + 1)) ?? [];
    if (rows.length <= MOST_ROWS) for (const row of rows) leave(table, row);
  }
  return { haul, left };
}

/** By its shape alone, where SQLite cannot read the newer database: it is damaged, too. */
export const onlySalvaged = (salvaged: Haul): FoundNewer => ({
  haul: new Map(SHAPES.map((shape) => [shape.table, (salvaged.get(shape.table) ?? []).filter((row) => isReadable(shape, row))])),
  left: [],
});

export const isDamaged = (cause: unknown): boolean =>
  cause instanceof SqliteError && (cause.code.startsWith('SQLITE_CORRUPT') || cause.code === 'SQLITE_NOTADB');

const columnsOf = (db: Database, table: string): readonly string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);

const hasAll = ({ columns }: Shape, has: readonly string[]): boolean =>
  Object.entries(columns).every(([name, test]) => has.includes(name) || test(undefined));

const withoutOthers = ({ columns }: Shape, row: Salvaged): Salvaged =>
  Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(columns, name)));

/** The name comes from the database's own list of tables. */
const rowsOf = (db: Database, table: string, limit = -1): readonly Salvaged[] =>
  db.prepare<[number], Salvaged>(`SELECT * FROM "${table.replaceAll('"', '""')}" LIMIT ?`).all(limit);

/** Undefined where the pages that it lies on are damaged. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (isDamaged(cause)) return undefined;
    throw cause;
  }
}

const serverRows = new Map(changedRow.options.map((option) => [option.shape.kind.value as string, checkerOf(option.shape.data)]));

/** Whether this version of the program reads such a row: what it cannot read, it would not show. */
export function isReadable(shape: Shape, row: Salvaged): boolean {
  if (!isOfShape(shape, row)) return false;
  const { kind, data, key, value } = row;
  switch (shape.table) {
    case 'draft':
      return data === null || isReadableDraft(String(kind), String(data));
    case 'server_row':
      return serverRows.get(String(kind))?.(JSON.parse(String(data))) === true;
    case 'state':
      return isReadableState(String(key), String(value));
    default:
      return true;
  }
}

/** Whether there is anything left to be done with it: what was sent is at M/platform. */
function isOpen(db: Database, table: string, row: Salvaged): boolean {
  if (table === 'draft') return row.data !== null;
  if (table === 'upload') return row.done_at === null;
  if (table !== 'operation') return true;
  const settled = db.prepare('SELECT 1 FROM operation_outcome WHERE operation_id = ?');
  return settled.get(row.id) === undefined;
}

const ticketOf = ({ ticket_id, kind, target }: Salvaged): string | null => {
  if (typeof ticket_id === 'string') return ticket_id;
  return kind !== undefined && typeof target === 'string' ? target : null;
};
