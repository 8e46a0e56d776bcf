import { createHash } from 'node:crypto';
import type { DocumentType } from '../../domain/document-file.ts';

export interface Scan {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly type: DocumentType;
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A PDF as far as anything here looks into one: of that many bytes, and another for each `seed`. */
export function pdf(size: number, seed = 1): Scan {
  const bytes = Buffer.alloc(size);
  for (let i = 0, x = seed * 2_654_435_761; i < size; i += 4) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(x, Math.min(i, size - 4));
  }
  bytes.write('%PDF-1.7\n', 0, 'latin1');
  bytes.write('\n%%EOF\n', size - 7, 'latin1');
  return { bytes, sha256: digestOf(bytes), type: 'application/pdf' };
}
