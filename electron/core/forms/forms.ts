import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import {
  companyField,
  type Dossier,
  type FieldChange,
  pointOfSaleField,
  type SubTicket,
  type Ticket,
} from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type FormChange, type FormDraft, type FormKind, type FormView, formDraft } from '../api/form-views.ts';
import { createDraftTable } from '../drafts/draft-table.ts';
import type { Store } from '../store/store.ts';
import { operationView } from '../tickets/views.ts';

export interface FormsDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
}

export interface FormDraftChange {
  readonly form: FormKind;
  readonly target: string;
  /** The version that the window saw last. */
  readonly expects: number;
  readonly typed: FormDraft;
}

interface Found {
  readonly ticket: Ticket;
  readonly subTicket: SubTicket | null;
  /** What M/platform has of it. */
  readonly server: Dossier;
}

const FIELDS: Readonly<Record<FormKind, readonly string[]>> = {
  company: companyField.options,
  pointOfSale: pointOfSaleField.options,
};
const EDITS = { company: 'ticket.editCompany', pointOfSale: 'subTicket.editPointOfSale' } as const;

/** The forms of a company and of a point of sale, and what is typed into them before it is saved. Saving is an operation. */
export function createForms({ db, store, clock }: FormsDeps) {
  const shape = { typed: formDraft, basis: z.never() };
  const drafts = {
    company: createDraftTable(db, 'company', shape),
    pointOfSale: createDraftTable(db, 'pointOfSale', shape),
  };

  function find(form: FormKind, target: string): Result<Found, Problem> {
    const unknown = err(problem(form === 'company' ? 'ticket.unknown' : 'subTicket.unknown', { id: target }));
    const ticketId = form === 'company' ? target : store.viewRows.ticketIdOf(target);
    const shown = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId);
    const server = ticketId === undefined ? undefined : store.serverRows.dossier(ticketId);
    if (shown === undefined || server === undefined) return unknown;
    const { ticket, subTickets } = shown.dossier;
    const subTicket = form === 'company' ? null : (subTickets.find(({ id }) => id === target) ?? null);
    return form === 'pointOfSale' && subTicket === null ? unknown : ok({ ticket, subTicket, server: server.dossier });
  }

  /** One window after the other: whoever saw an older draft is told, and nothing is written over unseen. */
  function change(form: FormKind, target: string, expects: number, typed: FormDraft | null) {
    return store.transaction((): Result<{ readonly version: number }, Problem> => {
      const found = find(form, target);
      if (!found.ok) return found;
      if (drafts[form].of(target).version !== expects) return err(problem('draft.elsewhere'));
      const own = typed === null ? null : Object.fromEntries(Object.entries(typed).filter(([f]) => FIELDS[form].includes(f)));
      drafts[form].put(target, expects + 1, rfc3339(clock.now()), own, null);
      return ok({ version: expects + 1 });
    });
  }

  return {
    view(form: FormKind, target: string): Result<FormView, Problem> {
      const found = find(form, target);
      if (!found.ok) return found;
      const { ticket, subTicket, server } = found.value;
      const before = subTicket === null ? server.ticket : server.subTickets.find(({ id }) => id === target);
      const now: Values = subTicket === null ? ticket.company : subTicket.pointOfSale;
      const there: Values =
        subTicket === null
          ? server.ticket.company
          : (server.subTickets.find(({ id }) => id === target)?.pointOfSale ?? subTicket.pointOfSale);
      const judged = store.judge({ kind: EDITS[form], target, args: { fields: {} } });
      return ok({
        form,
        target,
        ticket: { id: ticket.id, status: ticket.status, company: ticket.company },
        punktId: subTicket?.punktId ?? null,
        fields: FIELDS[form].map((field) => ({ field, value: now[field] ?? '', server: there[field] ?? '' })),
        history: newestFirst((subTicket ?? ticket).history ?? [], before?.history ?? []),
        obstacle: judged.ok ? null : judged.error,
        waiting: store.operations
          .historyOf(ticket.id)
          .filter((r) => r.operation.kind === EDITS[form] && r.operation.target === target)
          .filter((r) => (r.outcome === null ? !r.givenUp : r.outcome === 'rejected' && !r.acknowledged))
          .map(operationView),
        draft: drafts[form].of(target),
      });
    },
    /** `draft.elsewhere` where another window has changed it since. It is on the disk when this answers. */
    saveDraft: ({ form, target, expects, typed }: FormDraftChange) => change(form, target, expects, typed),
    /** After its changes were saved, or when the person gives them up. */
    dropDraft: (form: FormKind, target: string, expects: number) => change(form, target, expects, null),
  };
}
export type Forms = ReturnType<typeof createForms>;

type Values = Readonly<Record<string, string | undefined>>;

const newestFirst = (shown: readonly FieldChange[], known: readonly FieldChange[]): readonly FormChange[] => {
  const there = new Set(known.map((change) => JSON.stringify(change)));
  return shown.map((change) => ({ ...change, waits: !there.has(JSON.stringify(change)) })).toReversed();
};
