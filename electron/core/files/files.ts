import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { DOCUMENT_HEAD_BYTES, documentTypeOf } from '../../../domain/document-file.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { FilePiece, UploadView } from '../api/views.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { PendingOperation } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import type { Timers } from '../timers.ts';
import { type Attachment, createAttaching } from './attach.ts';
import { createFetching } from './fetch.ts';
import { createShelf } from './shelf.ts';
import { createUploadTable, type UploadRow } from './table.ts';
import { createUploads } from './uploads.ts';

export interface FilesDeps {
  readonly db: Database;
  readonly store: Store;
  /** Of one mode; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  readonly changed: () => void;
  /** What names a file that has arrived may be sent now. */
  readonly poke: () => void;
}

/** Largest piece of a file in one call of the interface: well below what a window's line carries at once. */
export const PIECE_BYTES = 1024 * 1024;
const SHOWN = 200;

/** Documents on this device: attached, sent up, read back. */
export function createFiles(deps: FilesDeps) {
  const { db, store, clock, folder } = deps;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const shelf = createShelf(folder);
  const table = createUploadTable(db);
  const uploads = createUploads({ ...deps, table, shelf, arrived: deps.poke });
  const ending = new AbortController();
  let starting: Promise<void> | undefined;
  const fetching = createFetching({ ...deps, shelf });
  const attaching = createAttaching({
    store,
    table,
    shelf,
    clock,
    attached: () => {
      uploads.wake();
      explainWaiting();
      deps.changed();
    },
  });

  const attachedFile = (ticketId: string, sha256: string) =>
    store.viewRows.dossier(ticketId)?.dossier.ticket.files.find((f) => f.sha256 === sha256);

  /** Says beside each operation why its file does not go, and takes up what the server has lost since. */
  function explainWaiting(): void {
    const here = deps.client()?.origin;
    if (here !== undefined) table.forgetOthers(here);
    const named = new Set<string>();
    for (const { operation, applied, reason, held } of store.operations.pending()) {
      if (operation.kind !== 'ticket.attachFile') continue;
      const { sha256, name } = operation.args;
      named.add(sha256);
      if (applied || held !== null) continue;
      const row = table.get(sha256);
      // Asked for it though it once said that it has it: put back from a copy, most likely.
      if (reason?.code === 'files.missing' && row?.doneAt != null) {
        table.again(sha256);
        store.operations.explain(operation.id, null);
        continue;
      }
      const why = row === undefined ? problem('files.lost', { name }) : row.stuck;
      if (reason?.code !== why?.code && (why !== null || reason?.code.startsWith('files.'))) {
        store.operations.explain(operation.id, why);
      }
    }
    // Taken back by the person: nothing will ever ask for it.
    for (const { sha256 } of table.waiting()) if (!named.has(sha256)) uploads.forget(sha256);
  }

  function view(row: UploadRow): UploadView {
    const { sha256, name, size, type, ticketId, addedAt } = row;
    const { running, sent, problem: last } = uploads.going(sha256);
    const next = uploads.nextTryAt();
    const state =
      row.doneAt !== null ? 'sent' : row.stuck !== null ? 'stuck' : row.paused ? 'paused' : running ? 'uploading' : 'waiting';
    return {
      sha256,
      name,
      size,
      type,
      ticketId,
      addedAt,
      state,
      sent,
      problem: state === 'stuck' ? row.stuck : state === 'waiting' ? last : null,
      nextTryAt: state === 'waiting' && next !== null ? rfc3339(next) : null,
    };
  }

  return {
    begin: attaching.begin,
    append: attaching.append,
    finish: attaching.finish,
    drop: attaching.drop,
    /** The whole way at once, for whoever has the bytes: the command line and tests. */
    async attach(attachment: Attachment, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
      const begun = await attaching.begin(attachment);
      if (!begun.ok) return begun;
      let offset = 0;
      for await (const piece of content) {
        const appended = await attaching.append(begun.value.draftId, offset, piece);
        if (!appended.ok) {
          await attaching.drop(begun.value.draftId);
          return appended;
        }
        offset += piece.length;
      }
      return attaching.finish(begun.value.draftId);
    },

    /** Newest first. */
    list: (): readonly UploadView[] => table.recent(SHOWN).map(view),
    pause: uploads.pause,
    /** Whether what names this file may be sent: M/platform has said that it has the file. */
    mayGo({ operation }: PendingOperation): boolean {
      if (operation.kind !== 'ticket.attachFile') return true;
      const row = table.get(operation.args.sha256);
      return row !== undefined && row.doneAt !== null && row.server === deps.client()?.origin;
    },
    /** After each round of the sync and on each change of the line. */
    wake(): void {
      explainWaiting();
      uploads.wake();
    },

    /** A piece of a file of a ticket. The first one makes sure that all of it is here, and whole. */
    async read(ticketId: string, sha256: string, offset: number): Promise<Result<FilePiece, Problem>> {
      const wanted = attachedFile(ticketId, sha256);
      if (wanted === undefined) return err(problem('files.unknown', { sha256 }));
      if (offset === 0) {
        const here = await fetching(wanted, ending.signal);
        if (!here.ok) return here;
      }
      const file = await open(shelf.place(sha256), 'r');
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, offset);
        const bytes = buffer.subarray(0, bytesRead);
        const head =
          offset === 0 ? bytes : (await file.read(Buffer.alloc(DOCUMENT_HEAD_BYTES), 0, DOCUMENT_HEAD_BYTES, 0)).buffer;
        const type = documentTypeOf(head);
        if (type === undefined) return err(problem('files.type-not-allowed', { name: wanted.name }));
        return ok({ type, name: wanted.name, size: wanted.size, base64: bytes.toString('base64') });
      } finally {
        await file.close();
      }
    },

    /** Looks whether what waits is still here, which is said also with no line; then begins to send. */
    start(): Promise<void> {
      starting = (async () => {
        await shelf.clear();
        await uploads.checkLocal();
        if (ending.signal.aborted) return;
        explainWaiting();
        deps.changed();
        uploads.start();
      })();
      return starting;
    },
    settled: uploads.settled,
    async stop(): Promise<void> {
      ending.abort();
      await starting;
      await attaching.stop();
      await uploads.stop();
    },
  };
}
export type Files = ReturnType<typeof createFiles>;
