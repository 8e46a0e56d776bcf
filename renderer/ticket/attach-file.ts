import { contentFault } from '../../domain/document-content.ts';
import { MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import type { DocumentKind } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { FilePiece } from '../../electron/core/api/views.ts';
import type { Client } from '../api.ts';
import { shortName } from './file-text.ts';

/** Small enough for a window's line, which carries other calls meanwhile. Bytes. */
const PIECE = 768 * 1024;

/** What is wrong with a file, said as soon as it is chosen: the core looks again at what it was given. `max` in bytes. */
export async function firstLook(file: File, max = MAX_DOCUMENT_BYTES): Promise<Problem | null> {
  const { name, size } = file;
  if (size === 0) return problem('files.empty', { name });
  if (size > max) return problem('files.too-large', { max: max / 1024 / 1024 });
  try {
    const read = async (from: number, length: number) =>
      new Uint8Array(await file.slice(from, Math.min(size, from + length)).arrayBuffer());
    const fault = await contentFault(size, read);
    return fault === undefined ? null : problem(fault, { name });
  } catch {
    // A folder, or a stick that was pulled out.
    return problem('files.changed-while-read', { name });
  }
}

/** Hands a file to the core piece by piece. `onRead` is told how many bytes have gone over. Cancelled, nothing is left of it. */
export async function attachFile(
  client: Client,
  {
    file,
    ticketId,
    kind,
    subTicketId,
  }: {
    readonly file: File;
    readonly ticketId: string;
    readonly kind: DocumentKind;
    /** Of which point of sale, for invoices and protocols. */
    readonly subTicketId?: string | undefined;
  },
  onRead: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Result<'attached' | 'cancelled', Problem>> {
  const { size } = file;
  const name = shortName(file.name);
  const begun = await client.files.begin({ ticketId, kind, name, size, ...(subTicketId === undefined ? {} : { subTicketId }) });
  if (!begun.ok) return begun;
  const { draftId } = begun.value;
  const handed = await handPieces(file, (offset, base64) => client.files.append({ draftId, offset, base64 }), onRead, signal);
  if (!handed.ok || handed.value === 'cancelled') {
    await client.files.drop({ draftId });
    return handed.ok ? ok('cancelled') : handed;
  }
  const finished = await client.files.finish({ draftId });
  return finished.ok ? ok('attached') : finished;
}

/** Piece after piece of a file. `onRead` as above. */
export async function handPieces(
  file: File,
  append: (offset: number, base64: string) => Promise<Result<null, Problem>>,
  onRead: (bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Result<'all' | 'cancelled', Problem>> {
  const { size } = file;
  for (let offset = 0; offset < size; offset += PIECE) {
    if (signal?.aborted === true) return ok('cancelled');
    const base64 = await base64Of(file.slice(offset, offset + PIECE)).catch(() => undefined);
    if (base64 === undefined) return err(problem('files.changed-while-read', { name: file.name }));
    const appended = await append(offset, base64);
    if (!appended.ok) return appended;
    onRead(Math.min(size, offset + PIECE));
  }
  return ok('all');
}

/** By the browser's own reader, which every Chromium has; it is not done on the page's thread. */
function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(part);
  });
}

export interface ReadFile {
  readonly blob: Blob;
  readonly name: string;
  /** Of a picture. */
  readonly dataUrl: string | null;
}

/** A document's bytes, piece by piece. `onRead` as above. */
export async function readBlob(
  readPiece: (offset: number) => Promise<Result<FilePiece, Problem>>,
  onRead: (bytes: number, size: number) => void = () => {},
): Promise<Result<{ readonly blob: Blob; readonly name: string }, Problem>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0; ; ) {
    const piece = await readPiece(offset);
    if (!piece.ok) return piece;
    const { base64, size, type, name } = piece.value;
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    parts.push(bytes);
    offset += bytes.length;
    onRead(offset, size);
    if (bytes.length === 0 || offset >= size) return ok({ blob: new Blob(parts, { type }), name });
  }
}

/** The same, ready to be shown. */
export async function readFile(...how: Parameters<typeof readBlob>): Promise<Result<ReadFile, Problem>> {
  const read = await readBlob(...how);
  if (!read.ok) return read;
  const { blob, name } = read.value;
  const dataUrl = blob.type === 'application/pdf' ? null : `data:${blob.type};base64,${await base64Of(blob)}`;
  return ok({ blob, name, dataUrl });
}
