import type { Problem } from '../../../domain/problem.ts';

/** A sub-ticket that a till's result may be of. */
export interface HandedOverPlace {
  readonly ticketId: string;
  readonly subTicketId: string;
  readonly name: string;
  readonly city: string;
}

/** A file that the person opened from outside, or dropped on the window, and that waits to be looked at. */
export interface HandedOverView {
  readonly id: string;
  readonly fileName: string;
  /** Null where it cannot be read. */
  readonly text: string | null;
  /** More than one: the person says which. Empty where `problem` says why. */
  readonly places: readonly HandedOverPlace[];
  readonly problem: Problem | null;
}
