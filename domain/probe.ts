import * as z from 'zod';
import type { Origin } from './model/sub-ticket.ts';
import { assertNever } from './result.ts';
import { isTextKey, type TextKey } from './text.ts';

/**
 * The stages of the way from the till to M/platform, in the order in which a person reads them.
 * A stage whose `needs` failed is not run; what depends on nothing runs beside the rest.
 */
export const probeStageIds = [
  'machine',
  'proxy',
  'names',
  'portal',
  'tcp',
  'tls',
  'http',
  'clock',
  'bodies',
  'signIn',
  'store',
  'live',
  'pcposConfigured',
  'pcposRunning',
  'pcposRestarted',
  'tillContact',
] as const;
export const probeStageId = z.enum(probeStageIds);
export type ProbeStageId = z.infer<typeof probeStageId>;

export const STAGE_NEEDS: Readonly<Record<ProbeStageId, readonly ProbeStageId[]>> = {
  machine: [],
  proxy: ['machine'],
  names: ['machine'],
  portal: ['names'],
  tcp: ['names', 'proxy'],
  tls: ['tcp'],
  http: ['tls'],
  clock: [],
  bodies: ['http'],
  signIn: ['http'],
  store: ['signIn'],
  live: ['signIn'],
  pcposConfigured: [],
  pcposRunning: [],
  pcposRestarted: ['pcposRunning'],
  tillContact: ['signIn'],
};

/**
 * `notTestable`: not from here, or this way has no such stage (TLS to the same machine, a till seen from a laptop).
 * `notRun`: another stage failed before.
 */
export const probeStatus = z.enum(['passed', 'warned', 'failed', 'notRun', 'notTestable']);
export type ProbeStatus = z.infer<typeof probeStatus>;

/** Who can do something about a finding. */
export const probeActor = z.enum(['technician', 'shopNetwork', 'mplatform', 'insoft']);
export type ProbeActor = z.infer<typeof probeActor>;

export const probeStage = z.object({
  id: probeStageId,
  status: probeStatus,
  /** A code with a sentence, e.g. `probe.tcp-refused`; `<code>.advice` says what to do. */
  code: z
    .string()
    .refine(isTextKey)
    .transform((code) => code as TextKey),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Whole milliseconds; 0 when not run. */
  ms: z.number().nonnegative(),
  actor: probeActor.nullable(),
  /** Addresses, certificates, codes, times. Never a secret: it goes into reports. */
  evidence: z.record(z.string(), z.unknown()),
});
export type ProbeStage = Readonly<z.infer<typeof probeStage>>;

/** The key of the sentence that says what to do about a finding; undefined when there is nothing to do. */
export function probeAdvice(stage: Pick<ProbeStage, 'code'>): TextKey | undefined {
  const key = `${stage.code}.advice`;
  return isTextKey(key) ? key : undefined;
}

export interface ProbeVerdict {
  readonly passed: boolean;
  /** The first cause: the earliest failed stage, not its consequences. */
  readonly cause: ProbeStage | undefined;
}

/**
 * What may be missing from the proof that a close needs, since it cannot be had there: what the network has no such
 * thing of, what an older server does not offer, and, from a laptop, the till itself. Anything else that was not
 * tested forbids closing, as a failure does; a warning does not.
 */
const MAY_BE_UNTESTED: Readonly<Record<Origin, readonly ProbeStageId[]>> = (() => {
  const anywhere = ['machine', 'names', 'portal', 'proxy', 'tcp', 'tls', 'clock', 'bodies', 'tillContact'] as const;
  return { workstation: anywhere, laptop: [...anywhere, 'pcposConfigured', 'pcposRunning', 'pcposRestarted'] };
})();

/** Whether a stage that ended so forbids closing. */
export function forbidsClosing({ id, status }: Pick<ProbeStage, 'id' | 'status'>, origin: Origin): boolean {
  switch (status) {
    case 'passed':
    case 'warned':
      return false;
    case 'failed':
    case 'notRun':
      return true;
    case 'notTestable':
      return !MAY_BE_UNTESTED[origin].includes(id);
    default:
      return assertNever(status);
  }
}

/**
 * The verdict from the stages: each of `wanted` once, and none that forbids closing. Client and server use this one
 * function, and the server adds what it knows itself. The cause is the first failure, not its consequences.
 */
export function probeVerdict(
  stages: readonly ProbeStage[],
  origin: Origin,
  wanted: readonly ProbeStageId[] = probeStageIds,
): ProbeVerdict {
  const byId = new Map(stages.map((s) => [s.id, s]));
  const inOrder = wanted.flatMap((id) => byId.get(id) ?? []);
  const cause = inOrder.find((s) => s.status === 'failed') ?? inOrder.find((s) => forbidsClosing(s, origin));
  return { passed: cause === undefined && inOrder.length === wanted.length && stages.length === byId.size, cause };
}
