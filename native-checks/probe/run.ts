import { type ProbeStage, type ProbeStageId, probeStageIds, STAGE_NEEDS } from '../../domain/probe.ts';
import { type FindingCode, findingOf } from '../../domain/probe-findings.ts';
import { STAGE_HEEDS, withNeeds } from './heeds.ts';
import { OwnTime } from './own-time.ts';
import { type Facts, found, type Stage, type StageContext, type StageOutcome } from './stage.ts';
import { stages as allStages } from './stages/index.ts';
import { createTrust } from './trust.ts';
import type { ProbeDeps, ProbeInput } from './types.ts';
import { untilStopped } from './wait.ts';

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

/**
 * Runs the stages between this machine and M/platform; what depends on nothing runs side by side.
 * Stages come back in the order of `probeStageIds`, and through `onStage` as each ends.
 * @throws Error when a stage has a bug; a network that misbehaves is never one.
 */
export async function runProbe(input: ProbeInput, deps: ProbeDeps, options: ProbeOptions): Promise<readonly ProbeStage[]> {
  const over = new AbortController();
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
    signal: AbortSignal.any([options.signal, over.signal]),
    shared: new Map(),
    ended: new Map(wanted.map((id) => [id, Promise.withResolvers<ProbeStage>()])),
  };
  const running = wanted.map(async (id) => {
    const ended = await runStage(run, allStages[id]);
    run.ended.get(id)?.resolve(ended);
    return ended;
  });
  try {
    return await Promise.all(running);
  } finally {
    // What was made for several stages must not go on behind a caller who has already been told; nor, after a bug,
    // must the other stages.
    over.abort();
    await Promise.allSettled(running);
  }
}

interface Run extends Omit<StageContext, 'facts' | 'outcomeOf' | 'once'> {
  readonly options: ProbeOptions;
  readonly facts: { -readonly [K in keyof Facts]?: Facts[K] };
  readonly started: number;
  readonly timeoutMs: number;
  readonly shared: Map<string, Promise<unknown>>;
  readonly ended: ReadonlyMap<ProbeStageId, PromiseWithResolvers<ProbeStage>>;
}

async function runStage(run: Run, stage: Stage): Promise<ProbeStage> {
  const needs = await whileUncancelled(run, Promise.all(STAGE_NEEDS[stage.id].flatMap((id) => run.ended.get(id)?.promise ?? [])));
  if (needs === 'cancelled' || run.signal.aborted) return report(run, stage.id, found('probe.cancelled'), 0);
  const unmet = needs.find((s) => s.status === 'failed' || s.status === 'notRun');
  if (unmet !== undefined) {
    // The stage that really failed, however many in between waited for it, too.
    const because = unmet.evidence.because ?? unmet.id;
    return report(run, stage.id, found('probe.not-run', {}, { because }), 0);
  }
  const own = new OwnTime(() => limitMs(stage.id, run.timeoutMs, performance.now() - run.started));
  const ended = await end(run, stage, own);
  const ms = Math.round(own.ms);
  if (ended === 'cancelled') return report(run, stage.id, found('probe.cancelled'), ms);
  Object.assign(run.facts, ended.facts);
  return report(run, stage.id, ended, ms);
}

async function whileUncancelled<T>(run: Run, work: Promise<T>): Promise<T | 'cancelled'> {
  return untilStopped(work, run.signal).then((value) => (value === 'stopped' ? 'cancelled' : value));
}

/** Races the stage against cancelling; its time limit is the stage's own to tell, since only it knows how far it got. */
async function end(run: Run, stage: Stage, own: OwnTime): Promise<StageOutcome | 'cancelled'> {
  const signal = AbortSignal.any([run.signal, own.up]);
  const context: StageContext = {
    ...run,
    signal,
    async outcomeOf(id) {
      if (!STAGE_HEEDS[stage.id]?.includes(id)) throw new Error(`STAGE_HEEDS does not say that "${stage.id}" waits for "${id}"`);
      const other = run.ended.get(id);
      if (other === undefined) return undefined;
      own.pause();
      const outcome = await untilStopped(other.promise, run.signal);
      own.goOn();
      return outcome === 'stopped' ? undefined : outcome;
    },
    once<T>(name: string, make: (signal: AbortSignal) => Promise<T>) {
      const made = run.shared.get(name) ?? make(run.signal);
      run.shared.set(name, made);
      // Whoever asked may have been stopped since, and then nobody hears of a failure.
      made.catch(() => {});
      return made as Promise<T>;
    },
  };
  try {
    return await whileUncancelled(run, stage.run(context));
  } catch (cause) {
    throw new Error(`The probe stage "${stage.id}" has a bug`, { cause });
  } finally {
    // Ends whatever the stage left open.
    own.end();
  }
}

/** On the way to the first answer of the server all stages share the time; a silent one then takes what is left. */
const SHARED: readonly ProbeStageId[] = ['machine', 'proxy', 'names', 'portal', 'tcp', 'tls', 'http', 'clock'];

/**
 * How long a stage may take. After a slow but working stage the next still gets a quarter of the time, so that a
 * bad line is not called dead: only then can the whole take longer than `timeoutMs`.
 */
function limitMs(id: ProbeStageId, timeoutMs: number, elapsed: number): number {
  // Windows and glibc ask a dead resolver again after one to two seconds; a slower answer helps no till.
  const most = id === 'names' ? 0.4 * timeoutMs : 0.75 * timeoutMs;
  return SHARED.includes(id) ? Math.max(0.25 * timeoutMs, Math.min(most, timeoutMs - elapsed)) : most;
}

function report(run: Run, id: ProbeStageId, { code, params, evidence }: StageOutcome<FindingCode>, ms: number): ProbeStage {
  const finding = findingOf(id, code);
  if (finding === undefined) throw new Error(`The probe stage "${id}" ended with ${code}, which is not its own`);
  const stage: ProbeStage = { id, status: finding.status, code, params, ms, actor: finding.actor, evidence };
  run.options.onStage?.(stage);
  return stage;
}
