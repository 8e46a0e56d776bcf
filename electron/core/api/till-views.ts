import type { ProfileSource } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { TillFacts } from '../../../native-checks/pcpos/facts/types.ts';

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
