import { parentPort, workerData } from 'node:worker_threads';
import { createEngines } from './engines.ts';
import { MUTANTS } from './mutants.ts';
import { forgetTheDead } from './scheduler.ts';

/** What a thread is told to do. */
export interface Order {
  readonly seed: number;
  /** By its name in `MUTANTS`. */
  readonly mutant?: string | undefined;
  /** Under the server's store: the embedded one, where nothing is said. `both`: also the same course of events on both. */
  readonly engine?: 'postgres' | 'both' | undefined;
}
export interface WorkerData {
  readonly database: string | undefined;
}

forgetTheDead();
const run = createEngines((workerData as WorkerData | null)?.database);
/** One thread of `runSeeds`: is sent a seed, answers with its run. */
parentPort?.on('message', async ({ seed, mutant, engine }: Order) => {
  const counts = new Map<string, number>();
  const { failure, steps, trace } = await run(seed, engine, { counts, mutant: MUTANTS[mutant ?? ''] ?? {} });
  parentPort?.postMessage({ seed, failure, steps, trace, counts });
});
