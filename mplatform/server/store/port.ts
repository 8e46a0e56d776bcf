import type { RowKind } from '../../contract/schemas.ts';
import type { OperatorReads, OperatorWrites } from './operator-port.ts';
import type {
  ContactRecord,
  DealerRecord,
  DeviceRecord,
  EnrolmentCodeRecord,
  HandoverRecord,
  MachineKeyRecord,
  NewRow,
  OutcomeRecord,
  PointOfSaleRecord,
  ProbeRecord,
  StoredChange,
  StoredDossier,
  StoredRow,
  TechnicianRecord,
} from './records.ts';

import type { RetentionReads, RetentionWrites } from './retention-port.ts';

/** Which page of changes a device asks for. */
export interface PageAsk {
  /** Changes with a number above this one. */
  readonly after: number;
  /** The newest change that there was when the device read the page before. */
  readonly seen: number;
  readonly limit: number;
}

/** What a call of a device begins with. */
export interface Standing {
  readonly era: string;
  readonly lastChange: number;
  /** The mark of `lastChange`. */
  readonly mark: string;
  /** Removals up to this change are no longer all there. */
  readonly keptFrom: number;
  /** The mark that `seen` carries; empty when no page was asked for. */
  readonly seenMark: string;
  readonly device: DeviceRecord | undefined;
  readonly technician: TechnicianRecord | undefined;
  /** Of the technician's dealer and everyone's; none when no page was asked for or nobody is known. */
  readonly changes: readonly StoredChange[];
}

/** What a transaction is going to read. */
export interface Expected {
  readonly devices: readonly string[];
  readonly outcomes: readonly string[];
  readonly tickets: readonly string[];
  readonly subTickets: readonly string[];
}

/** Reads of one consistent state: nothing that another transaction does meanwhile is seen. */
export interface ReadTransaction extends OperatorReads, RetentionReads {
  /** A random name made with the store. A store put back from a copy keeps it; a new one has another. */
  era(): Promise<string>;
  /** The number of the last change; 0 when there was none. */
  lastChange(): Promise<number>;
  /**
   * The mark that a change number carries: a random one for each opening of the store, drawn before anything is written. A
   * store put back from a copy has other marks for the numbers given since the copy was made. Empty for 0 and for numbers
   * from before there were marks.
   */
  markOf(change: number): Promise<string>;
  technician(id: string): Promise<TechnicianRecord | undefined>;
  device(id: string): Promise<DeviceRecord | undefined>;
  deviceOf(machineId: string, technicianId: string): Promise<DeviceRecord | undefined>;
  enrolmentCode(hash: string): Promise<EnrolmentCodeRecord | undefined>;
  outcome(operationId: string): Promise<OutcomeRecord | undefined>;
  /** The last `limit` operations on this ticket or sub-ticket that were applied, newest first. */
  appliedTo(target: string, limit: number): Promise<readonly OutcomeRecord[]>;
  row<K extends RowKind>(kind: K, id: string): Promise<StoredRow<K> | undefined>;
  /** All rows of a kind for any of `audiences`, in the order of their ids. For kinds of which there are few. */
  rowsOfKind<K extends RowKind>(kind: K, audiences: readonly [string, string]): Promise<readonly StoredRow<K>[]>;
  dossierOfTicket(ticketId: string): Promise<StoredDossier | undefined>;
  dossierOfSubTicket(subTicketId: string): Promise<StoredDossier | undefined>;
  /** A ticket for any of `audiences` that names a file with this digest. */
  ticketNaming(audiences: readonly [string, string], sha256: string): Promise<StoredRow<'ticket'> | undefined>;
  /** Could this audience once see this row, and was it taken away? */
  wasRemoved(audience: string, kind: RowKind, id: string): Promise<boolean>;
  /** Changes with a number above `after`, of rows for any of `audiences`, in the order of their numbers. */
  changes(audiences: readonly [string, string], after: number, limit: number): Promise<readonly StoredChange[]>;
  /** All of a `Standing` in one question, by engines for which each question is a way to go; see `standingOf`. */
  standing?(deviceId: string, page?: PageAsk): Promise<Standing>;
  probe(id: string): Promise<ProbeRecord | undefined>;
  pointOfSale(punktId: string): Promise<PointOfSaleRecord | undefined>;
  contact(punktId: string): Promise<ContactRecord | undefined>;
  machineKey(dealerId: string, machineId: string): Promise<MachineKeyRecord | undefined>;
  handover(id: string): Promise<HandoverRecord | undefined>;
  /** When a configuration with another digest than this was last recorded for the sub-ticket; null when never. */
  otherConfigurationAt(subTicketId: string, digest: string): Promise<number | null>;
}

