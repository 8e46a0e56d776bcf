import type {
  AuditEntry,
  ListedDevice,
  OperatorAccount,
  OperatorSession,
  OutcomeFilter,
  Page,
  Paged,
  Place,
  TicketFilter,
} from './operator-records.ts';
import type { DealerRecord, OutcomeRecord, StoredRow, TechnicianRecord } from './records.ts';

/** What the operator's side asks of the store beyond what devices do. Part of the port; see `port.ts`. */
export interface OperatorReads {
  /** All of them, by name. */
  dealers(): Promise<readonly DealerRecord[]>;
  /** Those of a dealer, by name. */
  techniciansOf(dealerId: string): Promise<readonly TechnicianRecord[]>;
  /** The latest contact first. `search`: part of the name of device, technician or dealer, or of the machine's number. */
  devices(search: string, page: Page): Promise<Paged<ListedDevice>>;
  /** Newest first. */
  tickets(filter: TicketFilter, page: Page): Promise<Paged<StoredRow<'ticket'>>>;
  /** Newest first, from before that place on. */
  outcomes(filter: OutcomeFilter, before: Place | undefined, limit: number): Promise<readonly OutcomeRecord[]>;
  /** The sub-tickets of that point of sale, in any ticket. */
  subTicketsAt(punktId: string): Promise<readonly StoredRow<'subTicket'>[]>;
  account(name: string): Promise<OperatorAccount | undefined>;
  accounts(): Promise<readonly OperatorAccount[]>;
  session(hash: string): Promise<OperatorSession | undefined>;
  /** Newest first, from before that place on. */
  audit(before: Place | undefined, limit: number): Promise<readonly AuditEntry[]>;
  /** What an operator set under that name, as text. */
  choice(name: string): Promise<string | undefined>;
}

export interface OperatorWrites {
  saveAccount(account: OperatorAccount): Promise<void>;
  /** With its sessions; false where there was none. */
  dropAccount(name: string): Promise<boolean>;
  saveSession(session: OperatorSession): Promise<void>;
  dropSession(hash: string): Promise<void>;
  /** All of one operator's, or all that began or were last seen before these instants. */
  dropSessions(which: { readonly name: string } | { readonly startedBefore: number; readonly seenBefore: number }): Promise<void>;
  /** Kept for good: neither changed nor deleted. */
  saveAudit(entry: AuditEntry): Promise<void>;
  /** Null: no longer. */
  saveChoice(name: string, value: string | null): Promise<void>;
}
