import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DUMPS, pruneDumps } from './crash-dumps.ts';

/** A folder as Crashpad leaves it: a dump each, `0` the oldest, in one of its folders. */
function dumps(sizes: readonly number[], place: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'technik-dumps-'));
  mkdirSync(join(folder, place));
  writeFileSync(join(folder, 'settings.dat'), 'its own');
  for (const [i, size] of sizes.entries()) {
    const stem = join(folder, place, `dump-${i}`);
    writeFileSync(`${stem}.dmp`, Buffer.alloc(size));
    writeFileSync(`${stem}.meta`, 'beside it');
    utimesSync(`${stem}.dmp`, 1_000 + i, 1_000 + i);
  }
  return folder;
}

test.each(['pending', 'completed', 'reports'])('only the newest few stay in %s, and nothing of the others', (place) => {
  const folder = dumps([1, 1, 1, 1, 1, 1, 1], place);
  pruneDumps(folder);
  const left = readdirSync(join(folder, place));
  expect(left.filter((name) => name.endsWith('.dmp')).sort()).toEqual([2, 3, 4, 5, 6].map((i) => `dump-${i}.dmp`));
  expect(left).toHaveLength(2 * DUMPS.count);
  expect(existsSync(join(folder, 'settings.dat'))).toBe(true);
});

test('few large ones count by their size, and one that is too large alone goes, too', () => {
  const folder = dumps([400, 400, 400], 'pending');
  pruneDumps(folder, { count: 5, bytes: 900 });
  expect(
    readdirSync(join(folder, 'pending'))
      .filter((name) => name.endsWith('.dmp'))
      .sort(),
  ).toEqual(['dump-1.dmp', 'dump-2.dmp']);
  pruneDumps(folder, { count: 5, bytes: 100 });
  expect(readdirSync(join(folder, 'pending'))).toEqual([]);
});

test('no crash so far is no reason to stumble', () => {
  expect(() => pruneDumps(join(tmpdir(), 'technik-no-such-folder'))).not.toThrow();
});
