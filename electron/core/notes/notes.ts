import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { longText } from '../../../domain/model/index.ts';
import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type NoteDraftView, type NotedAct, notedAct } from '../api/note-views.ts';
import { createDraftTable } from '../drafts/draft-table.ts';
import type { Store } from '../store/store.ts';

/** Notes that are being typed: one for each act that asks for one, of each ticket and sub-ticket. */
export function createNotes({ db, store, clock }: { readonly db: Database; readonly store: Store; readonly clock: Clock }) {
  const drafts = createDraftTable(db, 'note', { typed: longText, basis: z.never() });
  const place = (act: NotedAct, target: string): string => `${act} ${target}`;

  /** One window after the other: whoever saw an older draft is told, and nothing is written over unseen. */
  function change(act: NotedAct, target: string, expects: number, typed: string | null) {
    return store.transaction((): Result<{ readonly version: number }, Problem> => {
      if (drafts.of(place(act, target)).version !== expects) return err(problem('draft.elsewhere'));
      drafts.put(place(act, target), expects + 1, rfc3339(clock.now()), typed, null);
      return ok({ version: expects + 1 });
    });
  }

  return {
    view(act: NotedAct, target: string): NoteDraftView {
      const { version, at, typed } = drafts.of(place(act, target));
      return { version, at, typed };
    },
    saveDraft: ({ act, target, expects, typed }: { act: NotedAct; target: string; expects: number; typed: string }) =>
      change(act, target, expects, typed),
    /** What was typed has been done, whichever window said so. True where there was something. */
    done({ kind, target }: Intent): boolean {
      const act = notedAct.safeParse(kind).data;
      if (act === undefined) return false;
      const { version, typed } = drafts.of(place(act, target));
      return typed !== null && change(act, target, version, null).ok;
    },
    dropDraft: (act: NotedAct, target: string, expects: number) => change(act, target, expects, null),
  };
}
export type Notes = ReturnType<typeof createNotes>;
