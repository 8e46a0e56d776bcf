import { isAscii } from 'node:buffer';
import { type AnsiPage, type ConfEncoding, detectEncoding, unitLength, unitsOf } from './encoding.ts';

export type Newline = '\r\n' | '\n' | '\r';
export type NewlineKind = 'crlf' | 'lf' | 'cr' | 'mixed' | 'none';

/** One line by its positions in the text: `start`..`end` is what it says, `end`..`next` its line end. Lines count from 1. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** A line that opens or closes a section. */
export interface Mark extends Line {
  readonly kind: 'open' | 'close';
  readonly line: number;
  readonly name: string;
}

export interface Section {
  readonly name: string;
  readonly open: Mark;
  /** Null when it is never closed. */
  readonly close: Mark | null;
  /** Where its own lines end: the next line that opens or closes anything. */
  readonly bodyEnd: number;
  /** No other section line stands between its opening and its end. */
  readonly plain: boolean;
  /** The section that was still open when this one began: it holds this one, or somebody forgot its end. */
  readonly within: Section | null;
}

/**
 * A file in Insoft's section format. The bytes are the document; everything else is positions in them, so what
 * nobody edits cannot change. Any bytes make a document; whether they are fit to be edited is asked separately.
 */
export interface ConfDocument {
  readonly bytes: Buffer;
  readonly encoding: ConfEncoding;
  /** See `unitsOf`: positions here are positions in the file. */
  readonly text: string;
  readonly newline: NewlineKind;
  readonly lineCount: number;
  readonly sections: readonly Section[];
  /** Ends of sections that nothing opened. */
  readonly strays: readonly Mark[];
  /** The first lines with NUL bytes: a sign of a file damaged by a power failure, or of no text at all. */
  readonly nulLines: readonly number[];
  /** UTF-16 with half a character at the end. */
  readonly oddTail: boolean;
}

const LF = 10;
const CR = 13;
const COLON = 58;
const SMALL_S = 0x73;
const SMALL_E = 0x65;
const WORD = { open: 'section', close: 'endsection' } as const;
const MOST_LINES_NAMED = 10;

/** Reads any bytes, in time linear in their number. */
export function parseConf(bytes: Buffer, page: AnsiPage): ConfDocument {
  const encoding = detectEncoding(bytes, page);
  const text = unitsOf(bytes, encoding);
  const { marks, ...facts } = scan(text);
  return {
    bytes,
    encoding,
    text,
    ...facts,
    ...pairUp(marks, text.length),
    oddTail: unitLength(encoding) === 2 && bytes.length % 2 === 1,
  };
}

/**
 * Whether an edited file is still understood in the encoding of the old one. Bytes can mean something else in new
 * company, as when those of an ANSI page happen to spell valid UTF-8; plain ASCII means the same in all of them.
 */
export const keepsEncoding = (before: ConfDocument, after: ConfDocument): boolean =>
  after.encoding === before.encoding || (unitLength(before.encoding) === 1 && isAscii(after.bytes));

/** The line that begins at `start`. A lone CR ends a line too, as it does for the Java that reads this file. */
export function lineAt(text: string, start: number): Line {
  let end = start;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    if (unit === LF || unit === CR) break;
    end++;
  }
  return { start, end, next: afterNewline(text, end) };
}

const afterNewline = (text: string, end: number): number =>
  end >= text.length ? end : text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;

/** First position from `from` that is not white space: white space is what Java's `trim` takes away. */
export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

export function skipSpaceBack(text: string, from: number, start: number): number {
  let at = from;
  while (at > start && text.charCodeAt(at - 1) <= 0x20) at--;
  return at;
}

