import type { CalendarDate } from '../../../domain/calendar.ts';
import type { Deadline } from '../../../domain/deadlines.ts';
import type { DocumentKind, TicketStatus } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ListColumn, ListSize, SavedView } from './list-contract.ts';

export interface TicketRow {
  readonly id: string;
  readonly type: string;
  readonly crmId: string;
  readonly nip: string;
  readonly name: string;
  readonly city: string;
  readonly acquiredByDealer: boolean;
  readonly status: TicketStatus;
  readonly caretaker: string | null;
  readonly openedOn: CalendarDate;
  readonly closedOn: CalendarDate | null;
  readonly daysSinceOpened: number;
  readonly nextDeadline: Deadline | null;
  /** Taken by the technician who looks; false also when nobody has taken it. */
  readonly mine: boolean;
  readonly taken: boolean;
  /** Operations on this ticket or its sub-tickets that wait to be sent. */
  readonly waiting: number;
}

export interface TicketPage {
  readonly rows: readonly TicketRow[];
  /** Of all that fit; where `more` is set, the fewest that there can be. */
  readonly total: number;
  readonly more: boolean;
}

/** What a ticket lacks for its next deadline; read from the ticket itself, so only for lines that are looked at. */
export interface TicketHint {
  readonly id: string;
  /** Kinds of documents that are not attached yet, in the manual's order. */
  readonly documents: readonly DocumentKind[];
  /** All three are there and have not gone to Backoffice. */
  readonly export: boolean;
  /** Points of sale that are still open. */
  readonly points: number;
  /** It is late and has no current note. */
  readonly note: boolean;
}

/** How the list looks on this device, and the views that were saved on it. */
export interface ListLook {
  readonly columns: readonly ListColumn[];
  readonly size: ListSize;
  readonly views: readonly SavedView[];
}

/** A list on its way into a file. `bytes` are pieces of it, in order. */
export type ListExportEvent =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'bytes'; readonly base64: string }
  | { readonly type: 'finished'; readonly fileName: string; readonly mediaType: string; readonly rows: number }
  | { readonly type: 'failed'; readonly problem: Problem };
