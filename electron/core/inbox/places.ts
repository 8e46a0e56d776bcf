import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import { type Deadline, nextDeadline } from '../../../domain/deadlines.ts';
import type { Dossier } from '../../../domain/model/index.ts';
import { targetsTicket } from '../../../domain/operations/operation.ts';
import type { OperationPlace } from '../api/inbox-views.ts';
import type { OperationOutline } from '../store/operations.ts';
import type { Store } from '../store/store.ts';

/** Names and deadlines of the tickets that operations belong to; each ticket is read once. For one look at the store. */
export function createPlaces(store: Store, now: number) {
  const today: CalendarDate = warsawDate(now);
  const shown = new Map<string, Dossier | undefined>();
  const known = new Map<string, ReturnType<Store['serverRows']['dossier']>>();

  const view = (ticketId: string): Dossier | undefined => {
    if (!shown.has(ticketId)) shown.set(ticketId, store.viewRows.dossier(ticketId)?.dossier);
    return shown.get(ticketId);
  };
  /** As M/platform last sent it. */
  const server = (ticketId: string) => {
    if (!known.has(ticketId)) known.set(ticketId, store.serverRows.dossier(ticketId));
    return known.get(ticketId);
  };

  function ofTicket(ticketId: string, subTicketId: string | null = null): OperationPlace {
    const { ticket, subTickets = [] } = view(ticketId) ?? server(ticketId)?.dossier ?? {};
    return {
      ticketId,
      name: ticket?.company.name ?? ticketId,
      city: ticket?.company.city ?? '',
      crmId: ticket?.company.crmId ?? '',
      subTicketId,
      punktId: subTickets.find((s) => s.id === subTicketId)?.punktId ?? null,
    };
  }

  return {
    today,
    view,
    server,
    ofTicket,
    of: ({ kind, target, ticketId }: OperationOutline): OperationPlace => ofTicket(ticketId, targetsTicket(kind) ? null : target),
    /** What waits here does not count as done: the deadline is M/platform's to judge. */
    deadline(ticketId: string): Deadline | null {
      const found = server(ticketId);
      return found === undefined || found.removed !== null ? null : (nextDeadline(found.dossier.ticket, today) ?? null);
    },
  };
}
export type Places = ReturnType<typeof createPlaces>;
