import { createHash } from 'node:crypto';
import type { DocumentType } from '../../domain/document-file.ts';

export interface Scan {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly type: DocumentType;
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A PDF that opens, of one page, of exactly that many bytes (200 at least), and another for each `seed`. */
export function pdf(size: number, seed = 1): Scan {
  const filler = (length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    for (let i = 0, x = seed * 2_654_435_761; i + 4 <= length; i += 4) {
      x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
      bytes.writeUInt32LE(x, i);
    }
    return bytes;
  };
  const text = `BT /F1 24 Tf 60 700 Td (Skan nr ${seed}) Tj ET`;
  const page = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  // Where there is no room for a page, at least what every PDF has.
  const objects = size < 1000 ? page.slice(0, 1) : page;
  const written = objects.reduce((before, object, i) => `${before}${i + 1} 0 obj${object}endobj\n`, '%PDF-1.7\n');
  const starts = objects.map((_, i) => written.indexOf(`${i + 1} 0 obj`));
  const ending = (xref: number): string =>
    `xref\n0 ${starts.length + 1}\n0000000000 65535 f \n${starts.map((at) => `${padded(at)} 00000 n \n`).join('')}` +
    `trailer<</Size ${starts.length + 1}/Root 1 0 R>>\nstartxref\n${padded(xref)}\n%%EOF\n`;
  const open = size < 1000 ? '%' : `${starts.length + 1} 0 obj<</Length ${padded(size)}>>stream\n`;
  const close = size < 1000 ? '\n' : '\nendstream endobj\n';
  const room = size - written.length - open.length - close.length - ending(0).length;
  if (room < 0) throw new Error(`No PDF has only ${size} bytes`);
  const body = Buffer.concat([
    Buffer.from(written + open.replace(padded(size), padded(room)), 'latin1'),
    filler(room),
    Buffer.from(close, 'latin1'),
  ]);
  const bytes = Buffer.concat([body, Buffer.from(ending(body.length), 'latin1')]);
  return { bytes, sha256: digestOf(bytes), type: 'application/pdf' };
}

const padded = (number: number): string => String(number).padStart(10, '0');
