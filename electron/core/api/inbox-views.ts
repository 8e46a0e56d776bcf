import type { Deadline } from '../../../domain/deadlines.ts';
import type { OperationKind } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';

/** What the interface is shown of work that has not arrived, or was refused. Instants are RFC 3339 strings. */

/** Where an operation belongs, in the field's own names. */
export interface OperationPlace {
  readonly ticketId: string;
  readonly name: string;
  readonly city: string;
  readonly crmId: string;
  /** Set where it speaks of one point of sale. */
  readonly subTicketId: string | null;
  readonly punktId: string | null;
}

/**
 * `rejected`: M/platform said no. `conflict`: somebody else changed the same fields. `held`: it can no longer be done as
 * things stand, and was not sent. `stuck`: M/platform has put it off for too long. `arrived`: it was given up after it had
 * been sent, and was done all the same.
 */
export type InboxState = 'rejected' | 'conflict' | 'held' | 'stuck' | 'arrived';

/** What the person can do about it. `retry` does the same anew; `edit` does it anew with other words or numbers. */
export type InboxAct = 'keepMine' | 'takeTheirs' | 'edit' | 'retry' | 'discard';

export interface Changer {
  /** Null for somebody of another dealer. */
  readonly technician: string | null;
  readonly dealer: string;
  readonly at: string;
}

/** One field of an edit: what was seen when it was written, what was written, what M/platform has now. */
export interface InboxField {
  readonly field: string;
  readonly before: string;
  readonly mine: string;
  readonly theirs: string;
  readonly conflict: boolean;
  readonly changedBy: Changer | null;
}

/** A fact that an operation states; amounts are whole grosze. */
export interface SaidValue {
  readonly name: string;
  readonly value: string;
}

export interface BuiltOn {
  readonly id: string;
  readonly kind: OperationKind;
  readonly doneAt: string;
  readonly state: 'rejected' | 'withdrawn' | 'held' | 'waiting';
}

export interface InboxItem {
  readonly id: string;
  readonly kind: OperationKind;
  readonly place: OperationPlace;
  readonly doneAt: string;
  readonly state: InboxState;
  readonly reason: Problem;
  /** When M/platform said so. */
  readonly settledAt: string | null;
  /** Of an edit; empty for everything else. */
  readonly fields: readonly InboxField[];
  /** Of everything else. */
  readonly said: readonly SaidValue[];
  /** Who has the ticket, where another technician was first. */
  readonly takenBy: Changer | null;
  /** The operation on which this one was built, and for whose sake it was refused or is held. */
  readonly builtOn: BuiltOn | null;
  /** How many were built on this one; not all of them need be on the page. */
  readonly built: number;
  /** It was sent, and there is no answer yet: M/platform may have done it already. */
  readonly mayHaveArrived: boolean;
  readonly putOff: { readonly since: string; readonly times: number } | null;
  readonly can: readonly InboxAct[];
  /** The ticket's next deadline, as M/platform counts it: without what it has not got yet. */
  readonly deadline: Deadline | null;
}

/**
 * `order`: something done before it to the same ticket waits. `sending`: nothing stands in its way. `mplatform`: the
 * server has put it off. `withdrawal`: the person gave it up after it had been sent; M/platform says what became of it.
 */
export type WaitsFor = 'line' | 'proof' | 'file' | 'mplatform' | 'order' | 'sending' | 'withdrawal';

export interface WaitingOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly place: OperationPlace;
  readonly doneAt: string;
  readonly waitsFor: WaitsFor;
  readonly reason: Problem | null;
  /** Of everything but an edit. */
  readonly said: readonly SaidValue[];
  /** It was sent, and there is no answer yet: M/platform may have done it already. */
  readonly mayHaveArrived: boolean;
  readonly can: readonly ('edit' | 'discard')[];
}

export interface WaitingTicket {
  readonly place: OperationPlace;
  readonly deadline: Deadline | null;
  readonly operations: readonly WaitingOperation[];
}

/** A ticket that M/platform took away and about which the person has not been told yet. */
export interface TakenAway {
  readonly place: OperationPlace;
  readonly reason: string;
  /** How much was done on this device before, and how much of that has no outcome yet. */
  readonly done: number;
  readonly undecided: number;
}

export interface PastOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly place: OperationPlace;
  readonly doneAt: string;
  readonly settledAt: string | null;
  readonly outcome: 'applied' | 'rejected' | 'withdrawn';
  readonly redone: boolean;
  readonly reason: Problem | null;
}

/** Which page it is, from 0, of how many; and how many operations there are on all of them. */
export interface PageOf {
  readonly page: number;
  readonly pages: number;
  readonly count: number;
}

export interface InboxView {
  readonly items: readonly InboxItem[];
  readonly itemsPage: PageOf;
  readonly waiting: readonly WaitingTicket[];
  readonly waitingPage: PageOf;
  readonly takenAway: readonly TakenAway[];
  /** How many have their outcome and need nobody any more. */
  readonly past: number;
}

export interface PastPage {
  readonly operations: readonly PastOperation[];
  readonly page: PageOf;
}

/** What has not arrived at M/platform, and how pressing that is. */
export interface UnsentFacts {
  /** Operations without an outcome. */
  readonly count: number;
  /** Refused, in conflict, held or put off for too long: the person has to look. */
  readonly attention: number;
  readonly oldestAt: string | null;
  /** Of the tickets that this concerns, the deadline that comes first. */
  readonly nearest: { readonly ticketId: string; readonly name: string; readonly deadline: Deadline } | null;
  /** A deadline is near or past, or something has been waiting for days. */
  readonly urgent: boolean;
  readonly level: 'none' | 'neutral' | 'amber' | 'red';
}
