import type { SalvagedPage } from './pages.ts';

export type SalvagedValue = null | number | string | Buffer;

/** One row as it lies in a tree: of a table with its number, of one `WITHOUT ROWID` (or an index) without. */
export interface SalvagedRow {
  readonly tree: 'table' | 'index';
  readonly rowid: number | null;
  readonly values: readonly SalvagedValue[];
  /** Found without the page's own list of what is in it: it may be what was written over since. */
  readonly astray: boolean;
  readonly page: SalvagedPage;
}

/** Larger ones are none of ours. Bytes. */
const MAX_PAYLOAD = 32 * 1024 * 1024;
const MAX_COLUMNS = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export type OtherPage = (number: number) => SalvagedPage | undefined;

/**
 * The rows of one page. First those that it lists; then, where it is damaged or `search` says so, whatever at any place of
 * it can be read as a row.
 */
export function* rowsOf(page: SalvagedPage, other: OtherPage, search: boolean): Iterable<SalvagedRow> {
  const { bytes, usable, number } = page;
  const at = number === 1 ? 100 : 0;
  const kind = bytes[at];
  const listed = new Set<number>();
  if (kind === 0x0d || kind === 0x0a || kind === 0x02) {
    const tree = kind === 0x0d ? 'table' : 'index';
    const pointers = at + (kind === 0x02 ? 12 : 8);
    const cells = Math.min(bytes.readUInt16BE(at + 3), Math.floor((usable - pointers) / 2));
    for (let i = 0; i < cells; i += 1) {
      const place = bytes.readUInt16BE(pointers + 2 * i) + (kind === 0x02 ? 4 : 0);
      const row = readCell(page, place, tree, other);
      if (row === undefined) continue;
      listed.add(place);
      yield { ...row, tree, astray: false, page };
    }
  }
  if (!search) return;
  for (const tree of ['table', 'index'] as const) {
    for (let place = 0; place < usable - 8; place += 1) {
      if (listed.has(place)) continue;
      const row = readCell(page, place, tree, other);
      if (row !== undefined) yield { ...row, tree, astray: true, page };
    }
  }
}

function readCell(
  { bytes, usable }: SalvagedPage,
  from: number,
  tree: 'table' | 'index',
  other: OtherPage,
): Pick<SalvagedRow, 'rowid' | 'values'> | undefined {
  if (from >= usable) return undefined;
  const size = varint(bytes, from);
  if (size === undefined || size.value < 4 || size.value > MAX_PAYLOAD) return undefined;
  const rowid = tree === 'table' ? varint(bytes, size.next) : { value: null, next: size.next };
  if (rowid === undefined || (rowid.value !== null && (rowid.value < 1 || !Number.isSafeInteger(rowid.value)))) return undefined;
  const local = localBytes(size.value, usable, tree);
  if (rowid.next + local > usable) return undefined;
  // Before anything is copied: most places hold no record.
  if (!mayBeRecord(bytes, rowid.next, local, size.value)) return undefined;
  const payload = withOverflow(bytes.subarray(rowid.next, rowid.next + local), size.value, bytes, rowid.next + local, other);
  const values = payload && readRecord(payload);
  return values && { rowid: rowid.value, values };
}

function mayBeRecord(bytes: Buffer, at: number, local: number, payload: number): boolean {
  const head = varint(bytes, at);
  if (head === undefined || head.value < 2 || head.value > 200 || head.value > local) return false;
  const end = at + head.value;
  let place = head.next;
  let length = head.value;
  for (let columns = 0; place < end; columns += 1) {
    const type = varint(bytes, place);
    if (type === undefined || type.value === 10 || type.value === 11 || columns >= MAX_COLUMNS) return false;
    length += bytesOf(type.value);
    if (length > payload) return false;
    place = type.next;
  }
  return place === end && length === payload;
}

/** How much of a row lies in its own page: as SQLite's file format says. */
function localBytes(payload: number, usable: number, tree: 'table' | 'index'): number {
  const most = tree === 'table' ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const split = least + ((payload - least) % (usable - 4));
  return split <= most ? split : least;
}

function withOverflow(local: Buffer, payload: number, bytes: Buffer, at: number, other: OtherPage): Buffer | undefined {
  if (local.length === payload) return local;
  if (at + 4 > bytes.length) return undefined;
  const pieces = [local];
  let missing = payload - local.length;
  for (let next = bytes.readUInt32BE(at); missing > 0; ) {
    const page = next === 0 ? undefined : other(next);
    if (page === undefined) return undefined;
    const piece = page.bytes.subarray(4, Math.min(page.usable, 4 + missing));
    if (piece.length === 0) return undefined;
    pieces.push(piece);
    missing -= piece.length;
    next = page.bytes.readUInt32BE(0);
  }
  return Buffer.concat(pieces);
}

function readRecord(payload: Buffer): readonly SalvagedValue[] | undefined {
  const head = varint(payload, 0);
  if (head === undefined) return undefined;
  const values: SalvagedValue[] = [];
  let content = head.value;
  for (let place = head.next; place < head.value; ) {
    const type = varint(payload, place);
    if (type === undefined) return undefined;
    const length = bytesOf(type.value);
    const value = read(type.value, payload.subarray(content, content + length));
    if (value === undefined) return undefined;
    values.push(value);
    content += length;
    place = type.next;
  }
  return values;
}

const INTEGERS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const bytesOf = (type: number): number => (type < 10 ? (INTEGERS[type] ?? 0) : Math.floor((type - 12) / 2));

function read(type: number, bytes: Buffer): SalvagedValue | undefined {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  if (type % 2 === 0) return bytes;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 9; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    if (i === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
