import { DOCUMENT_HEAD_BYTES, documentTypeOf } from '../../../domain/document-file.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { FilePiece } from '../api/views.ts';
import type { Shelf } from './shelf.ts';

/** Largest piece of a file in one call of the interface: well below what a window's line carries at once. */
export const PIECE_BYTES = 1024 * 1024;

/** A piece of a file that is here, whole. */
export async function readPiece(
  shelf: Shelf,
  { sha256, name, size }: { readonly sha256: string; readonly name: string; readonly size: number },
  offset: number,
): Promise<Result<FilePiece, Problem>> {
  const file = await shelf.open(sha256);
  try {
    const bytes = await file.read(offset, PIECE_BYTES);
    const type = documentTypeOf(offset === 0 ? bytes : await file.read(0, DOCUMENT_HEAD_BYTES));
    if (type === undefined) return err(problem('files.type-not-allowed', { name }));
    return ok({ type, name, size, base64: Buffer.from(bytes).toString('base64') });
  } finally {
    await file.close();
  }
}
