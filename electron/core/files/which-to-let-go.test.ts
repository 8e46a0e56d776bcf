import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInHand, KEEP_ENDED_MS, type Removable, whichToLetGo } from './which-to-let-go.ts';

const DAY = 86_400_000;
const now = 1_000 * DAY;
const file = (sha256: string, usedAt: number, endedAt: number | null = null, size = 10): Removable => ({
  sha256,
  size,
  usedAt,
  endedAt,
});
const names = (files: readonly Removable[], room: { taken?: number; limit?: number } = {}) =>
  whichToLetGo(files, { now, taken: 0, limit: Number.POSITIVE_INFINITY, ...room }).map(({ sha256 }) => sha256);

it('lets go 30 days after the ticket ended or somebody opened the file last, whichever was later', () => {
  const before = now - 31 * DAY;
  expect(names([file('old', before, before)])).toEqual(['old']);
  expect(names([file('just ended', before, now - 29 * DAY)])).toEqual([]);
  expect(names([file('just read', now - 29 * DAY, before)])).toEqual([]);
  expect(names([file('goes on', before)])).toEqual([]);
});

it('where there is too much, takes ended tickets before those that go on, the longest unused first, and no more than needed', () => {
  const files = [
    file('open, older', now - 9 * DAY),
    file('open, newer', now - 2 * DAY),
    file('ended, newer', now - 3 * DAY, now - 4 * DAY),
    file('ended, older', now - 4 * DAY, now - 4 * DAY),
  ];
  expect(names(files, { taken: 100, limit: 85 })).toEqual(['ended, older', 'ended, newer']);
  expect(names(files, { taken: 100, limit: 70 })).toEqual(['ended, older', 'ended, newer', 'open, older']);
  expect(names(files, { taken: 100, limit: 100 })).toEqual([]);
});

it('leaves what somebody has in hand, though the clock was put back since', () => {
  const files = [file('opened now', now - 60_000, now - 99 * DAY), file('opened tomorrow', now + DAY)];
  expect(names(files, { taken: 100, limit: 0 })).toEqual(['opened tomorrow']);
  expect(names([file('opened in a minute', now + 60_000)], { taken: 100, limit: 0 })).toEqual([]);
});

it('whatever there is: keeps to the limit where that is possible, and takes nothing without a reason', () => {
  const any = fc.record({
    sha256: fc.uuid(),
    size: fc.integer({ min: 1, max: 1000 }),
    usedAt: fc.integer({ min: now - 60 * DAY, max: now + DAY }),
    endedAt: fc.option(fc.integer({ min: now - 60 * DAY, max: now })),
  });
  fc.assert(
    fc.property(fc.array(any), fc.nat(5_000), fc.nat(20_000), (files, staying, limit) => {
      const sum = (of: readonly Removable[]): number => of.reduce((total, { size }) => total + size, 0);
      const taken = sum(files) + staying;
      const gone = whichToLetGo(files, { now, taken, limit });
      expect(new Set(gone).size).toBe(gone.length);
      expect(gone.some(({ usedAt }) => isInHand(now, usedAt))).toBe(false);
      const left = taken - sum(gone);
      const stays = files.filter((f) => !gone.includes(f) && !isInHand(now, f.usedAt));
      if (left > limit) expect(stays).toEqual([]);
      const last = gone.at(-1);
      const due = ({ endedAt, usedAt }: Removable) => endedAt !== null && now - Math.max(endedAt, usedAt) >= KEEP_ENDED_MS;
      // Without the last one it would still have been too much, or it was due by its age.
      if (last !== undefined) expect(due(last) || left + last.size > limit).toBe(true);
    }),
  );
});
