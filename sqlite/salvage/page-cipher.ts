import { aegisOpen, aegisStream } from './aegis.ts';

/**
 * Reads single pages of an encrypted database without SQLite, which refuses all of a file whose first page is damaged.
 * The layout is SQLite3 Multiple Ciphers' own for `aegis`: at each page's end a tag and a nonce (32 bytes each). What the
 * nonce gives under the database's key is the page's own key and nonce; the nonce's last four bytes are the page's number.
 */
export const RESERVED = 64;
const TAG = 32;
/** Of the first page so much stays as it is: the salt and the part of the header that is not secret. */
const HEAD = 24;
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

export interface OpenedPage {
  readonly bytes: Buffer;
  /** Whether all of it is as it was written. */
  readonly intact: boolean;
}

/** @param raw a page as it lies on the disk */
export function openPage(key: Uint8Array, number: number, raw: Buffer): OpenedPage {
  const end = raw.length - RESERVED;
  const own = aegisStream(key, raw.subarray(end + TAG), 64);
  own.writeUInt32BE(number, 60);
  const from = number === 1 ? HEAD : 0;
  const opened = aegisOpen(own.subarray(0, 32), own.subarray(32), raw.subarray(from, end), raw.subarray(end, end + TAG));
  const bytes = Buffer.from(raw);
  opened.bytes.copy(bytes, from);
  if (number === 1) MAGIC.copy(bytes);
  return { bytes, intact: opened.intact };
}
