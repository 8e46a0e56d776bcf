import { DOCUMENT_HEAD_BYTES, documentTypeOf } from './document-file.ts';

/** So many bytes of a document from an offset on; fewer at its end. */
export type ReadAt = (from: number, length: number) => Promise<Uint8Array>;

/** Why a file is no document that somebody else can open; the codes of problems with one parameter, `name`. */
export type ContentFault = 'files.type-not-allowed' | 'files.heic' | 'files.cut-short' | 'files.broken' | 'files.encrypted';

const PIECE = 256 * 1024;
/** What follows the end of a PDF, at most: line ends, and what some mail programs add. */
const PDF_END = 2048;
/** More than any trailer takes. */
const DICTIONARY = 16 * 1024;
/** More chunks than a picture has; a file that goes on with them is none. */
const MOST_CHUNKS = 100_000;

const decoder = new TextDecoder('latin1');
/** One character for each byte; those of ASCII are what they are. */
const latin1 = (bytes: Uint8Array): string => decoder.decode(bytes);

/**
 * Looks into a document as far as it takes to say that it opens elsewhere, too: of a type that M/platform takes, whole, put
 * together as such a file is, and without a password. The name and what the browser says of it count for nothing. A scan
 * that opens nowhere is else found when the shop is far away.
 * @param size bytes
 */
export async function contentFault(size: number, read: ReadAt): Promise<ContentFault | undefined> {
  const head = await read(0, DOCUMENT_HEAD_BYTES);
  switch (documentTypeOf(head)) {
    case 'application/pdf':
      return pdfFault(size, read);
    case 'image/png':
      return pngFault(size, read);
    case 'image/jpeg':
      return jpegFault(size, read);
    case undefined:
      return /^.{4}ftyp(hei[cmsx]|hev[cx]|mif1|msf1)/s.test(latin1(head)) ? 'files.heic' : 'files.type-not-allowed';
  }
}

/** By the table of contents at its end; where that is out of place, by what a reader finds that has to look for it. */
async function pdfFault(size: number, read: ReadAt): Promise<ContentFault | undefined> {
  const tail = latin1(await read(Math.max(0, size - PDF_END), PDF_END));
  if (!tail.includes('%%EOF')) return 'files.cut-short';
  // One made for the web has an end near its beginning, too, and says there how long all of it is.
  const begin = latin1(await read(0, PDF_END));
  if (Number(/\/Linearized\b[^>]*\/L\s+(\d+)/.exec(begin)?.[1] ?? 0) > size) return 'files.cut-short';
  const at = Number(/startxref\s+(\d{1,10})\s+%%EOF(?![\s\S]*startxref)/.exec(tail)?.[1] ?? size);
  const trailer = (at < size ? await trailerAt(at, size, read) : undefined) ?? (await trailerAnywhere(size, read));
  if (trailer === undefined) return 'files.broken';
  return /\/Encrypt(?=[\s<])/.test(trailer) ? 'files.encrypted' : undefined;
}

const isTrailer = (text: string): boolean => /\/Root\s+\d+\s+\d+\s+R/.test(text);

async function trailerAt(at: number, size: number, read: ReadAt): Promise<string | undefined> {
  const begin = latin1(await read(at, DICTIONARY));
  if (/^\s*\d+\s+\d+\s+obj\b/.test(begin)) {
    const [dictionary = ''] = begin.split(/\bstream\b/, 1);
    return /\/Type\s*\/XRef\b/.test(dictionary) && isTrailer(dictionary) ? dictionary : undefined;
  }
  if (!/^\s*xref\b/.test(begin)) return undefined;
  // A table of contents has twenty bytes for each object.
  for (let from = at; from < size; from += PIECE - 'trailer'.length) {
    const found = latin1(await read(from, PIECE)).indexOf('trailer');
    if (found < 0) continue;
    const [dictionary = ''] = latin1(await read(from + found, DICTIONARY)).split('startxref', 1);
    return isTrailer(dictionary) ? dictionary : undefined;
  }
  return undefined;
}

/** Scanners' programs and mail gateways shift a file by some bytes; every reader looks for the trailer then. */
async function trailerAnywhere(size: number, read: ReadAt): Promise<string | undefined> {
  let last: string | undefined;
  for (let from = 0; from < size; from += PIECE) {
    const text = latin1(await read(from, PIECE + DICTIONARY));
    for (const { index } of text.matchAll(/\btrailer\b|\/Type\s*\/XRef\b/g)) {
      if (index >= PIECE) break;
      const begin = text.startsWith('trailer', index) ? index : Math.max(0, text.lastIndexOf(' obj', index));
      const [dictionary = ''] = text.slice(begin, begin + DICTIONARY).split(/startxref|\bstream\b/, 1);
      if (isTrailer(dictionary)) last = dictionary;
    }
  }
  return last;
}

const bigEndian = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);

/** Chunk by chunk, from its measures to its end. */
async function pngFault(size: number, read: ReadAt): Promise<ContentFault | undefined> {
  let at = 8;
  let pixels = false;
  for (let i = 0; i < MOST_CHUNKS; i += 1) {
    const chunk = await read(at, 16);
    if (chunk.length < 8) return 'files.cut-short';
    const length = bigEndian(chunk, 0);
    const type = latin1(chunk.subarray(4, 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return 'files.broken';
    if (i === 0 && (type !== 'IHDR' || length !== 13 || chunk.length < 16)) return 'files.broken';
    at += 12 + length;
    if (at > size) return 'files.cut-short';
    if (type === 'IDAT') pixels = true;
    if (type === 'IEND') return pixels ? undefined : 'files.broken';
  }
  return 'files.broken';
}

/** Segment by segment to the picture's own bytes, and those to their end. What cameras add behind it is no fault. */
async function jpegFault(size: number, read: ReadAt): Promise<ContentFault | undefined> {
  let at = 2;
  let measured = false;
  for (let i = 0; i < MOST_CHUNKS; i += 1) {
    const segment = await read(at, 4);
    if (segment.length < 4) return 'files.cut-short';
    const [sign = 0, marker = 0, high = 0, low = 0] = segment;
    if (sign !== 0xff) return 'files.broken';
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) return measured ? endOfPicture(at + 2, size, read) : 'files.broken';
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    const length = high * 256 + low;
    if (marker < 0xc0 || marker === 0xd8 || marker === 0xd9 || length < 2) return 'files.broken';
    // Baseline to lossless, without the tables that share its numbers.
    if (marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) measured = true;
    at += 2 + length;
  }
  return 'files.broken';
}

async function endOfPicture(begin: number, size: number, read: ReadAt): Promise<ContentFault | undefined> {
  for (let from = begin; from < size; from += PIECE - 1) {
    const piece = await read(from, PIECE);
    for (let at = piece.indexOf(0xff); at >= 0; at = piece.indexOf(0xff, at + 1)) if (piece[at + 1] === 0xd9) return undefined;
  }
  return 'files.cut-short';
}
