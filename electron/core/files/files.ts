import { mkdirSync } from 'node:fs';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { AttachedFile } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { FilePiece, KeptFilesView, TicketFileView, UploadView } from '../api/views.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { PendingOperation } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { localFailure } from '../sync/local-failure.ts';
import type { Timers } from '../timers.ts';
import { type Attachment, createAttaching } from './attach.ts';
import { createFetching } from './fetch.ts';
import { createKeptTable } from './kept-table.ts';
import { createLettingGo } from './letting-go.ts';
import { readPiece } from './piece.ts';
import { createShelf } from './shelf.ts';
import { showSeldom } from './show.ts';
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
  /** Bytes that files which M/platform has may take up here. */
  readonly limit?: () => number;
  /** By which the files are encrypted; without one they are not. */
  readonly key?: Uint8Array | undefined;
  readonly changed: () => void;
  /** What names a file that has arrived may be sent now. */
  readonly poke: () => void;
}

const SHOWN = 200;
/** How often it is looked whether something may be let go, at most. Milliseconds. */
const ROUND_MS = 3_600_000;

/** Documents on this device: attached, sent up, read back. */
export function createFiles(deps: FilesDeps) {
  const { db, store, clock, folder } = deps;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const shelf = createShelf(folder, deps.key);
  const table = createUploadTable(db);
  const kept = createKeptTable(db);
  const uploads = createUploads({ ...deps, table, shelf, arrived: deps.poke });
  const limit = deps.limit ?? (() => Number.POSITIVE_INFINITY);
  const lettingGo = createLettingGo({ ...deps, table, kept, shelf, limit });
  const ending = new AbortController();
  let starting: Promise<void> | undefined;
  let sealing: Promise<void> | undefined;
  let stays = false;
  /** Looks into documents that are under way. */
  const reading = new Set<Promise<unknown>>();
  let round: Promise<void> | undefined;
  let roundAt = Number.NEGATIVE_INFINITY;
  const { makeRoom } = lettingGo;
  const progress = showSeldom(deps.timers, () => {
    if (!ending.signal.aborted) deps.changed();
  });
  const fetching = createFetching({ ...deps, shelf, makeRoom, progress });
  const attaching = createAttaching({
    store,
    table,
    kept,
    shelf,
    clock,
    makeRoom,
    attached: () => {
      uploads.wake();
      explainWaiting();
      deps.changed();
    },
  });

  const attachedFile = (ticketId: string, sha256: string) =>
    store.viewRows.dossier(ticketId)?.dossier.ticket.files.find((f) => f.sha256 === sha256);

  /** A disk too full for it, or read-only, holds up nothing else: all of it follows from what is there, and is said the next time. */
  function explainWaiting(): void {
    try {
      explain();
    } catch (cause) {
      if (localFailure(cause).code === 'sync.broken') throw cause;
    }
  }

  /** Says beside each operation why its file does not go, and takes up what the server has lost since. */
  function explain(): void {
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

  /** Files that are due go. Whatever ends this leaves them for the next time, and the core as it is. */
  function letGo(): Promise<void> {
    round ??= (async () => {
      roundAt = clock.now();
      await uploads.checkLocal();
      await lettingGo.round(ending.signal);
    })()
      .catch(() => {})
      .finally(() => {
        round = undefined;
      });
    return round;
  }

  /** Why a file that only this computer has cannot be read; it is said beside its operation, too. */
  async function lostHere({ sha256, name, size }: AttachedFile): Promise<Problem | undefined> {
    const row = table.get(sha256);
    if (row === undefined || row.doneAt !== null) return undefined;
    const found = await shelf.sizeOf(sha256);
    if (found === size && (await shelf.intact(sha256))) return undefined;
    const why = problem(found === undefined ? 'files.lost' : 'files.damaged', { name });
    table.stick(sha256, why);
    explainWaiting();
    deps.changed();
    return why;
  }

  async function readNow(ticketId: string, sha256: string, offset: number): Promise<Result<FilePiece, Problem>> {
    const wanted = attachedFile(ticketId, sha256);
    if (wanted === undefined) return err(problem('files.unknown', { sha256 }));
    if (offset === 0 || (await shelf.sizeOf(sha256)) !== wanted.size) {
      kept.used(sha256, ticketId, rfc3339(clock.now()));
      const lost = await lostHere(wanted);
      if (lost !== undefined) return err(lost);
      const here = await fetching.fetch(wanted, ending.signal);
      if (!here.ok) return here;
    }
    return readPiece(shelf, wanted, offset);
  }

  function begin(): Promise<void> {
    starting = (async () => {
      // What a full disk keeps from being said now, each file says itself when its turn comes: sending begins all the same.
      await shelf.clear(clock.now()).catch(() => undefined);
      sealing = shelf.sealAll(ending.signal).catch(() => undefined);
      await uploads.checkLocal().catch(() => undefined);
      if (ending.signal.aborted) return;
      explainWaiting();
      deps.changed();
      uploads.start();
    })();
    return starting;
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
      // The sync's last round comes after this has ended, and begins nothing here any more.
      if (ending.signal.aborted) return;
      explainWaiting();
      uploads.wake();
      if (stays && Math.abs(clock.now() - roundAt) >= ROUND_MS) void letGo();
    },
    /** Lets go of what is due, now. */
    letGo,
    /** What files take up here, in bytes. */
    async kept(): Promise<KeptFilesView> {
      const { removable, taken, files } = await lettingGo.look();
      return { files, bytes: taken, removable: removable.reduce((sum, { size }) => sum + size, 0) };
    },
    /** Which files of a ticket are on this computer; the others come from M/platform when they are opened. */
    async ofTicket(ticketId: string): Promise<readonly TicketFileView[]> {
      const named = store.viewRows.dossier(ticketId)?.dossier.ticket.files ?? [];
      const unsent = store.operations.pendingOf(ticketId).filter(({ sending, applied }) => sending === null && !applied);
      return Promise.all(
        [...new Map(named.map((file) => [file.sha256, file])).values()].map(async ({ sha256, size }) => ({
          sha256,
          here: (await shelf.sizeOf(sha256)) === size,
          fetched: fetching.fetching(sha256),
          unsent: unsent
            .filter(({ operation }) => operation.kind === 'ticket.attachFile' && operation.args.sha256 === sha256)
            .map(({ operation }) => operation.id),
        })),
      );
    },

    /**
     * A piece of a file of a ticket, wherever it is. The first one makes sure that all of it is here, and whole; a later one
     * only where it has gone from here meanwhile.
     */
    read(ticketId: string, sha256: string, offset: number): Promise<Result<FilePiece, Problem>> {
      const work = readNow(ticketId, sha256, offset);
      reading.add(work);
      const ended = (): void => void reading.delete(work);
      work.then(ended, ended);
      return work;
    },

    /** Looks whether what waits is still here, which is said also with no line; then begins to send. */
    start(): Promise<void> {
      stays = true;
      return begin();
    },
    settled: uploads.settled,
    /** What is still to be sent, in order. */
    waiting: (): readonly UploadView[] => table.waiting().map(view),
    /**
     * Sends what waits, once, for whoever does not stay to try again: the command line. Ends when all has been sent that can
     * be, or as soon as one cannot; `stop` ends it at once.
     */
    async sendOnce(): Promise<void> {
      await begin();
      await uploads.settled();
    },
    async stop(): Promise<void> {
      ending.abort();
      await starting;
      await sealing;
      await round;
      // What comes from M/platform is called back; a renewal of the tokens on its way to it is not.
      await Promise.allSettled(reading);
      await attaching.stop();
      await uploads.stop();
    },
  };
}
export type Files = ReturnType<typeof createFiles>;
