import { expect, it } from 'vitest';
import { fuzz } from './run.ts';

/** The same files each time: a failure here is no matter of luck. `npm run fuzz` makes new ones. */
const SEED = 20261123;

it('thousands of files, well-formed, damaged and mere noise, keep every byte that no edit names', () => {
  const { cases, verdicts } = fuzz(SEED, 0, (so) => so.cases < 3_000);
  expect(cases).toBe(3_000);
  // It would say little if nearly all were refused.
  expect(verdicts.planned).toBeGreaterThan(cases / 4);
  expect(verdicts.refused).toBeGreaterThan(cases / 10);
});
