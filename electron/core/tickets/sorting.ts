/** What is sorted, by its key; what is alike by its number. Keys of one order are all numbers or all strings. */
export interface Keyed {
  readonly n: number;
  readonly key: string | number;
}

const POLISH: Readonly<Record<string, string>> = {
  ą: 'a\uffff',
  ć: 'c\uffff',
  ę: 'e\uffff',
  ł: 'l\uffff',
  ń: 'n\uffff',
  ó: 'o\uffff',
  ś: 's\uffff',
  ź: 'z\ufffe',
  ż: 'z\uffff',
};

/** By this, text stands as in a Polish dictionary: ł after l and before m. Far cheaper than comparing by the rules of the language. */
export const polishKey = (text: string): string =>
  text.toLowerCase().replace(/[ąćęłńóśźż]/g, (letter) => POLISH[letter] ?? letter);

const before = (a: Keyed, b: Keyed): boolean => a.key < b.key || (a.key === b.key && a.n < b.n);
const compare = (a: Keyed, b: Keyed): number => (before(a, b) ? -1 : 1);

/** Sorts what came in runs. `turn` is waited for between pieces of work. */
export async function mergeRuns(runs: readonly (readonly Keyed[])[], turn: () => Promise<unknown>): Promise<readonly Keyed[]> {
  let left: (readonly Keyed[])[] = [];
  for (const run of runs) {
    left.push(run.toSorted(compare));
    await turn();
  }
  while (left.length > 1) {
    const merged: (readonly Keyed[])[] = [];
    for (let i = 0; i < left.length; i += 2) {
      merged.push(merge(left[i] ?? [], left[i + 1] ?? []));
      await turn();
    }
    left = merged;
  }
  return left[0] ?? [];
}

function merge(a: readonly Keyed[], b: readonly Keyed[]): readonly Keyed[] {
  const merged: Keyed[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && (y === undefined || before(x, y))) {
      merged.push(x);
      i += 1;
    } else if (y !== undefined) {
      merged.push(y);
      j += 1;
    }
  }
  return merged;
}
