import { describe, expect, it } from 'vitest';
import { MUST_HAPPEN } from './coverage.ts';
import { MUTANTS } from './mutants.ts';
import { addUp, type Run, runSeeds } from './run-seeds.ts';

const SEEDS = 300;
/** A mutant that no run below this number notices is not noticed. */
const MUTANT_SEEDS = 120;

describe('sync over everything that can go wrong', () => {
  const counts = new Map<string, number>();

  it(`keeps every promise in ${SEEDS} runs`, { timeout: 600_000 }, async () => {
    const broken: string[] = [];
    const began = performance.now();
    let steps = 0;
    await runSeeds({
      first: 1,
      count: SEEDS,
      threads: 2,
      onRun(run) {
        steps += run.steps;
        addUp(counts, run.counts);
        if (run.failure === undefined) return true;
        broken.push(`${run.trace.slice(-60).join('\n')}\nseed ${run.seed}: ${run.failure}\nnpm run sim -- --seed ${run.seed}`);
        return false;
      },
    });
    expect(broken.join('\n')).toBe('');
    console.log(`${SEEDS} runs, ${steps} steps, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  });

  it('has met every fault and every outcome in them', () => {
    expect(MUST_HAPPEN.filter((what) => !counts.has(what))).toEqual([]);
  });

  it('goes the same way again with the same seed', { timeout: 120_000 }, async () => {
    for (const seed of [3, 14, 159]) {
      const [once, again] = [await runOf(seed), await runOf(seed)];
      expect(again.trace).toEqual(once.trace);
      expect(again.steps).toBeGreaterThan(100);
    }
  });
});

describe('an engine broken on purpose is found out', () => {
  it.each(Object.keys(MUTANTS))('when %s', { timeout: 300_000 }, async (mutant) => {
    let failure: string | undefined;
    await runSeeds({
      first: 1,
      count: MUTANT_SEEDS,
      threads: 2,
      mutant,
      onRun(run) {
        failure ??= run.failure;
        return failure === undefined;
      },
    });
    expect(failure, `nothing was noticed in ${MUTANT_SEEDS} runs`).toBeDefined();
    expect(failure).not.toMatch(/^unexpected/);
  });
});

async function runOf(seed: number): Promise<Run> {
  let made: Run | undefined;
  await runSeeds({
    first: seed,
    count: 1,
    threads: 1,
    onRun(run) {
      made = run;
      return true;
    },
  });
  if (made === undefined) throw new Error('No run was made');
  return made;
}
