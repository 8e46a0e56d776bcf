import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareDocuments, parseConf } from './index.ts';
import { diffHunks } from './lines.ts';

const doc = (text: string | Buffer) => parseConf(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, 'windows-1250');
const typical = readFileSync(join(import.meta.dirname, '../../../tests/fixtures/pcpos7/typical.conf'), 'latin1');

/** A small generator with a seed, so that a failure can be made again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

it('finds stretches that turn any lines into any others, and no longer than it must', () => {
  const below = random(7);
  for (let round = 0; round < 3_000; round++) {
    const lines = () => Array.from({ length: below(12) }, () => 'abc'[below(3)] as string);
    const [before, after] = [lines(), lines()];
    const hunks = diffHunks(before, after);
    const made: string[] = [];
    let at = 0;
    for (const { before: gone, after: come } of hunks) {
      made.push(...before.slice(at, gone[0]), ...after.slice(come[0], come[1]));
      at = gone[1];
    }
    made.push(...before.slice(at));
    expect(made).toEqual(after);
    const edits = hunks.reduce((n, h) => n + h.before[1] - h.before[0] + h.after[1] - h.after[0], 0);
    expect(edits).toBe(before.length + after.length - 2 * longestCommon(before, after));
  }
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

it('names the keys that come, go and change, by section, with passwords covered', () => {
  const before = 'Section: A\r\n\tHost: one\r\n\tPassword: x\r\n\tGone: 1\r\nEndSection: A\r\n';
  const after = 'Section: A\r\n\tHost: two\r\n\tPassword: y\r\n\tNew: 2\r\nEndSection: A\r\n';
  const { changes, diff } = compareDocuments(doc(before), doc(after));
  expect(changes).toEqual([
    { line: 2, section: 'A', key: 'Host', from: 'one', to: 'two' },
    { line: 3, section: 'A', key: 'Password', from: '••••', to: '••••' },
    { line: 4, section: 'A', key: 'New', from: null, to: '2' },
    { line: 4, section: 'A', key: 'Gone', from: '1', to: null },
  ]);
  expect(diff.map(({ kind, line, text }) => `${kind} ${line} ${text}`)).toEqual([
    'same 1 Section: A',
    'removed 2 \tHost: one',
    'removed 3 \tPassword: ••••',
    'removed 4 \tGone: 1',
    'added 2 \tHost: two',
    'added 3 \tPassword: ••••',
    'added 4 \tNew: 2',
    'same 5 EndSection: A',
  ]);
});

it('shows only what is near a change, and that there is more between two', () => {
  const edited = typical.replace('POSName: 1', 'POSName: 2').replace(/CharSet:.*/, 'CharSet: x');
  const { diff, changes } = compareDocuments(doc(typical), doc(edited));
  expect(changes.map(({ key }) => key)).toEqual(['POSName', 'CharSet']);
  expect(diff.filter(({ kind }) => kind === 'gap').length).toBe(1);
  expect(diff.length).toBeLessThan(20);
});

it('finds nothing to show where only line ends or the encoding are others', () => {
  const lf = typical.replaceAll('\r\n', '\n');
  expect(compareDocuments(doc(typical), doc(lf))).toEqual({ diff: [], unseen: 0, changes: [] });
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Section: A\nEndSection: A\n', 'utf16le')]);
  expect(compareDocuments(doc('Section: A\nEndSection: A\n'), doc(utf16)).diff).toEqual([]);
});

it('tells bytes apart that no encoding knows, and takes any bytes at all', () => {
  const { diff } = compareDocuments(doc('Section: A\nx: \x81\nEndSection: A'), doc('Section: A\nx: \x83\nEndSection: A'));
  expect(diff.filter(({ kind }) => kind !== 'same').length).toBe(2);
  const noise = compareDocuments(doc(Buffer.alloc(5_000)), doc(typical));
  expect(noise.changes.every(({ from }) => from === null)).toBe(true);
  expect(compareDocuments(doc(''), doc('')).diff).toEqual([]);
});

it('leaves out what nobody could read, and says how much', () => {
  const many = Array.from({ length: 200_000 }, (_, n) => `k${n}: ${n}`).join('\r\n');
  const { diff, unseen, changes } = compareDocuments(doc(many), doc(many.replaceAll(': ', ': 1')));
  expect(diff.length).toBeLessThan(450);
  expect(unseen + diff.filter(({ kind }) => kind !== 'same').length).toBe(400_000);
  expect(changes.length).toBe(200_000);
});
