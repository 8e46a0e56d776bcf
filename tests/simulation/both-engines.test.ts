import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabases } from './engines.ts';
import { type Crew, createCrew, seedsFrom } from './run-seeds.ts';

const SEEDS = 16;
const THREADS = 2;

let databases: Awaited<ReturnType<typeof startDatabases>>;
let crew: Crew;
beforeAll(async () => {
  databases = await startDatabases(THREADS);
  crew = createCrew(THREADS, databases.urls);
});
afterAll(async () => {
  await crew.end();
  await databases.close();
});

it(`nobody can tell the engines apart: ${SEEDS} runs go the same way on both, step by step, over everything that goes wrong`, {
  timeout: 600_000,
}, async () => {
  const broken: string[] = [];
  let steps = 0;
  await crew.run({
    seeds: seedsFrom(1, SEEDS),
    engine: 'both',
    onRun(run) {
      steps += run.steps;
      if (run.failure === undefined) return true;
      broken.push(`seed ${run.seed}: ${run.failure}\nnpm run sim -- --seed ${run.seed} --engine both`);
      return false;
    },
  });
  expect(broken.join('\n')).toBe('');
  expect(steps).toBeGreaterThan(100 * SEEDS);
});