export interface WriteTransaction extends ReadTransaction, OperatorWrites, RetentionWrites {
  /** Says beforehand what will be read, by engines that then read all of it at once: devices with their technicians, outcomes, dossiers. */
  expect?(expected: Expected): Promise<void>;
  saveDealer(dealer: DealerRecord): Promise<void>;
  saveTechnician(technician: Omit<TechnicianRecord, 'dealerName'>): Promise<void>;
  /** Everything but `lastSeq`, which only `advance` moves. */
  saveDevice(device: DeviceRecord): Promise<void>;
  /** Moves the device's `lastSeq`. */
  advance(deviceId: string, lastSeq: number): Promise<void>;
  saveEnrolmentCode(code: EnrolmentCodeRecord): Promise<void>;
  /** An outcome is stored once and never changed: a second one under the same id is a bug and throws. */
  saveOutcome(outcome: OutcomeRecord): Promise<void>;
  /**
   * Stores a row under a new change number and the next version, which may be read from the answer once the transaction has ended.
   * Ends a removal told to its audience before.
   */
  saveRow<R extends NewRow>(row: R): Promise<StoredRow<R['kind']>>;
  /** Tells an audience, under a new change number, that a row is no longer theirs. The row itself is not touched. */
  remove(audience: string, kind: RowKind, id: string, reason: string): Promise<void>;
  saveProbe(probe: ProbeRecord): Promise<void>;
  savePointOfSale(pointOfSale: PointOfSaleRecord): Promise<void>;
  saveContact(contact: ContactRecord): Promise<void>;
  /** A second key for a machine is a bug and throws: the first holds until it is forgotten. */
  saveMachineKey(key: MachineKeyRecord): Promise<void>;
  /** Whichever dealers' it is; false where nobody has one. */
  forgetMachineKey(machineId: string): Promise<boolean>;
  /** A handover is accepted once: a second one under the same id is a bug and throws. */
  saveHandover(handover: HandoverRecord): Promise<void>;
  noteConfiguration(subTicketId: string, digest: string, at: number): Promise<void>;
}

/** What a commit changed for others: told after it is on disk. */
export interface CommitNotice {
  readonly seq: number;
  /** Whose rows changed: dealers, or everyone's (`EVERYONE` in `visibility.ts`). */
  readonly audiences: readonly string[];
  /** Devices whose standing changed (new tokens, revoked). */
  readonly devices: readonly string[];
}

/**
 * The one port behind which the database stands. Every engine is held to `contract.ts`.
 *
 * Change numbers are taken in the transaction of the change, and a reader who has seen number n will never later
 * find a smaller one that was not there: otherwise a device would skip it for good.
 */
export interface Store {
  /** How many transactions at once the engine makes good use of; undefined where one is made after the other. */
  readonly atOnce?: number;
  /** All or nothing, on disk when it answers. `work` may be run again by an engine that has to retry: no other effects in it. */
  transaction<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T>;
  /** `once`: `work` asks for one thing alone, so that an engine need not hold a state for it. */
  read<T>(work: (tx: ReadTransaction) => Promise<T>, once?: 'once'): Promise<T>;
  /** Calls `listener` after each commit that changed rows or devices. Returns how to stop it. */
  onCommit(listener: (notice: CommitNotice) => void): () => void;
  /** What the engine has to tell of itself: how much of what, and since it was opened where the name ends in `Total`. */
  state?(): Readonly<Record<string, number>>;
  /** Waits for what was begun. */
  close(): Promise<void>;
}
