/** A stretch of lines that one content has and the other has not; counts from 0, ends not included. */
export interface Hunk {
  readonly before: readonly [from: number, to: number];
  readonly after: readonly [from: number, to: number];
}

/** Differences in more lines than this are shown as one stretch: a way that is not the shortest, in linear time. */
const MOST_EDITS = 500;

/** What differs between two lists of lines, in order, by the shortest way (Myers 1986) where few lines differ. */
export function diffHunks(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const kept = a.length === 0 || b.length === 0 ? [] : commonLines(a, b);
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...kept, [a.length, b.length] as const]) {
    if (nextX > x || nextY > y) hunks.push({ before: [head + x, head + nextX], after: [head + y, head + nextY] });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return hunks;
}

/** Pairs of lines that stay, in order; none where that would take too many steps to find out. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const furthest = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    steps.push(furthest.slice(most + 1 - edits - 1, most + 1 + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const at = most + 1 + k;
      const [left = 0, right = 0] = [furthest[at - 1], furthest[at + 1]];
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[at] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, steps);
    }
  }
  return [];
}

/** From the end to the beginning, by what had been reached before each step. */
function wayBack(
  a: readonly string[],
  b: readonly string[],
  steps: readonly Int32Array[],
): readonly (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    // Diagonals from -edits-1 to edits+1.
    const reached = steps[edits] as Int32Array;
    const on = (k: number): number => reached[k + edits + 1] ?? 0;
    const k = x - y;
    const down = k === -edits || (k !== edits && on(k - 1) < on(k + 1));
    const fromX = edits === 0 ? 0 : down ? on(k + 1) : on(k - 1);
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    const startX = edits === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > startX) {
      x--;
      y--;
      kept.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return kept.reverse();
}
