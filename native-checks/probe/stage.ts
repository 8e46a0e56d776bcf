import type { ProbeStage, ProbeStageId } from '../../domain/probe.ts';
import type { CodeOf, FindingCode } from '../../domain/probe-findings.ts';
import type { Target } from './address.ts';
import type { Trust } from './trust.ts';
import type { ProbeDeps, ProbeInput, ProbeTicket, ProxyServer } from './types.ts';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

export type Route = Address | { readonly proxy: ProxyServer };

/** What earlier stages found out and later ones build on, so that each connection tests one thing more. */
export interface Facts {
  readonly target: Target;
  readonly addresses: readonly Address[];
  /** How every later stage gets there: to the address that accepted a connection, or through the proxy. */
  readonly route: Route;
  /** Set by `proxy` where this machine is told to go through one, and it lets through. */
  readonly proxy: ProxyServer;
  /** What the server's clock said, beside this machine's at that moment. Milliseconds since the epoch. */
  readonly serverClock: { readonly theirs: number; readonly ours: number };
  readonly ticket: ProbeTicket;
}

export interface StageContext {
  readonly input: ProbeInput;
  readonly deps: ProbeDeps;
  readonly facts: Partial<Facts>;
  readonly trust: Trust;
  /**
   * How another stage ended; undefined where it was not wanted or the run was cancelled. The time of waiting is not
   * this stage's. Only for those that `STAGE_HEEDS` names, so that no two can wait for each other.
   */
  readonly outcomeOf: (id: ProbeStageId) => Promise<ProbeStage | undefined>;
  /**
   * What several stages need and only one of them should fetch: made once in a run, for whoever asks first.
   * `make` gets the signal of the whole run, since it works for others than the one that asked.
   */
  readonly once: <T>(name: string, make: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Aborts when the stage's time is up or the run is cancelled; the stage then settles at once. */
  readonly signal: AbortSignal;
}

export interface StageOutcome<C extends FindingCode = FindingCode> {
  readonly code: C;
  readonly params: Readonly<Record<string, string | number>>;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly facts: Partial<Facts>;
}

export interface Stage {
  readonly id: ProbeStageId;
  run(context: StageContext): Promise<StageOutcome>;
}

/** A stage may only return codes of its own in the table of findings, so the table is the whole truth about it. */
export const stage = <const I extends ProbeStageId>(
  id: I,
  run: (context: StageContext) => Promise<StageOutcome<CodeOf<I>>>,
): Stage => ({ id, run });

export const found = <const C extends FindingCode>(
  code: C,
  params: StageOutcome['params'] = {},
  evidence: StageOutcome['evidence'] = {},
  facts: Partial<Facts> = {},
): StageOutcome<C> => ({ code, params, evidence, facts });

/** A fact that an earlier stage must have left. Its absence is a bug in `STAGE_NEEDS`, not a finding. */
export function known<T>(fact: T | undefined, name: keyof Facts): T {
  if (fact === undefined) throw new Error(`No stage left the fact "${name}"`);
  return fact;
}
