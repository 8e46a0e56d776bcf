import { expect, it } from 'vitest';
import { backOff } from './engine.ts';

it('waits between tries from two seconds up to 35, twice as long each time', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 10, 1000].map((failures) => backOff(failures, () => 1));
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 35_000, 35_000, 35_000, 35_000]);
});

it('spreads the tries of many tills over half of that time, and never tries at once', () => {
  for (const failures of [0, 3, 50]) {
    const [earliest, latest] = [backOff(failures, () => 0), backOff(failures, () => 0.999_999)];
    expect(earliest).toBeGreaterThanOrEqual(1_000);
    expect(latest / earliest).toBeCloseTo(2, 2);
  }
});
