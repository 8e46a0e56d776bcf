import * as z from 'zod';
import type { Origin } from './model/sub-ticket.ts';
import type { FINDINGS } from './probe-findings.ts';
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

/** Every code that says "could not be tested": a new one does not compile until somebody decided where it may stand. */
type UntestedCode = {
  [I in ProbeStageId]: {
    [C in keyof (typeof FINDINGS)[I]]: (typeof FINDINGS)[I][C] extends { readonly status: 'notTestable' } ? C : never;
  }[keyof (typeof FINDINGS)[I]];
}[ProbeStageId];

const ANYWHERE: readonly Origin[] = ['workstation', 'laptop'];
const NOWHERE: readonly Origin[] = [];

/**
 * From where a close may rest on a proof in which this was not tested. Anything else that was not tested forbids
 * closing, as a failure does; a warning does not.
 */
export const MAY_BE_UNTESTED: Readonly<Record<UntestedCode, readonly Origin[]>> = {
  // This way has no such thing: a server on the same machine, a proxy that looks names up and connects.
  'probe.machine-not-needed': ANYWHERE,
  'probe.portal-not-needed': ANYWHERE,
  'probe.tls-not-needed': ANYWHERE,
  'probe.names-through-proxy': ANYWHERE,
  'probe.tcp-through-proxy': ANYWHERE,
  'probe.portal-through-proxy': ANYWHERE,
  // Says why something fails, when it does; the way itself is proven by the stages after it.
  'probe.machine-unread': ANYWHERE,
  'probe.portal-untested': ANYWHERE,
  'probe.proxy-unknown': ANYWHERE,
  'probe.proxy-unsupported': ANYWHERE,
  'probe.proxy-untested': ANYWHERE,
  'probe.clock-unknown': ANYWHERE,
  // An older server has no echo of bodies and does not say when the till called.
  'probe.bodies-untested': ANYWHERE,
  'probe.till-contact-unknown': ANYWHERE,
  // The till cannot be seen from a laptop; there its own call to M/platform is asked for instead, by the gate.
  'probe.pcpos-not-here': ['laptop'],
  'probe.pcpos-running-not-here': ['laptop'],
  'probe.pcpos-restart-not-here': ['laptop'],
  // Without an address there is no way at all.
  'probe.proxy-no-address': NOWHERE,
  // Only a till that hands its result over says these, and the device that takes it in tests them in its place.
  'probe.sign-in-elsewhere': NOWHERE,
  'probe.store-elsewhere': NOWHERE,
  'probe.live-elsewhere': NOWHERE,
  'probe.till-contact-elsewhere': NOWHERE,
};

/** What a till without an account leaves to the device that takes its result in; all else it must have tested itself. */
export const LEFT_TO_DEVICE: readonly ProbeStageId[] = ['signIn', 'store', 'live', 'tillContact'];

/**
 * What a till must have tested itself and signed. `live` is both's: the till proves its own way without an account,
 * the device that it is enrolled.
 */
export const TESTED_BY_TILL: readonly ProbeStageId[] = probeStageIds.filter(
  (id) => id === 'live' || !LEFT_TO_DEVICE.includes(id),
);

/** Whether a stage that ended so forbids closing. */
export function forbidsClosing({ status, code }: Pick<ProbeStage, 'status' | 'code'>, origin: Origin): boolean {
  switch (status) {
    case 'passed':
    case 'warned':
      return false;
    case 'failed':
    case 'notRun':
      return true;
    case 'notTestable': {
      const from: Readonly<Record<string, readonly Origin[]>> = MAY_BE_UNTESTED;
      return !(Object.hasOwn(from, code) && from[code]?.includes(origin));
    }
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
