import { type ConfDocument, lineAt, type Mark, type Newline, type Section, skipSpace } from './document.ts';
import { type Entry, entriesOf } from './read.ts';

/** How this file is written, so that new lines look like the ones around them. */
export interface Habits {
  readonly newline: Newline;
  readonly endsWithNewline: boolean;
  /** Sections stand apart by an empty line, and there is none yet at the end of the file. */
  readonly blankBefore: boolean;
  readonly open: Shape;
  readonly key: Shape;
  readonly close: Shape;
}

/** What stands before the name, and between its colon and the value. */
interface Shape {
  readonly indent: string;
  readonly gap: string;
}

/** Sections looked at for habits; a file of a million empty ones must not be searched through. */
const MOST_SAMPLES = 20;

/** The habits of `section`, or those of the file's last well-formed sections for whoever adds one. */
export function habitsOf(doc: ConfDocument, section: Section | null): Habits {
  const { text } = doc;
  const samples = samplesOf(doc, section);
  const model = samples[0];
  const entries = samples.map((sample) => entriesOf(doc, sample)).filter((list) => list.length > 0);
  const entry = entries[0]?.at(-1);
  const filled = entries.map((list) => list.findLast((e) => e.valueEnd > e.valueStart)).find((e) => e !== undefined);
  return {
    newline: newlineNear(doc, entry ?? model?.open),
    endsWithNewline: /[\r\n]$/.test(text.slice(-1)),
    blankBefore: !endsBlank(text) && separated(doc),
    open: model === undefined ? { indent: '', gap: ' ' } : shapeOf(text, model.open),
    key: {
      indent: entry === undefined ? '\t' : blanks(text, entry.start, entry.keyStart),
      gap: filled === undefined ? ' ' : blanks(text, filled.colon + 1, filled.valueStart),
    },
    close: model?.close ? shapeOf(text, model.close) : { indent: '\t', gap: ' ' },
  };
}

export const keyLine = ({ key: { indent, gap } }: Habits, key: string, value: string): string => `${indent}${key}:${gap}${value}`;

/** The lines of a whole new section, with the index of its first key. */
export function newSectionLines(
  habits: Habits,
  section: string,
  settings: readonly { readonly key: string; readonly value: string }[],
): { readonly lines: readonly string[]; readonly firstKey: number } {
  const { open, close, blankBefore } = habits;
  const before = [...(blankBefore ? [''] : []), `${open.indent}Section:${open.gap}${section}`];
  const keys = settings.map(({ key, value }) => keyLine(habits, key, value));
  return { lines: [...before, ...keys, `${close.indent}EndSection:${close.gap}${section}`], firstKey: before.length };
}

function samplesOf({ sections }: ConfDocument, section: Section | null): readonly Section[] {
  const samples: Section[] = section === null ? [] : [section];
  for (let i = sections.length - 1; i >= 0 && samples.length < MOST_SAMPLES; i--) {
    const other = sections[i];
    if (other?.plain && other !== section) samples.push(other);
  }
  return samples;
}

/** Spaces and tabs only: a stray control character is no habit. */
const blanks = (text: string, start: number, end: number): string => text.slice(start, end).replace(/[^ \t]/g, '');

function shapeOf(text: string, mark: Mark): Shape {
  const colon = text.slice(mark.start, mark.end).indexOf(':') + mark.start;
  return {
    indent: blanks(text, mark.start, skipSpace(text, mark.start, colon)),
    gap: blanks(text, colon + 1, skipSpace(text, colon + 1, mark.end)),
  };
}

/** The line end of the model line; PC-POS is a Windows program, so CRLF where the file has none at all. */
function newlineNear({ text }: ConfDocument, near: Entry | Mark | undefined): Newline {
  const line = near !== undefined && near.next > near.end ? near : lineAt(text, 0);
  const found = text.slice(line.end, line.next);
  return found === '\n' || found === '\r' ? found : '\r\n';
}

/** An empty line at the end; the LF of a CRLF ends no line of its own. */
const BLANK_LINE_LAST = /(?:^|\n|\r(?!\n))[\t ]*(?:\r\n|\n|\r)$/;
/** Far enough back for any empty line that a person would make. */
const TAIL = 200;

const endsBlank = (text: string): boolean => BLANK_LINE_LAST.test(text.slice(-TAIL));

/** Whether the last section begins after an empty line; a file with one section does not tell, and most files do. */
function separated({ text, sections }: ConfDocument): boolean {
  const last = sections.at(-1);
  if (last === undefined || sections.length < 2) return true;
  return BLANK_LINE_LAST.test(text.slice(Math.max(0, last.open.start - TAIL), last.open.start));
}
