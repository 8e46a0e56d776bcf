/** Bytes `from` to `to`, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** The one range that is asked for. Several at once, or another unit, get the whole file, as RFC 9110 allows. */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'impossible' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') return Number(last) === 0 ? 'impossible' : { from: Math.max(0, size - Number(last)), to: size - 1 };
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return 'whole';
  return from >= size ? 'impossible' : { from, to };
}

const ENDINGS: Readonly<Record<string, string>> = { 'application/pdf': '.pdf', 'image/jpeg': '.jpg', 'image/png': '.png' };

/** Always to be saved, never shown by a browser as a page of ours; the ending is that of the content, not of the name. */
export function dispositionOf(name: string, type: string): string {
  const ending = ENDINGS[type] ?? '';
  const stem = name.replace(/\.[^.]*$/, '').replace(/[\p{Cc}\p{Cf}"\\/]/gu, '_');
  const encoded = encodeURIComponent(stem.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${stem.replace(/[^ -~]/g, '_')}${ending}"; filename*=UTF-8''${encoded}${ending}`;
}
