import { open } from 'node:fs/promises';
import { DOCUMENT_HEAD_BYTES, documentTypeOf } from '../../../domain/document-file.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { FilePiece } from '../api/views.ts';

/** Largest piece of a file in one call of the interface: well below what a window's line carries at once. */
export const PIECE_BYTES = 1024 * 1024;

/** A piece of a file that is here, whole. */
export async function readPiece(
  path: string,
  { name, size }: { readonly name: string; readonly size: number },
  offset: number,
): Promise<Result<FilePiece, Problem>> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, offset);
    const bytes = buffer.subarray(0, bytesRead);
    const head = offset === 0 ? bytes : (await file.read(Buffer.alloc(DOCUMENT_HEAD_BYTES), 0, DOCUMENT_HEAD_BYTES, 0)).buffer;
    const type = documentTypeOf(head);
    if (type === undefined) return err(problem('files.type-not-allowed', { name }));
    return ok({ type, name, size, base64: bytes.toString('base64') });
  } finally {
    await file.close();
  }
}
