import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { SubTicket } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type RetailerTrainingView, type TrainingDraft, trainingDraft } from '../api/training-views.ts';
import { createDraftTable } from '../drafts/draft-table.ts';
import type { Store } from '../store/store.ts';
import { readChecklists } from './read.ts';
import { whichChecklist } from './which.ts';

export interface RetailerTrainingDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** `resources/checklists` */
  readonly folder: string;
  /** Of the PC-POS on this computer, as far as it can be told. */
  readonly pcposVersion: () => string | null;
}

/** The training of a retailer at a point of sale: what it goes by, and how far it has got on this computer. */
export function createRetailerTraining({ db, store, clock, folder, pcposVersion }: RetailerTrainingDeps) {
  const checklists = readChecklists(folder);
  const drafts = createDraftTable(db, 'training', { typed: trainingDraft, basis: z.never() });

  function find(id: string): Result<SubTicket, Problem> {
    const ticketId = store.viewRows.ticketIdOf(id);
    const shown = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId);
    const found = shown?.dossier.subTickets.find((s) => s.id === id);
    return found === undefined ? err(problem('subTicket.unknown', { id })) : ok(found);
  }

  /** One window after the other: whoever saw an older draft is told, and nothing is written over unseen. */
  function change(id: string, expects: number, typed: TrainingDraft | null) {
    return store.transaction((): Result<{ readonly version: number }, Problem> => {
      const found = find(id);
      if (!found.ok) return found;
      if (drafts.of(id).version !== expects) return err(problem('draft.elsewhere'));
      drafts.put(id, expects + 1, rfc3339(clock.now()), typed, null);
      return ok({ version: expects + 1 });
    });
  }

  return {
    view(subTicketId: string): Result<RetailerTrainingView, Problem> {
      const found = find(subTicketId);
      if (!found.ok) return found;
      const version = pcposVersion();
      const suggested = whichChecklist(checklists, version, found.value.stations)?.id ?? '';
      return ok({ subTicketId, checklists, suggested, pcposVersion: version, draft: drafts.of(subTicketId) });
    },
    /** `draft.elsewhere` where another window has changed it since. It is on the disk when this answers. */
    saveDraft: (id: string, expects: number, typed: TrainingDraft) => change(id, expects, typed),
    /** After the training was recorded, or when the person gives it up. */
    dropDraft: (id: string, expects: number) => change(id, expects, null),
    /** What a list calls a point of it, in Polish, for paper; undefined where it is not known here. */
    nameOf(list: string, item: string): string | undefined {
      const known = checklists.find(({ id }) => id === list);
      return [...(known?.groups.flatMap(({ items }) => items) ?? []), ...(known?.left ?? [])].find(({ id }) => id === item)?.text
        .pl;
    },
  };
}
export type RetailerTraining = ReturnType<typeof createRetailerTraining>;
