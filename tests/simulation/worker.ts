import { parentPort } from 'node:worker_threads';
import { simulate } from './simulate.ts';

/** One thread of `runSeeds`: is sent a seed, answers with its run. */
parentPort?.on('message', async (seed: number) => {
  const counts = new Map<string, number>();
  const { failure, steps, trace } = await simulate(seed, { counts });
  parentPort?.postMessage({ seed, failure, steps, trace: failure === undefined ? [] : trace, counts });
});
