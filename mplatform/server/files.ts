import type { Readable } from 'node:stream';
import type { DocumentType } from '../../domain/document-file.ts';
import type { Result } from '../../domain/result.ts';
import type { CallProblem } from './context.ts';
import type { NodeLocks } from './node-locks.ts';

/** All that the rules need to know of files. */
export interface FileLookup {
  /**
   * Is a file with this digest, of this size in bytes, wholly there, and has this dealer shown that it has the bytes?
   * Else whoever knows a digest could attach another dealer's scan and read it.
   */
  has(sha256: string, size: number, dealerId: string): Promise<boolean>;
}

export interface ShelvedFile {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly type: DocumentType;
}

/** What an upload was announced as. */
export interface NewUpload extends ShelvedFile {
  readonly id: string;
  readonly dealerId: string;
  readonly deviceId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface Upload extends NewUpload {
  /** Bytes that are here for good: what a kill of the server leaves behind, too. */
  readonly offset: number;
}

/**
 * Where files lie, addressed by content: a folder, also one that several nodes share, or an object store. A file counts from the
 * moment its digest was checked; unfinished uploads are apart and end some day.
 *
 * What cannot be reached throws `ShelfUnavailable`: the call may be made again.
 */
export interface FileShelf extends FileLookup {
  /** How several nodes at one shelf keep apart: an upload goes on at another node than it began at. */
  readonly nodes?: NodeLocks | undefined;
  find(sha256: string): Promise<ShelvedFile | undefined>;
  /** The file, if this dealer has shown that it has the bytes. */
  held(sha256: string, dealerId: string): Promise<ShelvedFile | undefined>;
  /** From now on the dealer counts as having it. */
  hold(sha256: string, dealerId: string): Promise<void>;
  /** Bytes `from` to `to`, both included. */
  read(sha256: string, from: number, to: number): Readable;

  /** `files.too-many` when the device has too many unfinished ones. `whole`: nothing has to be sent. */
  create(upload: NewUpload, whole: boolean): Promise<Result<null, CallProblem>>;
  /** Ends what was wholly received but not yet checked. `files.digest-differs`, `files.type-differs`: removed by this. */
  upload(id: string): Promise<Result<Upload | undefined, CallProblem>>;
  /**
   * Writes what comes, from `offset` on, keeps all of it when the line breaks, and answers with the new offset, on disk.
   * The last byte's arrival makes the file count or, with a code as in `upload`, removes it. `files.no-space`.
   */
  append(id: string, offset: number, bytes: Readable): Promise<Result<number, CallProblem>>;
  drop(id: string): Promise<void>;
  /** Removes what was created before that instant and not finished. */
  expire(before: number): Promise<void>;
}

/** As Fastify reads it. */
export class ShelfUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
  readonly statusCode = 503;
  readonly state: string;
  /** @param state a code; nothing of addresses or credentials */
  constructor(state: string) {
    super(`Files cannot be reached: ${state}`);
    this.state = state;
  }
}

/** Unfinished uploads end after a week: longer than a technician is without a line, shorter than a ticket lives. */
export const UPLOAD_LIFETIME_MS = 7 * 86_400_000;
/** Unfinished uploads of one device; more are a mistake or mischief. */
export const MAX_OPEN_UPLOADS = 32;
