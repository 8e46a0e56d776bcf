/// <reference path="./multiple-ciphers.d.ts" />
import { closeSync, openSync, readSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';

export type Database = BetterSqlite3.Database;
interface Keyed {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}
const keyed = (db: Database): Keyed => db as Database & Keyed;
export const { SqliteError } = BetterSqlite3;

/** Bytes of the key of a database. */
export const KEY_BYTES = 32;

/**
 * AEGIS-256 page by page: each carries a nonce and a tag of its own, so damage is noticed where it is, and a page can be read
 * without the others (salvage/page-cipher.ts). Of the ciphers to be had the one that costs least (docs/data-at-rest.md). The
 * key is random and used as it is; nothing is derived from it.
 */
export function connect(file: string, key: Uint8Array | undefined, options: BetterSqlite3.Options = {}): Database {
  const db = new BetterSqlite3(file, options);
  if (key !== undefined) unlock(db, key);
  return db;
}

export function unlock(db: Database, key: Uint8Array): void {
  db.pragma(`cipher = 'aegis'`);
  keyed(db).key(rawKey(key));
}

/** Has the whole file written anew under the key. Of a database that is not in WAL mode. */
export function encryptInPlace(db: Database, key: Uint8Array): void {
  db.pragma(`cipher = 'aegis'`);
  keyed(db).rekey(rawKey(key));
}

function rawKey(key: Uint8Array): Buffer {
  if (key.length !== KEY_BYTES) throw new RangeError('A key has 32 bytes');
  return Buffer.concat([Buffer.from('raw:'), key]);
}

const PLAIN = Buffer.from('SQLite format 3\0', 'latin1');
/** Of SQLite's header what stays readable in an encrypted file: 64 bytes kept at each page's end, and three fixed numbers. */
const FIXED = Buffer.from([64, 64, 32, 32]);

/** By its first bytes; `unknown` is damage, or no database at all. */
export function kindOfFile(file: string): 'absent' | 'empty' | 'plain' | 'encrypted' | 'unknown' {
  const head = Buffer.alloc(24);
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (cause) {
    // Below something that is no folder there is none either; whoever makes one there says so.
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return 'absent';
    throw cause;
  }
  try {
    const length = readSync(handle, head, 0, 24, 0);
    if (length === 0) return 'empty';
    if (head.subarray(0, 16).equals(PLAIN)) return 'plain';
    return head.subarray(20).equals(FIXED) ? 'encrypted' : 'unknown';
  } finally {
    closeSync(handle);
  }
}
