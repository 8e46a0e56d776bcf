import type { Billed, ClosingCondition } from '../../../domain/closing.ts';
import type { Deadline } from '../../../domain/deadlines.ts';
import type { SubTicket, SubTicketStatus, Ticket } from '../../../domain/model/index.ts';
import type { OperationKind } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ProbeRun } from './probe-views.ts';

/** Whether an intent would be allowed now, by the same rules that decide it; the reason when it would not. */
export interface ActionState {
  readonly kind: OperationKind;
  readonly target: string;
  readonly allowed: boolean;
  readonly reason: Problem | null;
}

export interface OperationView {
  readonly id: string;
  readonly kind: OperationKind;
  readonly target: string;
  readonly ticketId: string;
  readonly deviceTime: string;
  readonly state: 'waiting' | 'sent' | 'applied' | 'rejected' | 'held' | 'withdrawn';
  /** Why it waits, was refused or is held. */
  readonly reason: Problem | null;
  /** The person took it back after it was sent: M/platform has yet to say what became of it. */
  readonly givenUp: boolean;
}

/** The thing to do next, always the most visible thing on the screen. */
export type NextStep =
  | 'takeTicket'
  | 'prepareDocuments'
  | 'mendDocuments'
  | 'takeSubTicket'
  | 'configure'
  | 'probe'
  | 'train'
  | 'invoice'
  | 'close'
  | 'waitForLine'
  | 'resume'
  | 'done'
  | 'none';

export interface SubTicketSummary {
  readonly id: string;
  readonly punktId: string;
  readonly name: string;
  readonly city: string;
  readonly status: SubTicketStatus;
  readonly closeWaits: boolean;
}

export interface TicketView {
  readonly ticket: Ticket;
  readonly mine: boolean;
  readonly deadlines: readonly Deadline[];
  /** It is late, and nothing current is noted: it may be taken away. */
  readonly noteDemanded: boolean;
  readonly daysSinceOpened: number;
  readonly subTickets: readonly SubTicketSummary[];
  readonly actions: readonly ActionState[];
  readonly operations: readonly OperationView[];
  readonly nextStep: NextStep;
  /** Set when M/platform took the ticket away; it stays readable here. */
  readonly removed: { readonly reason: string } | null;
}

export interface SubTicketView {
  readonly ticket: Pick<Ticket, 'id' | 'company' | 'status' | 'quote' | 'files'>;
  readonly subTicket: SubTicket;
  /** Of all points of sale of the ticket, this one included: together the invoices must equal the quote. */
  readonly billed: readonly (Billed & { readonly punktId: string })[];
  readonly mine: boolean;
  /** What the till must be given for this sub-ticket. */
  readonly target: { readonly serverAddress: string | null; readonly storeId: string };
  readonly conditions: readonly ClosingCondition[];
  readonly lastProbe: ProbeRun | null;
  /** The close that the technician asked for, as long as M/platform has not said yes. */
  readonly closing: {
    readonly operationId: string;
    readonly state: 'waiting' | 'rejected';
    readonly since: string;
    readonly reason: Problem | null;
  } | null;
  readonly actions: readonly ActionState[];
  readonly operations: readonly OperationView[];
  readonly nextStep: NextStep;
}
