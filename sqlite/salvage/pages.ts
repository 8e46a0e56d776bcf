import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { kindOfFile } from '../connect.ts';
import { openPage, RESERVED } from './page-cipher.ts';
import { readWal } from './wal.ts';

/** A page as it can be read now. */
export interface SalvagedPage {
  readonly number: number;
  readonly bytes: Buffer;
  /** Bytes that SQLite uses of it. */
  readonly usable: number;
  /** Whether it is word for word what was written; of a database that is not encrypted nothing says so, hence null. */
  readonly intact: boolean | null;
  /** A newer version of this page is or was there. */
  readonly stale: boolean;
}

export interface SalvagedPages {
  readonly pageSize: number;
  readonly encrypted: boolean;
  /** The newest version of a page; undefined where there is none. */
  newest(number: number): SalvagedPage | undefined;
  /** Every version of every page, the newest of each first. */
  all(): Iterable<SalvagedPage>;
  close(): void;
}

const SIZES = [8192, 4096, 1024, 2048, 16384, 32768, 65536, 512];
const isSize = (size: number): boolean => SIZES.includes(size);

/**
 * The pages of a database and of its log, read without SQLite: where that gives up at the first damage, this goes on.
 * @param key undefined where the database is not encrypted
 */
export function openPages(file: string, key: Uint8Array | undefined): SalvagedPages {
  const handle = openSync(file, 'r');
  const { size } = fstatSync(handle);
  const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0);
  const kind = kindOfFile(file);
  const encrypted = key !== undefined && kind !== 'plain';

  function raw(number: number, pageSize: number): Buffer | undefined {
    const bytes = Buffer.alloc(pageSize);
    const length = readSync(handle, bytes, 0, pageSize, (number - 1) * pageSize);
    // What is cut off counts as zeros.
    return length === 0 ? undefined : bytes;
  }

  const pageSize = sizeOfPages();
  const wal = readWal(log, pageSize);

  function sizeOfPages(): number {
    const said = raw(1, 512)?.readUInt16BE(16) ?? 0;
    const logged = log.length >= 32 ? log.readUInt32BE(8) : 0;
    const candidates = [...new Set([said === 1 ? 65536 : said, logged, ...SIZES].filter(isSize))];
    return candidates.find((candidate) => speaksFor(candidate)) ?? 4096;
  }

  /** Of a first page that is gone only the others can say how long they are. */
  function speaksFor(candidate: number): boolean {
    const pages = Math.min(Math.floor(size / candidate), 40);
    for (let number = 1; number <= pages; number += 1) {
      const bytes = raw(number, candidate);
      if (bytes === undefined) continue;
      if (encrypted ? openPage(key, number, bytes).intact : looksLikePage(bytes, number === 1 ? 100 : 0)) return true;
    }
    return false;
  }

  function page(number: number, bytes: Buffer, stale: boolean): SalvagedPage {
    if (!encrypted) return { number, bytes, usable: pageSize, intact: null, stale };
    const opened = openPage(key, number, bytes);
    return { number, bytes: opened.bytes, usable: pageSize - RESERVED, intact: opened.intact, stale };
  }

  function newest(number: number): SalvagedPage | undefined {
    const bytes = wal.newest.get(number) ?? raw(number, pageSize);
    return bytes && page(number, bytes, false);
  }

  function* all(): Iterable<SalvagedPage> {
    const count = Math.max(Math.ceil(size / pageSize), ...wal.newest.keys(), 0);
    for (let number = 1; number <= count; number += 1) {
      const first = newest(number);
      if (first !== undefined) yield first;
      const older = wal.newest.has(number) ? raw(number, pageSize) : undefined;
      if (older !== undefined) yield page(number, older, true);
    }
    for (const { number, bytes } of wal.others) yield page(number, bytes, true);
  }

  return { pageSize, encrypted, newest, all, close: () => closeSync(handle) };
}

/** A leaf or an inner node of a tree whose numbers can be true. */
function looksLikePage(bytes: Buffer, at: number): boolean {
  const kind = bytes[at] ?? 0;
  if (![0x02, 0x05, 0x0a, 0x0d].includes(kind)) return false;
  const cells = bytes.readUInt16BE(at + 3);
  const content = bytes.readUInt16BE(at + 5);
  const pointers = at + (kind < 8 ? 12 : 8) + 2 * cells;
  return cells > 0 && pointers <= content && content < bytes.length;
}
