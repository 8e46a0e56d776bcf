import { nextDeadline } from '../../../domain/deadlines.ts';
import type { Ticket, TicketStatus } from '../../../domain/model/index.ts';
import type { OperationResult } from '../../contract/schemas.ts';
import type { DeviceRecord } from './records.ts';

/** What the store keeps for the operator's side alone. Instants are milliseconds since the epoch. */

export interface OperatorAccount {
  readonly name: string;
  /** See `operator-page/passwords.ts`. */
  readonly password: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface OperatorSession {
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  readonly name: string;
  readonly startedAt: number;
  readonly seenAt: number;
}

/** What an operator did. Kept for good, and never changed. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** Null for the command line. */
  readonly by: string | null;
  readonly action: string;
  /** The id of what it was done to. */
  readonly target: string;
  /** In words that were typed or chosen; empty where there were none. */
  readonly detail: string;
}

export interface ListedDevice extends DeviceRecord {
  readonly technicianName: string;
  readonly dealerId: string;
  readonly dealerName: string;
  /** The later of `seenAt` and its last operation. */
  readonly lastContactAt: number | null;
  /** As its last operation said; before the first one, as it enrolled. */
  readonly runningVersion: string;
}

/** All that is given must hold. */
export interface TicketFilter {
  readonly status?: TicketStatus | undefined;
  readonly dealerId?: string | undefined;
  /** The deadline that bites first lies before this day. */
  readonly dueBefore?: string | undefined;
  /** Documents were exported and Backoffice has not answered. */
  readonly waitsForBackoffice?: boolean | undefined;
  /** Part of the ticket's number, company, NIP or town, or the whole number of a point of sale. */
  readonly search?: string | undefined;
}

/** All that is given must hold. */
export interface OutcomeFilter {
  readonly deviceId?: string | undefined;
  /** Tickets and sub-tickets. */
  readonly targets?: readonly string[] | undefined;
  readonly outcome?: OperationResult['outcome'] | undefined;
  readonly since?: number | undefined;
}

/** The place of an entry in a list that goes from the newest back. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}
export interface Paged<T> {
  readonly items: readonly T[];
  /** Of all pages. */
  readonly total: number;
}

/** In small letters, without Polish signs: as it is searched for. */
export const folded = (text: string): string => text.replace(/[łŁ]/g, 'l').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What a ticket is looked for by; a column each. */
export const listed = (ticket: Ticket) => {
  const { id, company, status, openedOn, exportedToBackofficeAt, backoffice } = ticket;
  return {
    id,
    status,
    openedOn,
    // Which deadline bites first does not depend on the day; only how many days are left does.
    dueOn: nextDeadline(ticket, openedOn)?.dueOn ?? null,
    waitsForBackoffice: exportedToBackofficeAt !== null && (backoffice === undefined || backoffice.state === 'sent') ? 1 : 0,
    words: folded([id, company.crmId, company.nip, company.name, company.city].join(' ')),
  };
};
