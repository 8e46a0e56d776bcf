import type { Billed, ClosingCondition, ReceiptClaims } from '../../../domain/closing.ts';
import type { Deadline } from '../../../domain/deadlines.ts';
import type { DocumentType } from '../../../domain/document-file.ts';
import type { ProfileSource, SubTicket, SubTicketStatus, Ticket } from '../../../domain/model/index.ts';
import type { OperationKind } from '../../../domain/operations/operation.ts';
import type { ProbeStage, ProbeStageId } from '../../../domain/probe.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Language } from '../../../domain/text.ts';
import type { TillFacts } from '../../../native-checks/pcpos/facts/types.ts';
import type { UnsentFacts } from './inbox-views.ts';

export type * from './document-views.ts';
export type * from './form-views.ts';
export type * from './hesitation-views.ts';
export type * from './inbox-views.ts';
export type * from './list-views.ts';
export type * from './material-views.ts';
export type * from './note-views.ts';
export type * from './practice-views.ts';
export type * from './quote-views.ts';
export type * from './reminder-views.ts';
export type * from './scan-views.ts';
export type * from './training-views.ts';

/** What the interface is shown. Instants are RFC 3339 strings, dates `YYYY-MM-DD`, money whole grosze. */

export type Mode = 'training' | 'production';

export interface SyncStatus {
  /** `idle`: enrolled, and the last contact succeeded. */
  readonly state: 'notEnrolled' | 'connecting' | 'syncing' | 'idle' | 'offline';
  /** Since when it is in this state. */
  readonly since: string;
  readonly lastSuccessAt: string | null;
  readonly nextTryAt: string | null;
  /** Operations without an outcome yet. */
  readonly waiting: number;
  /** Operations that a rule refused and that nobody has looked at yet. */
  readonly rejected: number;
  readonly problem: Problem | null;
  /** How far M/platform's clock is ahead of this machine's; null as long as they have not met. Milliseconds. */
  readonly clockOffsetMs: number | null;
  /** Rows that M/platform has and only a newer version of this program can read. */
  readonly unreadRows: number;
}

export interface TillStatus {
  readonly folder: string | null;
  readonly found: boolean;
  readonly running: boolean | null;
  readonly server: string | null;
  readonly stores: readonly string[];
  readonly restart: RestartState | null;
  readonly problem: Problem | null;
}

/**
 * Whether PC-POS has read the last change: it does so when it starts. `needed`: it runs since before the change.
 * `down`: it does not run, and will read the change when it is started. Null where nothing was changed here.
 */
export type RestartState = 'needed' | 'down' | 'done' | 'unknown';

export interface RestartView {
  readonly state: RestartState | null;
  readonly changedAt: string | null;
  /** When it was first seen not running after the change, and when it was up again. */
  readonly downAt: string | null;
  readonly upAt: string | null;
}

/** All that is known about the till; what cannot be told is null or `unknown`, never a no. */
export interface TillFactsView extends TillFacts {
  readonly restart: RestartView;
  /** Whether `till.start` can start it from here; else it has to be done by hand at the till. */
  readonly startable: boolean;
}

/**
 * How a plan gets onto the disk: at once, after the person consents to administrator's rights, by someone else who has
 * them, or not before the obstacle is gone.
 */
export type WritingWay = 'direct' | 'consent' | 'handOver' | 'none';

export interface HandOverView {
  readonly folder: string;
  /** Names in it: the finished file, the one before it, and the written steps. */
  readonly files: readonly string[];
}

export interface ForgottenView {
  /** Where unsent work lies for support; null where there was none. */
  readonly sealed: string | null;
  /** M/platform was told, or there was nothing to tell. Else its operator still lists this device. */
  readonly operatorKnows: boolean;
}

export interface LockView {
  readonly since: string;
  readonly problem: Problem;
  /** Work that M/platform does not have yet. It stays here, and goes there once the device is enrolled anew. */
  readonly waiting: number;
  /** The same, encrypted for support; null where there is none, or it could not be written. */
  readonly exportFile: string | null;
}

export interface AppStatus {
  /** How data lies on this computer's disk: with a key that the system keeps, with one in a file of this account's, or as it is. */
  readonly atRest: 'system' | 'file' | 'plain';
  readonly mode: Mode;
  readonly version: string;
  readonly language: Language;
  /** Set when M/platform has shut this device out: nothing else can be read until it is enrolled anew. */
  readonly locked: LockView | null;
  readonly device: {
    readonly deviceId: string;
    readonly technicianId: string;
    readonly technicianName: string;
    readonly dealerName: string;
    readonly server: string;
  } | null;
  readonly sync: SyncStatus & {
    readonly unsent: UnsentFacts;
    /** How far M/platform's clock is ahead of this machine's, as far as is known. */
    readonly clockOffsetMs: number | null;
  };
  readonly till: TillStatus;
  /** Only in training: the simulated counterparts that can be stopped and started. */
  readonly training: { readonly serverRunning: boolean; readonly pcposRunning: boolean } | null;
  /** What the start found and mended, e.g. an interrupted write of the till's configuration. */
  readonly notices: readonly Problem[];
  readonly helpLine: string;
}

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

