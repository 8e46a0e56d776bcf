import type { AttachedFile, DocumentKind, Note, Person, Ticket } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { OperationView } from './views.ts';

/** The retailer hesitates or declines: how far the manual's path is, told from what really is there. */
export interface HesitationView {
  readonly ticket: Pick<Ticket, 'id' | 'status' | 'company' | 'quote'>;
  readonly punktIds: readonly string[];
  /** The quote that is attached; the newest of several. */
  readonly quoteFile: AttachedFile | null;
  /** Signed papers that are attached although the retailer has not signed, or did and thought better of it. */
  readonly signed: readonly DocumentKind[];
  /** Why nothing can be attached now. */
  readonly attachObstacle: Problem | null;
  readonly suspended: { readonly note: string } | null;
  readonly suspendObstacle: Problem | null;
  /** Polish, as they go to M/platform: what the note may say, to be changed at will. */
  readonly suggested: { readonly hesitates: string; readonly declines: string };
  readonly caretaker: Person | null;
  /** What was noted since the suspension, oldest first: how the talk with the caretaker went. */
  readonly notes: readonly Note[];
  readonly mail: {
    readonly to: string;
    readonly subject: string;
    /** When it was made on this device; null where it was not. */
    readonly madeAt: string | null;
    /** Another quote was attached since. */
    readonly outdated: boolean;
    /** The print of the program can go in the stead of a scan. */
    readonly printable: boolean;
  };
  /** Work on this ticket that has not reached M/platform. */
  readonly waiting: readonly OperationView[];
}

/** The letter as a file that mail programs open as a draft. */
export interface MailDraftView {
  readonly fileName: string;
  /** All of it, in ASCII. */
  readonly text: string;
  /** The mail program was asked to open it; else the person saves it and opens it. */
  readonly opened: boolean;
  /** Which quote is in it. */
  readonly attached: string;
}
