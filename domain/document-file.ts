/** What may lie in *Pliki*: scans, as a scanner or a telephone makes them. */
export const DOCUMENT_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Largest file that M/platform takes, in bytes: 25 MiB. */
export const MAX_DOCUMENT_BYTES = 25 * 1024 * 1024;

/** So many bytes of the beginning are enough to tell the type. */
export const DOCUMENT_HEAD_BYTES = 16;

const PDF = /^%PDF-[12]\.\d/;
const PNG = '\x89PNG\r\n\x1a\n';
const JPEG = '\xff\xd8\xff';

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** The type by its first bytes; undefined for any other. The name and what the browser says of it count for nothing. */
export function documentTypeOf(head: Uint8Array): DocumentType | undefined {
  const text = latin1(head.subarray(0, DOCUMENT_HEAD_BYTES));
  if (PDF.test(text)) return 'application/pdf';
  if (text.startsWith(PNG)) return 'image/png';
  return text.startsWith(JPEG) ? 'image/jpeg' : undefined;
}
