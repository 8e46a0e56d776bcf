import { mkdirSync } from 'node:fs';
import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { MAX_DOCUMENT_BYTES } from '../../../domain/document-file.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type ScanArrangement, type ScanDraftView, type ScanSource, scanArrangement } from '../api/scan-views.ts';
import type { FilePiece } from '../api/views.ts';
import { createDraftTable } from '../drafts/draft-table.ts';
import { diskProblem } from '../files/disk.ts';
import { readPiece } from '../files/piece.ts';
import { createShelf, type Incoming } from '../files/shelf.ts';
import type { Store } from '../store/store.ts';
import { createSourceTable, type SourceRow } from './source-table.ts';

export interface ScansDeps {
  readonly db: Database;
  readonly store: Store;
  /** Of one mode; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** By which the pages are encrypted; without one they are not. */
  readonly key?: Uint8Array | undefined;
}

type Coming = Omit<ScanSource, 'at'> & { readonly ticketId: string };

/** A picture is made smaller before it is attached, so it may be larger than what M/platform takes. Bytes. */
const MOST_SOURCE_BYTES = 4 * MAX_DOCUMENT_BYTES;
/** Of all tickets together. Bytes. */
export const MOST_BYTES = 500 * 1024 * 1024;
/** Whatever nobody came back to. Milliseconds. */
const LIFETIME_MS = 30 * 86_400_000;
/** Windows are few, and each hands over one file after the other. */
const MOST_COMING = 8;

/**
 * Pages that are being put together and are not attached yet. Each source is on the disk, whole, before it counts; what the
 * window made of them is kept with each change, so that a crash takes nothing that was photographed.
 */
export function createScans({ db, store, folder, clock, key }: ScansDeps) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const shelf = createShelf(folder, key);
  const table = createSourceTable(db);
  const drafts = createDraftTable(db, 'scan', { typed: scanArrangement, basis: z.never() });
  const coming = new Map<string, { readonly source: Coming; readonly incoming: Incoming }>();
  // One after the other: a digest that is let go of must not be the one that has just come anew.
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;

  function inTurn<T>(work: () => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
    const mine = last.then(async () => {
      if (stopped) return err(problem('app.switched'));
      try {
        return await work();
      } catch (cause) {
        return err(diskProblem(cause, problem('scans.disk-full')));
      }
    });
    last = mine.catch(() => undefined);
    return mine;
  }

  const taken = (): number =>
    [...table.all(), ...[...coming.values()].map(({ source }) => source)].reduce((sum, { size }) => sum + size, 0);

  async function letGo(rows: readonly SourceRow[]): Promise<void> {
    store.transaction(() => {
      for (const { ticketId, id } of rows) table.remove(ticketId, id);
    });
    const used = new Set(table.all().map(({ sha256 }) => sha256));
    for (const { sha256 } of rows) if (!used.has(sha256)) await shelf.remove(sha256);
  }

  function arrange(ticketId: string, documents: ScanArrangement): void {
    const before = drafts.of(ticketId);
    const known = new Set(table.of(ticketId).map(({ id }) => id));
    const typed = documents
      .map((document) => ({ ...document, sheets: document.sheets.filter(({ source }) => known.has(source)) }))
      .filter(({ sheets }) => sheets.length > 0);
    drafts.put(ticketId, before.version + 1, rfc3339(clock.now()), typed.length === 0 ? null : typed, null);
  }

  return {
    get(ticketId: string): ScanDraftView {
      const sources = table
        .of(ticketId)
        .map(({ id, name, size, photographed, shrunk, at }): ScanSource => ({ id, name, size, photographed, shrunk, at }));
      return { documents: sources.length === 0 ? [] : (drafts.of(ticketId).typed ?? []), sources };
    },

    /** `scans.full` where too much lies here already. */
    begin: (source: Coming): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        if (store.viewRows.dossier(source.ticketId) === undefined) return err(problem('ticket.unknown', { id: source.ticketId }));
        if (source.size > MOST_SOURCE_BYTES) return err(problem('files.too-large', { max: MOST_SOURCE_BYTES / 1024 / 1024 }));
        if (taken() + source.size > MOST_BYTES) return err(problem('scans.full', { max: MOST_BYTES / 1024 / 1024 }));
        await coming.get(source.id)?.incoming.drop();
        const [oldest] = coming.size >= MOST_COMING ? coming : [];
        if (oldest !== undefined) {
          coming.delete(oldest[0]);
          await oldest[1].incoming.drop();
        }
        coming.set(source.id, { source, incoming: await shelf.receive() });
        return ok(null);
      }),

    append: (id: string, offset: number, bytes: Uint8Array): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        const one = coming.get(id);
        if (one === undefined) return err(problem('files.draft-unknown'));
        const { source, incoming } = one;
        if (incoming.size() !== offset || offset + bytes.length > source.size)
          return err(problem('files.changed-while-read', { name: source.name }));
        await incoming.append(bytes);
        return ok(null);
      }),

    finish: (id: string): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        const one = coming.get(id);
        if (one === undefined) return err(problem('files.draft-unknown'));
        const { source, incoming } = one;
        coming.delete(id);
        if (incoming.size() !== source.size) {
          await incoming.drop();
          return err(problem('files.changed-while-read', { name: source.name }));
        }
        const { sha256 } = await incoming.end();
        await incoming.keep(sha256);
        table.add({ ...source, sha256, at: rfc3339(clock.now()) });
        return ok(null);
      }),

    arrange: (ticketId: string, documents: ScanArrangement): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        store.transaction(() => arrange(ticketId, documents));
        return ok(null);
      }),

    drop: (ticketId: string, ids: readonly string[]): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        await letGo(table.of(ticketId).filter(({ id }) => ids.includes(id)));
        store.transaction(() => arrange(ticketId, drafts.of(ticketId).typed ?? []));
        return ok(null);
      }),

    read: (ticketId: string, id: string, offset: number): Promise<Result<FilePiece, Problem>> =>
      inTurn(async () => {
        const row = table.of(ticketId).find((source) => source.id === id);
        if (row === undefined) return err(problem('files.draft-unknown'));
        const size = await shelf.sizeOf(row.sha256);
        if (size !== row.size) return err(problem(size === undefined ? 'files.lost' : 'files.damaged', { name: row.name }));
        return readPiece(shelf, row, offset);
      }),

    /** At start: what was on its way in, files without a row, and what nobody came back to, or may attach any more. */
    clear: (): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        await shelf.clear(clock.now());
        const isOver = ({ ticketId, at }: SourceRow): boolean => {
          const view = store.viewRows.dossier(ticketId);
          // A file that is dated later than now was dated by a clock that went wrong, then or now.
          return view === undefined || view.removed !== null || Math.abs(clock.now() - Date.parse(at)) > LIFETIME_MS;
        };
        await letGo(table.all().filter(isOver));
        const used = new Set(table.all().map(({ sha256 }) => sha256));
        for (const { sha256 } of await shelf.list()) if (!used.has(sha256)) await shelf.remove(sha256);
        return ok(null);
      }),

    /** Nobody may write after the database was closed. */
    async stop(): Promise<void> {
      await last;
      stopped = true;
      for (const { incoming } of coming.values()) await incoming.drop();
      coming.clear();
    },
  };
}
export type Scans = ReturnType<typeof createScans>;
