import { cut, type DiffLine } from './diff.ts';
import { type ConfDocument, skipSpace, skipSpaceBack } from './document.ts';
import { decodeUnits } from './encoding.ts';
import { diffHunks, type Hunk } from './lines.ts';
import { maskSecrets } from './mask.ts';

/**
 * A value that one content has and the other has otherwise or not at all: null where it has none. `line` counts from 1
 * in the content after, and for a key that goes in the one before. Secrets are covered.
 */
export interface ComparedValue {
  readonly line: number;
  /** Empty for a line outside sections. */
  readonly section: string;
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What a person sees of two contents. Both empty where only line ends, encoding or bytes that say nothing differ. */
export interface Comparison {
  readonly diff: readonly DiffLine[];
  /** Changed lines that `diff` leaves out, because there are too many to be read. */
  readonly unseen: number;
  readonly changes: readonly ComparedValue[];
}

const CONTEXT = 3;
const MOST_SHOWN = 400;

/** Any two contents line by line, damaged ones too, in time linear in their size. */
export function compareDocuments(before: ConfDocument, after: ConfDocument): Comparison {
  // In one encoding the bytes themselves are compared, also those that say nothing.
  const plain = before.encoding === after.encoding;
  const old = linesOf(before, plain);
  const now = linesOf(after, plain);
  const hunks = diffHunks(old, now);
  const show = (line: string | undefined): string => (plain ? decodeUnits(line ?? '', before.encoding).text : (line ?? ''));
  return { ...shownHunks(hunks, old, now, show), changes: valuesOf(hunks, old, now, before, after, show) };
}

function linesOf({ text, encoding }: ConfDocument, plain: boolean): readonly string[] {
  const lines = (plain ? text : decodeUnits(text, encoding).text).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

type Show = (line: string | undefined) => string;

function shownHunks(
  hunks: readonly Hunk[],
  old: readonly string[],
  now: readonly string[],
  show: Show,
): Pick<Comparison, 'diff' | 'unseen'> {
  const diff: DiffLine[] = [];
  let room = MOST_SHOWN;
  let unseen = 0;
  let shownTo = 0;
  const same = (from: number, to: number): void => {
    for (let n = from; n < to; n++) diff.push({ kind: 'same', line: n + 1, text: cut(maskSecrets(show(now[n]))) });
    shownTo = Math.max(shownTo, to);
  };
  const changed = (kind: 'removed' | 'added', lines: readonly string[], [from, to]: readonly [number, number], most: number) => {
    const end = Math.min(to, from + most);
    for (let n = from; n < end; n++) diff.push({ kind, line: n + 1, text: cut(maskSecrets(show(lines[n]))) });
    room -= end - from;
    unseen += to - end;
  };
  for (const [i, { before, after }] of hunks.entries()) {
    const [removed, added] = [before[1] - before[0], after[1] - after[0]];
    if (room <= 0) {
      unseen += removed + added;
      continue;
    }
    const from = Math.max(shownTo, after[0] - CONTEXT);
    if (from > shownTo && diff.length > 0) diff.push({ kind: 'gap', line: shownTo + 1, text: '' });
    same(from, after[0]);
    // Where not all can be shown, some of both sides are.
    const most = removed + added <= room ? room : Math.ceil(room / 2);
    changed('removed', old, before, most);
    changed('added', now, after, most);
    shownTo = after[1];
    if (unseen === 0) same(after[1], Math.min(now.length, after[1] + CONTEXT, hunks[i + 1]?.after[0] ?? now.length));
  }
  return { diff, unseen };
}

interface Named {
  readonly line: number;
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

function valuesOf(
  hunks: readonly Hunk[],
  old: readonly string[],
  now: readonly string[],
  before: ConfDocument,
  after: ConfDocument,
  show: Show,
): readonly ComparedValue[] {
  const gone = namedIn(old, hunks, 'before', before, show);
  const come = namedIn(now, hunks, 'after', after, show);
  const waiting = new Map<string, Named[]>();
  for (const one of gone) {
    const known = waiting.get(nameOf(one));
    if (known === undefined) waiting.set(nameOf(one), [one]);
    else known.push(one);
  }
  // The last first, so that each can be taken from the end.
  for (const list of waiting.values()) list.reverse();
  const changes: ComparedValue[] = [];
  for (const one of come) {
    const was = waiting.get(nameOf(one))?.pop();
    if (was?.value === one.value) continue;
    changes.push({ ...placed(one), from: was === undefined ? null : covered(was), to: covered(one) });
  }
  for (const list of waiting.values())
    for (const one of list.reverse()) changes.push({ ...placed(one), from: covered(one), to: null });
  return changes.sort((a, b) => a.line - b.line);
}

const nameOf = ({ section, key }: Named): string => `${section}\0${key}`.toLowerCase();
const placed = ({ line, section, key }: Named) => ({ line, section, key });
/** By its key, too: the value of a password looks like any other. */
const covered = ({ key, value }: Named): string => cut(maskSecrets(`${key}: ${value}`).slice(key.length + 2));

/** The lines `KEY: VALUE` of those stretches, each with the section that it stands in. */
function namedIn(
  lines: readonly string[],
  hunks: readonly Hunk[],
  side: keyof Hunk,
  { sections, strays }: ConfDocument,
  show: Show,
): readonly Named[] {
  const marks = [...sections.flatMap(({ open, close }) => (close === null ? [open] : [open, close])), ...strays].sort(
    (a, b) => a.line - b.line,
  );
  const found: Named[] = [];
  let next = 0;
  let section = '';
  for (const {
    [side]: [from, to],
  } of hunks) {
    for (let n = from; n < to; n++) {
      for (let mark = marks[next]; mark !== undefined && mark.line <= n + 1; mark = marks[++next])
        section = mark.kind === 'open' ? mark.name : '';
      if (marks[next - 1]?.line === n + 1) continue;
      const line = show(lines[n]);
      const colon = line.indexOf(':');
      if (colon < 0) continue;
      const [key, value] = [trim(line.slice(0, colon)), trim(line.slice(colon + 1))];
      if (key !== '') found.push({ line: n + 1, section, key, value });
    }
  }
  return found;
}

function trim(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, skipSpaceBack(text, text.length, start));
}
