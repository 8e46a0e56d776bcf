import { parentPort } from 'node:worker_threads';
import { MUTANTS } from './mutants.ts';
import { forgetTheDead } from './scheduler.ts';
import { simulate } from './simulate.ts';

/** What a thread is told to do. */
export interface Order {
  readonly seed: number;
  /** By its name in `MUTANTS`. */
  readonly mutant?: string | undefined;
}

forgetTheDead();
/** One thread of `runSeeds`: is sent a seed, answers with its run. */
parentPort?.on('message', async ({ seed, mutant }: Order) => {
  const counts = new Map<string, number>();
  const { failure, steps, trace } = await simulate(seed, { counts, mutant: MUTANTS[mutant ?? ''] ?? {} });
  parentPort?.postMessage({ seed, failure, steps, trace, counts });
});
