import type { ProbeActor, ProbeStageId } from '../../domain/probe.ts';
import type { TextKey } from '../../domain/text.ts';
import type { Target } from './address.ts';
import type { Trust } from './trust.ts';
import type { ProbeDeps, ProbeInput, ProbeTicket } from './types.ts';

/** `probe.<what>`; its advice is `probe.<what>.advice`. */
export type FindingCode = {
  [K in TextKey]: K extends `probe.${infer What}` ? (What extends `${string}.advice` ? never : K) : never;
}[TextKey];

/** What a code means: how the stage ended, and who can act when it did not end well. */
export type Finding =
  | { readonly status: 'passed' | 'notApplicable'; readonly actor: null }
  | { readonly status: 'warned' | 'failed'; readonly actor: ProbeActor };

export const passed: Finding = { status: 'passed', actor: null };
export const notApplicable: Finding = { status: 'notApplicable', actor: null };
export const warned = (actor: ProbeActor): Finding => ({ status: 'warned', actor });
export const failed = (actor: ProbeActor): Finding => ({ status: 'failed', actor });

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What earlier stages found out and later ones build on, so that each connection tests one thing more. */
export interface Facts {
  readonly target: Target;
  readonly addresses: readonly Address[];
  /** The address that accepted a connection: every later stage uses this one. */
  readonly route: Address;
  readonly ticket: ProbeTicket;
}

export interface StageContext {
  readonly input: ProbeInput;
  readonly deps: ProbeDeps;
  readonly facts: Partial<Facts>;
  readonly trust: Trust;
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
  /** Every code this stage can end with. */
  readonly findings: Readonly<Partial<Record<FindingCode, Finding>>>;
  run(context: StageContext): Promise<StageOutcome>;
}

/** A stage may only return codes of its own table, so the table is the whole truth about it. */
export function stage<const F extends Readonly<Partial<Record<FindingCode, Finding>>>>(
  id: ProbeStageId,
  findings: F & Readonly<Record<Exclude<keyof F, FindingCode>, never>>,
  run: (context: StageContext) => Promise<StageOutcome<Extract<keyof F, FindingCode>>>,
): Stage {
  return { id, findings, run };
}

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
