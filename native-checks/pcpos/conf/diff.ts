import { type ConfDocument, type Line, lineAt } from './document.ts';
import type { Edit, Splice } from './edit.ts';
import { decodeUnits } from './encoding.ts';
import { maskSecrets } from './mask.ts';

/**
 * A line for the screen, secrets covered. `line` counts from 1: in the new file, and for a removed one in the old.
 * A `gap` stands for lines left out between two changes.
 */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'gap';
  readonly line: number;
  readonly text: string;
}

const CONTEXT = 3;
const LONGEST_SHOWN = 400;

/** What an edit changes, with a few lines around it; lines between far changes are left out. */
export function diffLines(doc: ConfDocument, { splices }: Edit): readonly DiffLine[] {
  const out: DiffLine[] = [];
  let shownTo = 0;
  let shift = 0;
  for (const [i, splice] of splices.entries()) {
    const at = positionOf(doc.text, splice);
    const before = linesBefore(doc.text, at.before, splice.kind === 'insert' ? splice.line : splice.line - 1);
    for (const { line, number } of before) {
      if (number <= shownTo) continue;
      if (shownTo > 0 && number > shownTo + 1) out.push({ kind: 'gap', line: shownTo + 1 + shift, text: '' });
      out.push({ kind: 'same', line: number + shift, text: show(doc, line) });
      shownTo = number;
    }
    if (splice.kind === 'replace') {
      out.push({ kind: 'removed', line: splice.line, text: show(doc, at.line) });
      shownTo = splice.line;
    }
    const first = splice.line + shift + (splice.kind === 'insert' ? 1 : 0);
    out.push(...splice.lines.map((text, n): DiffLine => ({ kind: 'added', line: first + n, text: cut(maskSecrets(text)) })));
    if (splice.kind === 'insert') shift += splice.lines.length;
    const next = splices[i + 1];
    const stop = next === undefined ? Number.POSITIVE_INFINITY : next.kind === 'replace' ? next.line - 1 : next.line;
    let number = splice.line;
    for (let start = at.after; start < doc.text.length && number < Math.min(splice.line + CONTEXT, stop); ) {
      const line = lineAt(doc.text, start);
      number++;
      out.push({ kind: 'same', line: number + shift, text: show(doc, line) });
      shownTo = number;
      start = line.next;
    }
  }
  return out;
}

/** Where the lines before the change end and the lines after it begin, and the changed line itself. */
function positionOf(
  text: string,
  { kind, start }: Splice,
): { readonly before: number; readonly line: Line; readonly after: number } {
  if (kind === 'insert') return { before: start, line: { start, end: start, next: start }, after: start };
  const line = lineAt(text, startOfLine(text, start));
  return { before: line.start, line, after: line.next };
}

function startOfLine(text: string, from: number): number {
  let at = from;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}

/** Up to `CONTEXT` lines that end at `end`, the last of which has number `last`. */
function linesBefore(text: string, end: number, last: number): readonly { readonly line: Line; readonly number: number }[] {
  const found: { line: Line; number: number }[] = [];
  for (let at = end, number = last; at > 0 && found.length < CONTEXT; number--) {
    let tail = at;
    if (text[tail - 1] === '\n') tail -= text[tail - 2] === '\r' ? 2 : 1;
    else if (text[tail - 1] === '\r') tail -= 1;
    const start = startOfLine(text, tail);
    found.unshift({ line: { start, end: tail, next: at }, number });
    at = start;
  }
  return found;
}

const show = (doc: ConfDocument, { start, end }: Line): string =>
  cut(maskSecrets(decodeUnits(doc.text.slice(start, Math.min(end, start + LONGEST_SHOWN * 4)), doc.encoding).text));
/** As much of a line as anybody reads. */
export const cut = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