function scan(text: string): Pick<ConfDocument, 'newline' | 'lineCount' | 'nulLines'> & { marks: Mark[] } {
  const marks: Mark[] = [];
  const nulLines: number[] = [];
  const seen = { crlf: false, lf: false, cr: false };
  const length = text.length;
  let line = 0;
  let start = 0;
  let nextNul = text.indexOf('\0');
  // Millions of lines: each unit is looked at once, and nothing is made for a line that opens or closes no section.
  while (start < length) {
    line++;
    let end = start;
    let unit = text.charCodeAt(end);
    while (unit <= 0x20 && unit !== LF && unit !== CR && end < length) unit = text.charCodeAt(++end);
    const first = end;
    const letter = unit | 0x20;
    while (unit !== LF && unit !== CR && end < length) unit = text.charCodeAt(++end);
    let next = end;
    if (end < length) {
      if (unit === LF) seen.lf = true;
      else if (text.charCodeAt(end + 1) === LF) {
        seen.crlf = true;
        next++;
      } else seen.cr = true;
      next++;
    }
    if (nextNul >= start && nextNul < end) {
      if (nulLines.length < MOST_LINES_NAMED) nulLines.push(line);
      nextNul = text.indexOf('\0', end);
    }
    if (letter === SMALL_S || letter === SMALL_E) {
      const kind = letter === SMALL_S ? 'open' : 'close';
      const name = markedName(text, first, end, WORD[kind]);
      if (name !== undefined) marks.push({ kind, name, line, start, end, next });
    }
    start = next;
  }
  const kinds = (['crlf', 'lf', 'cr'] as const).filter((kind) => seen[kind]);
  return { marks, nulLines, lineCount: line, newline: kinds.length > 1 ? 'mixed' : (kinds[0] ?? 'none') };
}

/** What stands after `WORD:` on a line that begins so, in any case; undefined on another line. */
function markedName(text: string, at: number, end: number, word: string): string | undefined {
  for (let i = 0; i < word.length; i++) if ((text.charCodeAt(at + i) | 0x20) !== word.charCodeAt(i)) return undefined;
  const colon = skipSpace(text, at + word.length, end);
  if (colon >= end || text.charCodeAt(colon) !== COLON) return undefined;
  const from = skipSpace(text, colon + 1, end);
  return text.slice(from, skipSpaceBack(text, end, from));
}

type Building = { -readonly [K in keyof Section]: Section[K] };

/** Each end belongs to the innermost open section of its name; what was opened inside and not closed stays unclosed. */
function pairUp(marks: readonly Mark[], textEnd: number): Pick<ConfDocument, 'sections' | 'strays'> {
  const sections: Building[] = [];
  const strays: Mark[] = [];
  const open: Building[] = [];
  // How many of each name are open, so that an end that nothing opened need not search them all. Well-formed files
  // never ask, so it is counted only from the first end that does not fit.
  let openByName: Map<string, number> | undefined;
  const count = (name: string, by: number) => openByName?.set(name, (openByName.get(name) ?? 0) + by);
  marks.forEach((mark, i) => {
    if (mark.kind === 'open') {
      const bodyEnd = marks[i + 1]?.start ?? textEnd;
      const section = { name: mark.name, open: mark, close: null, bodyEnd, plain: false, within: open.at(-1) ?? null };
      sections.push(section);
      open.push(section);
      if (openByName !== undefined) count(mark.name.toLowerCase(), 1);
      return;
    }
    const end = (section: Building): void => {
      section.close = mark;
      section.plain = section.bodyEnd === mark.start;
    };
    const innermost = open.at(-1);
    if (openByName === undefined && innermost?.name === mark.name) {
      open.pop();
      end(innermost);
      return;
    }
    const name = mark.name.toLowerCase();
    if (openByName === undefined) {
      openByName = new Map();
      for (const section of open) count(section.name.toLowerCase(), 1);
    }
    if ((openByName.get(name) ?? 0) === 0) {
      strays.push(mark);
      return;
    }
    for (let section = open.pop(); section !== undefined; section = open.pop()) {
      const its = section.name.toLowerCase();
      count(its, -1);
      if (its !== name) continue;
      end(section);
      break;
    }
  });
  return { sections, strays };
}
