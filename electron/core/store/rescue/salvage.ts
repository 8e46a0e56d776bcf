import { openPages, type SalvagedPage } from '../../../../sqlite/salvage/pages.ts';
import { rowsOf, type SalvagedRow, type SalvagedValue } from '../../../../sqlite/salvage/records.ts';
import { named, type Shape, shapeOf } from './shapes.ts';

export type Salvaged = Readonly<Record<string, SalvagedValue>>;

/** What could be read, by table. A later version of a row comes after an earlier one. */
export type Haul = ReadonlyMap<string, readonly Salvaged[]>;

/** These say of a page that work of the technician's is or was in it. */
const MARKS = ['ticket.', 'subTicket.'].map((mark) => Buffer.from(mark));

/**
 * Everything that can still be read in a database, whatever is damaged in it. Only reads.
 * @param key undefined where it is not encrypted
 * @param newer a newer version of the program may have written it
 */
export function salvage(file: string, key: Uint8Array | undefined, newer = false): Haul {
  const pages = openPages(file, key);
  const tables = new Map<string, Salvaged[]>();
  const older = new Map<string, Salvaged[]>();
  try {
    for (const page of pages.all()) {
      for (const row of rowsOf(page, pages.newest, isWorthSearching(page))) {
        const shape = shapeOf(row, newer);
        if (shape === undefined || !counts(shape, row)) continue;
        const into = row.astray || page.stale ? older : tables;
        const found = into.get(shape.table);
        if (found === undefined) into.set(shape.table, [named(shape, row)]);
        else found.push(named(shape, row));
      }
    }
  } finally {
    pages.close();
  }
  return new Map(
    [...new Set([...older.keys(), ...tables.keys()])].map((t) => [t, [...(older.get(t) ?? []), ...(tables.get(t) ?? [])]]),
  );
}

/** Whether there may be rows on it that it does not list. */
function isWorthSearching({ bytes, number, intact, stale }: SalvagedPage): boolean {
  if (intact === true) return false;
  const kind = bytes[number === 1 ? 100 : 0] ?? 0;
  const hasOrder = [0x02, 0x05, 0x0a, 0x0d].includes(kind);
  return !hasOrder || intact === false || (!stale && MARKS.some((mark) => bytes.includes(mark)));
}

function counts(shape: Shape, row: SalvagedRow): boolean {
  const current = !row.astray && !row.page.stale;
  if (!shape.lasting && !current) return false;
  if (row.page.intact === true) return true;
  const believable = shape.believable?.(named(shape, row)) ?? true;
  return believable && (row.page.intact === null || shape.lasting);
}

/** Whether this is the key of that file: one page that is as it was written is proof. No key is that of one that is not encrypted. */
export function keyFits(file: string, key: Uint8Array): boolean {
  const pages = openPages(file, key);
  try {
    for (const page of pages.all()) if (page.intact === true) return true;
    return false;
  } finally {
    pages.close();
  }
}
