import type { DocumentType } from '../../../domain/document-file.ts';
import type { Problem } from '../../../domain/problem.ts';

/** A file that was attached on this device, and how far it got on its way up. */
export interface UploadView {
  readonly sha256: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly type: DocumentType;
  readonly ticketId: string;
  readonly addedAt: string;
  /** `stuck`: no further try would help; `problem` says what would. */
  readonly state: 'waiting' | 'uploading' | 'paused' | 'sent' | 'stuck';
  /** Bytes that went out; all of them are M/platform's once it is `sent`. */
  readonly sent: number;
  readonly problem: Problem | null;
  readonly nextTryAt: string | null;
}

/** Where one file of a ticket is. */
export interface TicketFileView {
  readonly sha256: string;
  /** On this computer; else it comes from M/platform when it is opened. */
  readonly here: boolean;
  /** Bytes that have come from M/platform; null while it is not coming. */
  readonly fetched: number | null;
  /** Operations that attach it and were not sent yet, so can be taken back. */
  readonly unsent: readonly string[];
}

/** What documents take up on this computer. */
export interface KeptFilesView {
  readonly files: number;
  readonly bytes: number;
  /** Bytes of those that could be let go, since M/platform has them. */
  readonly removable: number;
}

export interface FilePiece {
  readonly type: DocumentType;
  readonly name: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  readonly base64: string;
}
