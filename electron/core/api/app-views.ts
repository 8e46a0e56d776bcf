import type { Problem } from '../../../domain/problem.ts';
import type { Language } from '../../../domain/text.ts';
import type { UnsentFacts } from './inbox-views.ts';
import type { TillStatus } from './till-views.ts';

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
