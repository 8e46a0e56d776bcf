import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { ScanArrangement } from '../../electron/core/api/views.ts';
import type { Documents, Source } from './sheets.ts';

/** The calls by which pages are kept on this computer until they are attached. */
export interface KeeperCalls {
  /** All of its bytes; on the disk when it answers. */
  readonly keep: (id: string, source: Source) => Promise<Result<unknown, Problem>>;
  readonly arrange: (documents: ScanArrangement) => Promise<Result<unknown, Problem>>;
  readonly drop: (ids: readonly string[]) => Promise<Result<unknown, Problem>>;
}

/** What keeps the pages from being kept; null where nothing does. */
export type KeepingFault = { readonly problem: Problem } | 'away' | null;

/**
 * Keeps on the disk what the dialog shows, one step after the other: first what is new, then how all of it is put together,
 * then what is gone goes. Of several changes in a row only the last is kept.
 */
export function openKeeper(calls: KeeperCalls, fault: (what: KeepingFault) => void, newId: () => string) {
  const kept = new Map<Source, string>();
  let wanted: Documents | null = null;
  let shown: Documents = [];
  let running: Promise<void> | undefined;

  async function follow(documents: Documents): Promise<void> {
    let failed: KeepingFault = null;
    const now = new Set(documents.flatMap(({ sheets }) => sheets.map(({ source }) => source)));
    for (const source of now) {
      if (kept.has(source)) continue;
      const id = newId();
      const answer = await calls.keep(id, source);
      if (answer.ok) kept.set(source, id);
      else failed = { problem: answer.error };
    }
    const gone = [...kept].filter(([source]) => !now.has(source));
    if (kept.size > 0) {
      const arranged = await calls.arrange(arrangementOf(documents, kept));
      if (!arranged.ok) failed = { problem: arranged.error };
    }
    if (gone.length > 0) {
      const dropped = await calls.drop(gone.map(([, id]) => id));
      if (dropped.ok) for (const [source] of gone) kept.delete(source);
    }
    fault(failed);
  }

  async function pump(): Promise<void> {
    while (wanted !== null) {
      const documents = wanted;
      wanted = null;
      try {
        await follow(documents);
      } catch {
        // The core is away: what is shown is kept when it is back.
        fault('away');
      }
    }
    running = undefined;
  }

  const show = (documents: Documents): Promise<void> => {
    shown = documents;
    wanted = documents;
    running ??= pump();
    return running;
  };

  return {
    /** It came from the disk. */
    knows(source: Source, id: string): void {
      kept.set(source, id);
    },
    show,
    /** The core is back. */
    again: (): Promise<void> => show(shown),
  };
}

/** Without what is not on the disk. */
function arrangementOf(documents: Documents, kept: ReadonlyMap<Source, string>): ScanArrangement {
  return documents.flatMap(({ id, kind, subTicketId, sheets }) => {
    const there = sheets.flatMap(({ source, page, turn }) => {
      const of = kept.get(source);
      return of === undefined ? [] : [{ source: of, page, turn }];
    });
    return there.length === 0 ? [] : [{ id, kind, ...(subTicketId === undefined ? {} : { subTicketId }), sheets: there }];
  });
}
