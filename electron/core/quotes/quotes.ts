import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type PriceList, priceList, type QuoteContent, type SubTicket } from '../../../domain/model/index.ts';
import type { IntentOf } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { isValidOn, quoteLineOf, quoteTotals } from '../../../domain/quote.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { DraftBasis, KeptDraft, QuoteDraft, QuoteView } from '../api/quote-views.ts';
import type { Store } from '../store/store.ts';
import { operationView } from '../tickets/views.ts';
import { createQuoteDrafts } from './draft-table.ts';

export interface QuotesDeps {
  readonly db: Database;
  readonly store: Store;
  /** M/platform's clock, as far as it is known: by its days lists and offers hold. */
  readonly clock: Clock;
}

export interface DraftChange {
  readonly ticketId: string;
  /** The version that the window saw last. */
  readonly expects: number;
  readonly typed: QuoteDraft;
  /** The list and the day by which the person now sees it; absent while they have not looked at what changed. */
  readonly basis?: DraftBasis | undefined;
}

/** What a quote is made from, and the drafts of quotes on this computer. */
export function createQuotes({ db, store, clock }: QuotesDeps) {
  const drafts = createQuoteDrafts(db);
  const anyList = db.prepare<[string], { data: string }>(`SELECT data FROM server_row WHERE kind = 'priceList' AND id = ?`);

  /** Also one that was withdrawn since: a draft may have been begun by it. */
  function listOf(id: string): PriceList | undefined {
    const row = anyList.get(id);
    return row === undefined ? undefined : priceList.safeParse(JSON.parse(row.data)).data;
  }

  /** One window after the other: whoever saw an older draft is told, and nothing is written over unseen. */
  function change(ticketId: string, expects: number, work: (before: KeptDraft) => QuoteDraft | null, basis?: DraftBasis) {
    return store.transaction((): Result<{ readonly version: number }, Problem> => {
      if (store.viewRows.dossier(ticketId) === undefined) return err(problem('ticket.unknown', { id: ticketId }));
      const before = drafts.of(ticketId);
      if (before.version !== expects) return err(problem('quote.draft-elsewhere'));
      const list = basis === undefined ? undefined : listOf(basis.priceList);
      const seen = basis === undefined || list === undefined ? before.basis : { list, day: basis.day };
      drafts.put(ticketId, expects + 1, rfc3339(clock.now()), work(before), seen);
      return ok({ version: expects + 1 });
    });
  }

  function refusedOf(ticketId: string): QuoteView['refused'] {
    // Only the newest counts, and only until the person has dealt with it.
    const record = store.operations
      .historyOf(ticketId)
      .find(({ operation: { kind }, outcome }) => kind === 'ticket.saveQuote' && outcome !== 'withdrawn');
    if (record === undefined || record.operation.kind !== 'ticket.saveQuote') return null;
    const open = record.givenUp
      ? false
      : record.outcome === null
        ? record.held
        : record.outcome === 'rejected' && !record.acknowledged;
    if (!open) return null;
    const { id, deviceTime, args } = record.operation;
    return {
      operationId: id,
      at: deviceTime,
      reason: record.reason,
      totalGross: args.totalGross,
      content: args.content ?? null,
    };
  }

  return {
    view(ticketId: string): Result<QuoteView, Problem> {
      const shown = store.viewRows.dossier(ticketId);
      if (shown === undefined) return err(problem('ticket.unknown', { id: ticketId }));
      const { ticket, subTickets } = shown.dossier;
      const today = warsawDate(clock.now());
      const lists = store.sharedRows.priceLists();
      const list = listInForce(lists, today);
      const judged = store.judge({ kind: 'ticket.saveQuote', target: ticketId, args: trial(list, today) });
      const draft = drafts.of(ticketId);
      const waiting = store.operations
        .pendingOf(ticketId)
        .flatMap(({ operation: { id, kind } }) => (kind === 'ticket.saveQuote' ? [store.operations.get(id)] : []));
      return ok({
        ticket,
        quote: ticket.quote,
        earlier: ticket.earlierQuotes ?? [],
        today,
        stations: askedFor(subTickets),
        points: subTickets.filter((s) => s.status !== 'resigned').length,
        list: list ?? null,
        otherList: list === undefined ? otherList(lists, today) : null,
        heard: store.state.get('lastSuccessAt') !== undefined,
        obstacle: judged.ok ? null : judged.error,
        refused: refusedOf(ticketId),
        draft,
        waiting: waiting.flatMap((r) => (r !== undefined && r.outcome === null && !r.held ? [operationView(r)] : [])),
      });
    },

    /** `quote.draft-elsewhere` where another window has changed it since. It is on the disk when this answers. */
    saveDraft: ({ ticketId, expects, typed, basis }: DraftChange) => change(ticketId, expects, () => typed, basis),
    /** After its quote was saved, or when the person gives it up. */
    dropDraft: (ticketId: string, expects: number) => change(ticketId, expects, () => null),
  };
}

/** Of several in force the one that began last; of those the last by name. */
const listInForce = (lists: readonly PriceList[], day: CalendarDate): PriceList | undefined =>
  lists
    .filter((list) => isValidOn(list, day))
    .toSorted((a, b) => b.validFrom.localeCompare(a.validFrom) || b.id.localeCompare(a.id))[0];

function otherList(lists: readonly PriceList[], day: CalendarDate): QuoteView['otherList'] {
  const next = lists.filter((l) => l.validFrom > day).toSorted((a, b) => a.validFrom.localeCompare(b.validFrom))[0];
  const last = lists
    .filter((l) => l.validFrom <= day)
    .toSorted((a, b) => (b.validUntil ?? '').localeCompare(a.validUntil ?? ''))[0];
  return next ?? last ?? null;
}

function askedFor(subTickets: readonly SubTicket[]): QuoteContent['stations'] {
  const asking = subTickets.filter(({ status }) => status !== 'resigned');
  const sum = (of: 'purchase' | 'exchange') =>
    Math.min(
      asking.reduce((total, { stations }) => total + stations[of], 0),
      99,
    );
  return { purchase: sum('purchase'), exchange: sum('exchange') };
}

/** A quote that the formal template allows, to ask whether one may be saved at all. */
function trial(list: PriceList | undefined, today: CalendarDate): IntentOf<'ticket.saveQuote'>['args'] {
  const item = list?.items[0];
  if (list === undefined || item === undefined) return { totalGross: 0 };
  const stations = { purchase: 0, exchange: 0 };
  const lines = [quoteLineOf(list, item, { quantity: 1, unitNet: 0, stations, day: today })];
  const content = { priceList: list.id, lines, stations, quotedOn: today, validUntil: today };
  return { totalGross: quoteTotals(lines).gross, content };
}
