import { inflateSync } from 'node:zlib';

/** Stands before a receipt inside a PDF's own facts. */
export const RECEIPT_MARK = 'm-technik-receipt:';

/** Claims and signature, each base64url; a signature by Ed25519 always has 86 signs. See the field API's receipts. */
const RECEIPT = '([A-Za-z0-9_-]{40,4000}\\.[A-Za-z0-9_-]{86})(?![A-Za-z0-9_-])';
const MARKED = new RegExp(`${RECEIPT_MARK}${RECEIPT}`, 'g');
const BARE = new RegExp(`(?<![A-Za-z0-9_.-])${RECEIPT}`, 'g');

/** So much of what is packed inside a PDF is unpacked: more than any of ours, and no room for a bomb. Bytes. */
const MOST_UNPACKED = 32 * 1024 * 1024;

/** The receipts in a file: a printed protocol, or a text that a code gave. Each once, in their order; none where there is none. */
export function receiptsIn(bytes: Buffer): readonly string[] {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return receiptsInPdf(bytes);
  const text = plainText(bytes);
  const found = all(BARE, text);
  // A mail program may have broken the line.
  return found.length > 0 ? found : all(BARE, text.replace(/\s+/g, ''));
}

const all = (what: RegExp, text: string): readonly string[] => [
  ...new Set([...text.matchAll(what)].map((match) => match[1] ?? '')),
];

/** Windows writes texts with two bytes a sign. */
function plainText(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}

function receiptsInPdf(bytes: Buffer): readonly string[] {
  const found = new Set(all(MARKED, bytes.toString('latin1')));
  if (found.size > 0) return [...found];
  // Programs that write a PDF anew may pack its facts.
  let room = MOST_UNPACKED;
  for (let at = bytes.indexOf('stream'); at >= 0 && room > 0; at = bytes.indexOf('stream', at)) {
    at += 'stream'.length;
    if (bytes[at] === 0x0d) at += 1;
    if (bytes[at] === 0x0a) at += 1;
    const end = bytes.indexOf('endstream', at);
    if (end < 0) break;
    const unpacked = unpack(bytes.subarray(at, end), room);
    room -= unpacked.length;
    for (const text of all(MARKED, unpacked.toString('latin1'))) found.add(text);
    at = end + 'endstream'.length;
  }
  return [...found];
}

function unpack(packed: Buffer, most: number): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: most });
  } catch {
    // Not packed, packed in another way, or too much of it: nothing of ours.
    return Buffer.alloc(0);
  }
}
