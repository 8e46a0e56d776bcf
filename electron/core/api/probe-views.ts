import type { ReceiptClaims } from '../../../domain/closing.ts';
import type { ProbeStage, ProbeStageId } from '../../../domain/probe.ts';
import type { Problem } from '../../../domain/problem.ts';

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
