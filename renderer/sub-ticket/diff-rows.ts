import type { DiffLine } from '../../electron/core/api/views.ts';

/** A line of one side, in three parts: the middle one is what differs from the line it stands beside. */
export interface DiffCell {
  /** Counts from 1 in that side's file. */
  readonly line: number;
  readonly text: readonly [head: string, changed: string, tail: string];
}

/** What stands side by side; null where a side has no such line. */
export type DiffRow =
  | { readonly kind: 'same' | 'changed'; readonly before: DiffCell | null; readonly after: DiffCell | null }
  | { readonly kind: 'gap' };

/** Lines one after the other become rows of before and after: what replaces a line stands beside it. */
export function diffRows(lines: readonly DiffLine[]): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  // How many more lines the new file has so far.
  let shift = 0;
  for (let i = 0; i < lines.length; ) {
    const removed = run(lines, i, 'removed');
    const added = run(lines, i + removed.length, 'added');
    const count = removed.length + added.length;
    for (let n = 0; n < Math.max(removed.length, added.length); n++) rows.push(changedRow(removed[n], added[n]));
    shift += added.length - removed.length;
    i += count;
    const line = lines[i];
    if (count > 0 || line === undefined) continue;
    rows.push(
      line.kind === 'gap'
        ? { kind: 'gap' }
        : {
            kind: 'same',
            before: { line: line.line - shift, text: [line.text, '', ''] },
            after: { line: line.line, text: [line.text, '', ''] },
          },
    );
    i++;
  }
  return rows;
}

function run(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): readonly DiffLine[] {
  let to = from;
  while (lines[to]?.kind === kind) to++;
  return lines.slice(from, to);
}

function changedRow(removed: DiffLine | undefined, added: DiffLine | undefined): DiffRow {
  const whole = (line: DiffLine): DiffCell => ({ line: line.line, text: ['', line.text, ''] });
  if (removed === undefined || added === undefined)
    return {
      kind: 'changed',
      before: removed === undefined ? null : whole(removed),
      after: added === undefined ? null : whole(added),
    };
  const [before, after] = parts([...removed.text], [...added.text]);
  return { kind: 'changed', before: { line: removed.line, text: before }, after: { line: added.line, text: after } };
}

/** Splits two lines by what they begin and end with alike; by characters, so that no pair of surrogates is torn. */
function parts(a: readonly string[], b: readonly string[]): readonly [DiffCell['text'], DiffCell['text']] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const split = (of: readonly string[]): DiffCell['text'] => [
    of.slice(0, head).join(''),
    of.slice(head, of.length - tail).join(''),
    of.slice(of.length - tail).join(''),
  ];
  return [split(a), split(b)];
}
