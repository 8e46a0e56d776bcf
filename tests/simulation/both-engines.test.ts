import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabases } from './engines.ts';
import { type Crew, createCrew, seedsFrom } from './run-seeds.ts';

const SEEDS = 12;
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

const LONG = { timeout: 600_000 } as const;

async function keepsEveryPromise(engine: 'postgres' | 'both', first: number): Promise<void> {
  const broken: string[] = [];
  let steps = 0;
  await crew.run({
    seeds: seedsFrom(first, SEEDS),
    engine,
    onRun(run) {
      steps += run.steps;
      if (run.failure === undefined) return true;
      broken.push(`seed ${run.seed}: ${run.failure}\nnpm run sim -- --seed ${run.seed} --engine ${engine}`);
      return false;
    },
  });
  expect(broken.join('\n')).toBe('');
  expect(steps).toBeGreaterThan(100 * SEEDS);
}

it(
  `nobody can tell the engines apart: ${SEEDS} runs go the same way on both, step by step, over everything that goes wrong`,
  LONG,
  () => keepsEveryPromise('both', 1),
);

it(`with all that PostgreSQL is asked at once, ${SEEDS} runs keep every promise, too`, LONG, () =>
  keepsEveryPromise('postgres', 101),
);
