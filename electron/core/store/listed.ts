import { type DeadlineKind, nextDeadline } from '../../../domain/deadlines.ts';
import type { Ticket } from '../../../domain/model/index.ts';
import { wordsOf } from './fold.ts';

/** After every day on which something is due. */
const NOTHING_DUE = '9999-12-31';

/** What the list of tickets shows, and is filtered, searched and sorted by. */
export interface Listed {
  readonly status: Ticket['status'];
  readonly crmId: string;
  readonly nip: string;
  readonly name: string;
  readonly city: string;
  readonly openedOn: string;
  readonly dueOn: string;
  readonly technicianId: string | null;
  /** Its words without those of its sub-tickets, folded, each with a space before it. */
  readonly search: string;
  readonly type: Ticket['type'];
  readonly acquiredByDealer: boolean;
  readonly caretaker: string | null;
  readonly closedOn: string | null;
  readonly dueKind: DeadlineKind | null;
}

export function listedOf(ticket: Ticket): Listed {
  const { status, openedOn, technicianId, id, type, acquiredByDealer, closedOn } = ticket;
  // Which deadline is next does not depend on today, only how near it is.
  const next = nextDeadline(ticket, openedOn);
  const { crmId, nip, name, city } = ticket.company;
  return {
    status,
    crmId,
    nip,
    name,
    city,
    openedOn,
    dueOn: next?.dueOn ?? NOTHING_DUE,
    technicianId,
    search: searchOf(`${name} ${city} ${nip} ${crmId} ${id}`),
    type,
    acquiredByDealer,
    caretaker: ticket.caretaker?.name ?? null,
    closedOn,
    dueKind: next?.kind ?? null,
  };
}

/** The words of a text, folded, each with a space before it. */
export function searchOf(text: string): string {
  const words = wordsOf(text);
  return words.length === 0 ? '' : ` ${words.join(' ')}`;
}
