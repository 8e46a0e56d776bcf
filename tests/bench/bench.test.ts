import { expect, it } from 'vitest';
import { applyBenchmark } from './apply.ts';
import { growthBenchmark, inspectBenchmark } from './codec.ts';

/**
 * Far from the figures that `npm run bench` holds the product to: a loaded machine must not make a right test fail.
 * Thirty-two times the size takes a quadratic reader thirty-two times as long again.
 */
const generous = { ratio: 25, inspectMs: 1_500, growth: 16 };
const short = { runs: 15, megabytes: 5 };

it('applying costs a few times what the disk itself takes for such a file', async () => {
  const [apply] = await applyBenchmark(short);
  expect(apply?.ratio).toBeLessThan(generous.ratio);
});

it('megabytes are inspected in a moment', async () => {
  const [inspect] = await inspectBenchmark(short);
  expect(inspect?.value).toBeLessThan(generous.inspectMs);
});

it('time grows with the size, whatever the file holds', async () => {
  for (const { name, ratio } of await growthBenchmark(short)) expect(ratio, name).toBeLessThan(generous.growth);
});