export interface ProbeRun {
  readonly id: string;
  readonly subTicketId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly verdict: 'passed' | 'failed' | 'cancelled';
  readonly cause: ProbeStage | null;
  readonly stages: readonly ProbeStage[];
  readonly receipt: ReceiptClaims | null;
  /** Why a probe whose stages all passed brought no receipt. */
  readonly problem: Problem | null;
  /** Stages that ended otherwise than in the last run before this one that passed; null where there is none. */
  readonly sinceGood: {
    readonly runId: string;
    readonly finishedAt: string;
    readonly changed: readonly StageChange[];
  } | null;
  /** Where the till signed the result itself: its machine and the code it showed. */
  readonly handover: { readonly machineId: string; readonly code: string } | null;
}

export interface StageChange {
  readonly id: ProbeStageId;
  readonly before: Pick<ProbeStage, 'status' | 'code' | 'params'> | null;
  readonly after: Pick<ProbeStage, 'status' | 'code' | 'params'>;
  /** What in the evidence is another now, e.g. `addresses`, `issuer`, `digest`; as shown, nothing secret. */
  readonly facts: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

/** A result signed by a till, as read, before it is taken in. */
export interface SignedResultView {
  readonly machineId: string;
  readonly finishedAt: string;
  readonly storeId: string;
  readonly serverAddress: string;
  readonly stages: readonly ProbeStage[];
  /** Why it cannot be used; null when it can, once the person has compared the code. */
  readonly problem: Problem | null;
}

export type ProbeEvent =
  | { readonly type: 'started'; readonly serverAddress: string | null }
  | { readonly type: 'stage'; readonly stage: ProbeStage }
  | { readonly type: 'finished'; readonly run: ProbeRun };

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

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'gap';
  /** Line number in the file (before for removed, after for the others). */
  readonly line: number;
  readonly text: string;
}

export interface PlanView {
  readonly file: string;
  readonly profile: { readonly name: string; readonly verified: boolean; readonly source: ProfileSource };
  readonly encoding: string;
  readonly newline: string;
  readonly before: { readonly digest: string; readonly server: string | null; readonly stores: readonly string[] };
  readonly after: { readonly digest: string; readonly server: string | null; readonly stores: readonly string[] };
  readonly diff: readonly DiffLine[];
  readonly changed: boolean;
  readonly writable: boolean;
  /** Why not. */
  readonly obstacle: Problem | null;
  readonly way: WritingWay;
  readonly running: boolean | null;
}

/** A content of the till's file: as it is now, or as it comes back. */
export interface RestoredStateView {
  /** Null where the file is missing. */
  readonly digest: string | null;
  readonly server: string | null;
  readonly stores: readonly string[];
  readonly encoding: string | null;
  readonly newline: string | null;
  /** Why its settings cannot be read. */
  readonly problem: Problem | null;
}

/** What going back changes in the file as it is now. */
export interface RestorePlanView {
  readonly file: string;
  readonly restoredId: string;
  readonly before: RestoredStateView;
  readonly after: RestoredStateView;
  /** Empty though `changed` where only line ends or the encoding differ. */
  readonly diff: readonly DiffLine[];
  /** Changed lines that `diff` leaves out. */
  readonly unseen: number;
  readonly changed: boolean;
  /** With it goes what somebody else did to the file: by hand, by PC-POS or another program. */
  readonly foreignEdit: boolean;
}

export interface ConfigChangeView {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly subTicketId: string | null;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** `done`: the new content stands. `undone`: the old one does. `unclear`: something else does. */
  readonly outcome: 'open' | 'done' | 'undone' | 'unclear';
  readonly kind: 'apply' | 'restore';
  /** Of a restore: the change that it undid, so that what the file held before that came back. */
  readonly restoredId: string | null;
  /** What was set, secrets covered; `from` is null where the key was new. */
  readonly changes: readonly { readonly key: string; readonly from: string | null; readonly to: string }[];
}

/** A file that was attached on this device, and how far it got on its way up. */
export interface UploadView {
  readonly sha256: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly type: DocumentType;
  readonly ticketId: string;
  readonly addedAt: string;
  /** `stuck`: no further try would help; `problem` says what would. */
  readonly state: 'waiting' | 'uploading' | 'paused' | 'sent' | 'stuck';
  /** Bytes that went out; all of them are M/platform's once it is `sent`. */
  readonly sent: number;
  readonly problem: Problem | null;
  readonly nextTryAt: string | null;
}

/** Where one file of a ticket is. */
export interface TicketFileView {
  readonly sha256: string;
  /** On this computer; else it comes from M/platform when it is opened. */
  readonly here: boolean;
  /** Bytes that have come from M/platform; null while it is not coming. */
  readonly fetched: number | null;
  /** Operations that attach it and were not sent yet, so can be taken back. */
  readonly unsent: readonly string[];
}

/** What documents take up on this computer. */
export interface KeptFilesView {
  readonly files: number;
  readonly bytes: number;
  /** Bytes of those that could be let go, since M/platform has them. */
  readonly removable: number;
}

export interface FilePiece {
  readonly type: DocumentType;
  readonly name: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  readonly base64: string;
}

/** Something changed; the interface reads again what it shows of it. */
export interface ChangedEvent {
  readonly topics: readonly (
    | 'status'
    | 'tickets'
    | 'till'
    | 'probes'
    | 'files'
    | 'drafts'
    | 'practice'
    | 'reminders'
    | 'updates'
    | 'handedOver'
  )[];
}
