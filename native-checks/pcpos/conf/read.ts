import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type ConfDocument, type Line, lineAt, type Section, skipSpace, skipSpaceBack } from './document.ts';
import { decodeUnits } from './encoding.ts';

/** A line `KEY: VALUE` of a section; the value is all after the first colon, trimmed. */
export interface Entry extends Line {
  readonly line: number;
  readonly key: string;
  readonly keyStart: number;
  readonly colon: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** `wanted` is plain ASCII, as profiles and code name things, so that no other length can be the same in another case. */
const sameName = (name: string, wanted: string): boolean =>
  name.length === wanted.length && (name === wanted || name.toLowerCase() === wanted.toLowerCase());
const listed = (lines: readonly number[]): string => lines.join(', ');

/** Refuses what is no configuration of PC-POS or is damaged: reading on would be guessing. */
export function checkReadable(doc: ConfDocument): Problem | undefined {
  const { nulLines } = doc;
  if (nulLines.length > 0) return problem('workstation.nul-bytes', { lines: listed(nulLines) }, { lines: nulLines });
  if (doc.oddTail) return undecodable(Math.max(1, doc.lineCount));
  return doc.sections.length === 0 ? problem('workstation.not-a-configuration') : undefined;
}

const undecodable = (line: number): Problem => problem('workstation.undecodable', { lines: line }, { lines: [line] });

/** The one section of that name, null when there is none; every doubt about it is a problem that names its lines. */
export function findSection(doc: ConfDocument, name: string): Result<Section | null, Problem> {
  const found = doc.sections.filter((s) => sameName(s.name, name));
  const refuse = (code: 'section-twice' | 'section-unclosed' | 'section-nested', lines: readonly number[]) =>
    err(problem(`workstation.${code}`, { section: name, lines: listed(lines) }, { lines }));
  if (found.length > 1)
    return refuse(
      'section-twice',
      found.map((s) => s.open.line),
    );
  const strays = doc.strays.filter((mark) => sameName(mark.name, name)).map((mark) => mark.line);
  const [section] = found;
  if (section?.close === null || strays.length > 0)
    return refuse('section-unclosed', section === undefined ? strays : [section.open.line, ...strays]);
  if (section === undefined) return ok(null);
  if (!section.plain) return refuse('section-nested', [section.open.line]);
  for (let outer = section.within; outer !== null; outer = outer.within) {
    if (outer.close !== null) return refuse('section-nested', [outer.open.line, section.open.line]);
  }
  return ok(section);
}

/** The section's own entries, in order. Lines with no colon (comments, blank lines) are none. */
export function entriesOf(doc: ConfDocument, section: Section): readonly Entry[] {
  const { text } = doc;
  const entries: Entry[] = [];
  let number = section.open.line;
  for (let start = section.open.next; start < section.bodyEnd; ) {
    number++;
    const line = lineAt(text, start);
    // Looked for inside the line only: a section of blank lines must not be searched to the end of the file each time.
    const colon = text.slice(line.start, line.end).indexOf(':') + line.start;
    if (colon >= line.start) {
      const keyStart = skipSpace(text, line.start, colon);
      const valueStart = skipSpace(text, colon + 1, line.end);
      entries.push({
        ...line,
        line: number,
        key: text.slice(keyStart, skipSpaceBack(text, colon, keyStart)),
        keyStart,
        colon,
        valueStart,
        valueEnd: skipSpaceBack(text, line.end, valueStart),
      });
    }
    start = line.next;
  }
  return entries;
}

/** The one entry of that key, null when there is none. */
export function findEntry(entries: readonly Entry[], section: string, key: string): Result<Entry | null, Problem> {
  const found = entries.filter((e) => sameName(e.key, key));
  if (found.length <= 1) return ok(found[0] ?? null);
  const lines = found.map((e) => e.line);
  return err(problem('workstation.key-twice', { section, key, lines: listed(lines) }, { lines }));
}

export function entryValue(doc: ConfDocument, entry: Entry): Result<string, Problem> {
  const { text, exact } = decodeUnits(doc.text.slice(entry.valueStart, entry.valueEnd), doc.encoding);
  return exact ? ok(text) : err(undecodable(entry.line));
}

/** Values of one section by key, null where there is none. */
export function readValues<K extends string>(
  doc: ConfDocument,
  sectionName: string,
  keys: readonly K[],
): Result<Readonly<Record<K, string | null>>, Problem> {
  const section = findSection(doc, sectionName);
  if (!section.ok) return section;
  const entries = section.value === null ? [] : entriesOf(doc, section.value);
  const values = {} as Record<K, string | null>;
  for (const key of keys) {
    const entry = findEntry(entries, sectionName, key);
    if (!entry.ok) return entry;
    const value = entry.value === null ? ok(null) : entryValue(doc, entry.value);
    if (!value.ok) return value;
    values[key] = value.value;
  }
  return ok(values);
}

/** A value that nobody is going to change: null also when the file leaves it in doubt. */
export function lookUp(doc: ConfDocument, section: string, key: string): string | null {
  const [only, ...others] = doc.sections.filter((s) => sameName(s.name, section));
  if (only === undefined || others.length > 0) return null;
  const entry = findEntry(entriesOf(doc, only), section, key);
  if (!entry.ok || entry.value === null) return null;
  const value = entryValue(doc, entry.value);
  return value.ok ? value.value : null;
}
