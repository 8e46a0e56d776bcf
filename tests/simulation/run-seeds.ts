import { Worker } from 'node:worker_threads';
import type { SimulationResult } from './simulate.ts';
import type { Order, WorkerData } from './worker.ts';

export interface Run extends SimulationResult {
  readonly counts: ReadonlyMap<string, number>;
}

export interface SeedsOptions {
  /** In this order. */
  readonly seeds: Iterable<number>;
  /** By its name in `MUTANTS`: an engine broken on purpose. */
  readonly mutant?: string;
  /** What else than the embedded one; see `Order`. */
  readonly engine?: Order['engine'];
  /** Called after each run; false lets no further one begin. */
  readonly onRun: (run: Run) => boolean;
}

/** Every seed from the first on. */
export function* seedsFrom(first: number, count: number): Generator<number> {
  for (let seed = first; seed < first + count; seed += 1) yield seed;
}

/**
 * Threads that make runs, each one after the other. They stay until they are sent home: to begin one costs more than a
 * run. Which thread makes which run has no say in what happens in it.
 *
 * @param databases on PostgreSQL, one for each thread, with the schema and no rows
 */
export function createCrew(threads: number, databases: readonly string[] = []) {
  const workers = Array.from({ length: threads }, (_, i) => {
    const workerData: WorkerData = { database: databases[i] };
    return new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  });

  const runOn = (worker: Worker, order: Order): Promise<Run> =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (run: Run) => {
        worker.off('error', reject);
        resolve(run);
      });
      worker.postMessage(order);
    });

  return {
    async run({ seeds, mutant, engine, onRun }: SeedsOptions): Promise<void> {
      const left = seeds[Symbol.iterator]();
      let going = true;
      const work = async (worker: Worker): Promise<void> => {
        while (going) {
          const next = left.next();
          if (next.done) return;
          const run = await runOn(worker, { seed: next.value, mutant, engine });
          going &&= onRun(run);
        }
      };
      await Promise.all(workers.map(work));
    },
    async end(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
export type Crew = ReturnType<typeof createCrew>;

export const addUp = (sum: Map<string, number>, counts: ReadonlyMap<string, number>): void => {
  for (const [what, times] of counts) sum.set(what, (sum.get(what) ?? 0) + times);
};
