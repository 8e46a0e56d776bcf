import type { Clock } from '../../../domain/clock.ts';
import type { Material } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { backOff } from '../sync/engine.ts';
import type { Timers } from '../timers.ts';

export interface ComingDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  /** What is to come next, none of those; undefined when there is nothing, or now is not the time. */
  readonly next: (except: (sha256: string) => boolean) => Promise<Material | undefined>;
  readonly fetch: (wanted: Material, signal: AbortSignal) => Promise<Result<null, Problem>>;
  readonly isWanted: (sha256: string) => boolean;
  readonly changed: () => void;
}

/** It is this one file, not the line: the others may come all the same. */
const OWN: readonly string[] = ['materials.not-there', 'files.came-damaged', 'files.no-room-to-open', 'files.folder-unusable'];
/** After so long such a file is tried again. */
const AGAIN_MS = 15 * 60_000;

/**
 * Fetches one material after the other while there is a line. Where the line ends, it goes on after a while, with what has
 * come already; what is wrong with one holds up no other.
 */
export function createComing(deps: ComingDeps) {
  const { clock, timers } = deps;
  const failed = new Map<string, { readonly problem: Problem; readonly at: number }>();
  let stopped = true;
  let running: Promise<void> | undefined;
  let current: { readonly sha256: string; readonly cancel: AbortController } | undefined;
  let again = false;
  let failures = 0;
  let cancelTry = (): void => {};

  const rests = (sha256: string): boolean => Math.abs(clock.now() - (failed.get(sha256)?.at ?? Number.NaN)) < AGAIN_MS;

  async function run(): Promise<void> {
    for (;;) {
      const wanted = stopped ? undefined : await deps.next(rests);
      if (wanted === undefined || stopped) return;
      const { sha256 } = wanted;
      const cancel = new AbortController();
      current = { sha256, cancel };
      deps.changed();
      const answer = await deps.fetch(wanted, cancel.signal);
      current = undefined;
      if (stopped) return;
      // Nobody wants this version any more: whatever became of it says nothing.
      if (cancel.signal.aborted) continue;
      if (answer.ok) {
        failures = 0;
        failed.delete(sha256);
      } else {
        failed.set(sha256, { problem: answer.error, at: clock.now() });
        if (!OWN.includes(answer.error.code)) return tryLater(sha256);
      }
      deps.changed();
    }
  }

  function tryLater(sha256: string): void {
    const { problem } = failed.get(sha256) ?? {};
    const wait = backOff(failures, deps.random);
    failures += 1;
    // The line's fault: it is this one's turn again as soon as there is one.
    if (problem !== undefined) failed.set(sha256, { problem, at: Number.NaN });
    cancelTry = timers.after(wait, go);
    deps.changed();
  }

  function go(): void {
    if (stopped) return;
    if (current !== undefined && !deps.isWanted(current.sha256)) current.cancel.abort();
    if (running !== undefined) {
      again = true;
      return;
    }
    cancelTry();
    again = false;
    // What a full disk keeps from being written down ends this run and not the core.
    running = run().catch(() => undefined);
    void running.then(() => {
      running = undefined;
      if (again) go();
    });
  }

  return {
    /** There is a line, or something else to be fetched. */
    wake: go,
    /** The person asks for it: what failed before is tried now. */
    again(): void {
      failed.clear();
      go();
    },
    problemOf: (sha256: string): Problem | null => failed.get(sha256)?.problem ?? null,
    /** Whether it is the file itself that does not come, and not the line. */
    rests,
    start(): void {
      stopped = false;
    },
    async stop(): Promise<void> {
      stopped = true;
      cancelTry();
      current?.cancel.abort();
      await running;
    },
    /** Ends when nothing is under way. */
    settled: async (): Promise<void> => {
      while (running !== undefined) await running;
    },
  };
}
export type Coming = ReturnType<typeof createComing>;
