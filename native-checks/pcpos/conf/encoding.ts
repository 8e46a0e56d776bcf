import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { AnsiPage } from '../../../domain/model/index.ts';

export { type AnsiPage, ansiPages } from '../../../domain/model/index.ts';

export type ConfEncoding = AnsiPage | 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/** Bytes of the byte order mark, and bytes of one unit of text. */
export const bomLength = (encoding: ConfEncoding): number =>
  encoding === 'utf-8-bom' ? 3 : encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 0;
export const unitLength = (encoding: ConfEncoding): 1 | 2 => (encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1);

/** A byte order mark decides; then strict UTF-8 that uses it; else the page, in which every byte sequence has a place. */
export function detectEncoding(bytes: Buffer, page: AnsiPage): ConfEncoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8-bom';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return !isAscii(bytes) && isUtf8(bytes) ? 'utf-8' : page;
}

/**
 * The text as a string of units: for one-byte encodings each character is one byte (so that a position in it is a
 * position in the file), for UTF-16 one code unit. An odd last byte of UTF-16 is left out.
 */
export function unitsOf(bytes: Buffer, encoding: ConfEncoding): string {
  const body = bytes.subarray(bomLength(encoding));
  if (unitLength(encoding) === 1) return body.toString('latin1');
  const even = body.subarray(0, body.length - (body.length % 2));
  return (encoding === 'utf-16le' ? even : Buffer.from(even).swap16()).toString('utf16le');
}

/** What a person reads, and whether these units say it without doubt (they come back the same when it is encoded again). */
export interface Decoded {
  readonly text: string;
  readonly exact: boolean;
}

export function decodeUnits(units: string, encoding: ConfEncoding): Decoded {
  if (unitLength(encoding) === 2) return { text: units, exact: units.isWellFormed() };
  const bytes = Buffer.from(units, 'latin1');
  if (encoding === 'utf-8' || encoding === 'utf-8-bom') return { text: bytes.toString('utf8'), exact: isUtf8(bytes) };
  const text = iconv.decode(bytes, encoding);
  return { text, exact: !text.includes('\ufffd') && iconv.encode(text, encoding).equals(bytes) };
}

/** The bytes of a text in the file's encoding, without a byte order mark; undefined when it cannot say it. */
export function encodeText(text: string, encoding: ConfEncoding): Buffer | undefined {
  if (!text.isWellFormed()) return undefined;
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (encoding === 'utf-8' || encoding === 'utf-8-bom') return Buffer.from(text, 'utf8');
  const bytes = iconv.encode(text, encoding);
  return iconv.decode(bytes, encoding) === text ? bytes : undefined;
}
