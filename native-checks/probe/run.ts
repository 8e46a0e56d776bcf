import { type ProbeStage, type ProbeStageId, probeStageIds, STAGE_NEEDS } from '../../domain/probe.ts';
import { type Facts, type Finding, type FindingCode, found, type Stage, type StageContext, type StageOutcome } from './stage.ts';
import { stages as allStages } from './stages/index.ts';
import { createTrust } from './trust.ts';
import type { ProbeDeps, ProbeInput } from './types.ts';

export interface ProbeOptions {
  /** Cancel: whatever is not finished comes back as `probe.cancelled`, at once. */
  readonly signal: AbortSignal;
  /** Within this a dead or silent server is diagnosed. Milliseconds. */
  readonly timeoutMs?: number;
  readonly onStage?: (stage: ProbeStage) => void;
  /** These stages and what they need; a verdict over less than all never passes. */
  readonly only?: readonly ProbeStageId[];
}

/** Under six seconds, with room for what a loaded till adds. */
export const DEFAULT_TIMEOUT_MS = 5500;

/** Codes that the run gives itself, for any stage. */
export const runFindings = {
  'probe.not-run': { status: 'notRun', actor: null },
  'probe.cancelled': { status: 'notRun', actor: null },
} as const satisfies Partial<Record<FindingCode, unknown>>;

/**
 * Runs the stages between this machine and M/platform; what depends on nothing runs side by side.
 * Stages come back in the order of `probeStageIds`, and through `onStage` as each ends.
 * @throws Error when a stage has a bug; a network that misbehaves is never one.
 */
export async function runProbe(input: ProbeInput, deps: ProbeDeps, options: ProbeOptions): Promise<readonly ProbeStage[]> {
  const broken = new AbortController();
  const wanted = withNeeds(options.only ?? probeStageIds);
  const trust = createTrust(deps.ca);
  // Reading the system's authorities holds up everything for a moment; done first, it falsifies no stage's time.
  if (wanted.includes('tls') && /^\s*https:/i.test(input.serverAddress)) trust.secureContext();
  const run: Run = {
    input,
    deps,
    options,
    facts: {},
    trust,
    started: performance.now(),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: AbortSignal.any([options.signal, broken.signal]),
  };
  const running = new Map<ProbeStageId, Promise<ProbeStage>>();
  for (const id of wanted) {
    const needs = STAGE_NEEDS[id].map((need) => running.get(need) as Promise<ProbeStage>);
    running.set(id, runStage(run, allStages[id], needs));
  }
  try {
    return await Promise.all(running.values());
  } catch (cause) {
    // The others must not go on holding sockets behind a caller who has already been told.
    broken.abort();
    await Promise.allSettled(running.values());
    throw cause;
  }
}

interface Run extends Omit<StageContext, 'facts'> {
  readonly options: ProbeOptions;
  readonly facts: { -readonly [K in keyof Facts]?: Facts[K] };
  readonly started: number;
  readonly timeoutMs: number;
}

async function runStage(run: Run, stage: Stage, needs: readonly Promise<ProbeStage>[]): Promise<ProbeStage> {
  const unmet = (await Promise.all(needs)).find((s) => s.status === 'failed' || s.status === 'notRun');
  if (run.signal.aborted) return report(run, stage.id, found('probe.cancelled'), runFindings['probe.cancelled'], 0);
  if (unmet !== undefined) {
    return report(run, stage.id, found('probe.not-run', {}, { because: unmet.id }), runFindings['probe.not-run'], 0);
  }
  const started = performance.now();
  const ended = await end(run, stage, limitMs(stage.id, run.timeoutMs, started - run.started));
  const ms = Math.round(performance.now() - started);
  if (ended === 'cancelled') return report(run, stage.id, found('probe.cancelled'), runFindings['probe.cancelled'], ms);
  Object.assign(run.facts, ended.facts);
  const finding = stage.findings[ended.code];
  if (finding === undefined) throw new Error(`The probe stage "${stage.id}" ended with ${ended.code}, which is not its own`);
  return report(run, stage.id, ended, finding, ms);
}

/** Races the stage against cancelling; its time limit is the stage's own to tell, since only it knows how far it got. */
async function end(run: Run, stage: Stage, limit: number): Promise<StageOutcome | 'cancelled'> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), limit);
  const context: StageContext = { ...run, facts: run.facts, signal: AbortSignal.any([run.signal, timeUp.signal]) };
  let cancel: (() => void) | undefined;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    cancel = () => resolve('cancelled');
    run.signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([cancelled, stage.run(context)]);
  } catch (cause) {
    throw new Error(`The probe stage "${stage.id}" has a bug`, { cause });
  } finally {
    clearTimeout(timer);
    if (cancel !== undefined) run.signal.removeEventListener('abort', cancel);
    // Ends whatever the stage left open.
    timeUp.abort();
  }
}

/** On the way to the first answer of the server all stages share the time; a silent one then takes what is left. */
const SHARED: readonly ProbeStageId[] = ['names', 'tcp', 'tls', 'http'];

/**
 * How long a stage may take. After a slow but working stage the next still gets a quarter of the time, so that a
 * bad line is not called dead: only then can the whole take longer than `timeoutMs`.
 */
function limitMs(id: ProbeStageId, timeoutMs: number, elapsed: number): number {
  // Windows and glibc ask a dead resolver again after one to two seconds; a slower answer helps no till.
  const most = id === 'names' ? 0.4 * timeoutMs : 0.75 * timeoutMs;
  return SHARED.includes(id) ? Math.max(0.25 * timeoutMs, Math.min(most, timeoutMs - elapsed)) : most;
}

function report(
  run: Run,
  id: ProbeStageId,
  outcome: StageOutcome,
  finding: Finding | (typeof runFindings)[keyof typeof runFindings],
  ms: number,
): ProbeStage {
  const { code, params, evidence } = outcome;
  const stage: ProbeStage = { id, status: finding.status, code, params, ms, actor: finding.actor, evidence };
  run.options.onStage?.(stage);
  return stage;
}

function withNeeds(ids: readonly ProbeStageId[]): readonly ProbeStageId[] {
  const wanted = new Set<ProbeStageId>();
  const add = (id: ProbeStageId): void => {
    for (const need of STAGE_NEEDS[id]) add(need);
    wanted.add(id);
  };
  for (const id of ids) add(id);
  return probeStageIds.filter((id) => wanted.has(id));
}
