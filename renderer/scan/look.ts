import { DOCUMENT_HEAD_BYTES, documentTypeOf, MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { firstLook } from '../ticket/attach-file.ts';
import { pagesOf } from './join.ts';
import { preparePicture } from './prepare-picture.ts';
import type { Looked } from './protocol.ts';
import { contentOf } from './sheets.ts';

/** A picture is made smaller, so it may be larger than what M/platform takes. Bytes. */
const MOST_PICTURE_BYTES = 4 * MAX_DOCUMENT_BYTES;

/** What is wrong with a file, or what can be done with it. */
export async function look(file: File): Promise<Result<Looked, Problem>> {
  try {
    const type = documentTypeOf(new Uint8Array(await file.slice(0, DOCUMENT_HEAD_BYTES).arrayBuffer()));
    const isPicture = type === 'image/jpeg' || type === 'image/png';
    const fault = await firstLook(file, isPicture ? MOST_PICTURE_BYTES : MAX_DOCUMENT_BYTES);
    if (fault !== null) return err(fault);
    if (!isPicture) return ok({ type: 'pdf', pages: await pagesOf(file), digest: await digestOf(file) });
    const prepared = await preparePicture(file, type);
    return prepared.ok ? ok({ ...prepared.value, digest: await digestOf(contentOf({ ...prepared.value, file })) }) : prepared;
  } catch {
    return err(problem('files.changed-while-read', { name: file.name }));
  }
}

async function digestOf(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await content.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
