import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { noteDemanded } from '../../../domain/deadlines.ts';
import type { DocumentKind, Dossier } from '../../../domain/model/index.ts';
import type { TicketHint } from '../api/list-views.ts';
import type { Store } from '../store/store.ts';

/** The scan of the quote is attached first; the manual's order. */
const DEMANDED: readonly DocumentKind[] = ['quote', 'agreement', 'powerOfAttorney'];

export function hintOf(dossier: Dossier, today: CalendarDate): TicketHint {
  const { ticket, subTickets } = dossier;
  const documents = DEMANDED.filter((kind) => !ticket.files.some((file) => file.kind === kind));
  return {
    id: ticket.id,
    documents,
    export: documents.length === 0 && ticket.exportedToBackofficeAt === null,
    points: subTickets.filter(({ status }) => status !== 'closed' && status !== 'resigned').length,
    note: noteDemanded(dossier, today),
  };
}

/** What tickets lack for their next deadlines; one that is not there is left out. */
export const createTicketHints =
  (store: Store, clock: Clock) =>
  (ids: readonly string[]): readonly TicketHint[] => {
    const today = warsawDate(clock.now());
    return ids.flatMap((id) => {
      const found = store.viewRows.dossier(id);
      return found === undefined ? [] : [hintOf(found.dossier, today)];
    });
  };
