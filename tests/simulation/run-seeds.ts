import { Worker } from 'node:worker_threads';
import type { SimulationResult } from './simulate.ts';
import type { Order } from './worker.ts';

export interface Run extends SimulationResult {
  readonly counts: ReadonlyMap<string, number>;
}

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  readonly threads: number;
  /** By its name in `MUTANTS`: an engine broken on purpose. */
  readonly mutant?: string;
  /** Called after each run; false lets no further one begin. */
  readonly onRun: (run: Run) => boolean;
}

/** Runs seeds one after the other on several threads. Which thread does which has no say in what happens in a run. */
export async function runSeeds({ first, count, threads, mutant, onRun }: SeedsOptions): Promise<void> {
  let next = first;
  let going = true;
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const end = (): void => void worker.terminate().then(() => resolve());
      const give = (): void => {
        if (going && next < first + count) {
          worker.postMessage({ seed: next, mutant } satisfies Order);
          next += 1;
        } else end();
      };
      worker.on('error', reject);
      worker.on('message', (run: Run) => {
        going &&= onRun(run);
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(threads, count) }, thread));
}

export const addUp = (sum: Map<string, number>, counts: ReadonlyMap<string, number>): void => {
  for (const [what, times] of counts) sum.set(what, (sum.get(what) ?? 0) + times);
};
