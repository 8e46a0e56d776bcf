import * as z from 'zod';
import { isTextKey, type TextKey } from './text.ts';

/**
 * The stages of the way from the till to M/platform, in the order in which a person reads them.
 * A stage whose `needs` failed is not run; what depends on nothing runs beside the rest.
 */
export const probeStageIds = [
  'names',
  'tcp',
  'tls',
  'http',
  'signIn',
  'store',
  'live',
  'pcposConfigured',
  'pcposRunning',
] as const;
export const probeStageId = z.enum(probeStageIds);
export type ProbeStageId = z.infer<typeof probeStageId>;

export const STAGE_NEEDS: Readonly<Record<ProbeStageId, readonly ProbeStageId[]>> = {
  names: [],
  tcp: ['names'],
  tls: ['tcp'],
  http: ['tls'],
  signIn: ['http'],
  store: ['signIn'],
  live: ['signIn'],
  pcposConfigured: [],
  pcposRunning: [],
};

/** `notApplicable`: this way has no such stage (TLS on plain HTTP in a lab). `notRun`: another stage failed before. */
export const probeStatus = z.enum(['passed', 'warned', 'failed', 'notRun', 'notApplicable']);
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
 * The verdict from the stages. Every stage must be there and none failed or not run; a warning does not forbid
 * closing. Client and server use this one function, and the server adds what it knows itself.
 */
export function probeVerdict(stages: readonly ProbeStage[]): ProbeVerdict {
  const byId = new Map(stages.map((s) => [s.id, s]));
  const inOrder = probeStageIds.map((id) => byId.get(id));
  const cause = inOrder.find((s) => s?.status === 'failed') ?? inOrder.find((s) => s?.status === 'notRun');
  return { passed: cause === undefined && inOrder.every((s) => s !== undefined), cause };
}
