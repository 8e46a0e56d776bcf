import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { ConfDocument } from './document.ts';
import { bomLength, decodeUnits, encodeText, unitLength } from './encoding.ts';
import { type Habits, habitsOf, keyLine, newSectionLines } from './habits.ts';
import { checkReadable, type Entry, entriesOf, entryValue, findEntry, findSection } from './read.ts';

export interface Setting {
  readonly key: string;
  readonly value: string;
}

/** One value that an edit sets. `line` counts from 1 in the file as it will be; `from` is null where the key is new. */
export interface ValueChange {
  readonly line: number;
  readonly section: string;
  readonly key: string;
  readonly from: string | null;
  readonly to: string;
}

/** A stretch of the old text and what stands there instead. Whole lines beside it are untouched. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** `replace` changes inside line `line` of the old file, `insert` puts whole lines after it. */
  readonly kind: 'replace' | 'insert';
  readonly line: number;
  /** The new lines as a person reads them, without line ends. */
  readonly lines: readonly string[];
}

export interface Edit {
  /** In the order of the file. */
  readonly splices: readonly Splice[];
  readonly changes: readonly ValueChange[];
}

/** What a line can hold so that it is read back the same: no line ends, no NUL, no white space at either end. */
const UNWRITABLE = /[\r\n\0]|^[\0-\x20]|[\0-\x20]$/;

/** Works out how to set values in one section, or why that cannot be done without doubt. Changes nothing. */
export function editSection(doc: ConfDocument, sectionName: string, settings: readonly Setting[]): Result<Edit, Problem> {
  const unfit = checkReadable(doc) ?? settings.map((s) => checkSetting(doc, s)).find((p) => p !== undefined);
  if (unfit !== undefined) return err(unfit);
  const section = findSection(doc, sectionName);
  if (!section.ok) return section;
  const habits = habitsOf(doc, section.value);
  if (section.value === null) return appendSection(doc, sectionName, settings, habits);

  const entries = entriesOf(doc, section.value);
  const splices: Splice[] = [];
  const changed: { readonly splice: Splice; readonly setting: Setting; readonly from: string | null; readonly index: number }[] =
    [];
  const added: Setting[] = [];
  for (const setting of settings) {
    const entry = findEntry(entries, sectionName, setting.key);
    if (!entry.ok) return entry;
    if (entry.value === null) {
      added.push(setting);
      continue;
    }
    const from = entryValue(doc, entry.value);
    if (!from.ok) return from;
    if (from.value === setting.value) continue;
    const splice = replaceValue(doc, entry.value, setting.value, habits);
    splices.push(splice);
    changed.push({ splice, setting, from: from.value, index: 0 });
  }
  if (added.length > 0) {
    const after = entries.at(-1) ?? section.value.open;
    const lines = added.map((s) => keyLine(habits, s.key, s.value));
    const text = lines.map((line) => line + habits.newline).join('');
    const splice: Splice = { kind: 'insert', start: after.next, end: after.next, text, line: after.line, lines };
    splices.push(splice);
    changed.push(...added.map((setting, index) => ({ splice, setting, from: null, index })));
  }
  splices.sort((a, b) => a.start - b.start);
  const changes = changed.map(({ splice, setting, from, index }) => {
    const earlier = splices.slice(0, splices.indexOf(splice)).reduce((n, s) => n + (s.kind === 'insert' ? s.lines.length : 0), 0);
    const line = splice.line + earlier + (splice.kind === 'insert' ? 1 + index : 0);
    return { line, section: sectionName, key: setting.key, from, to: setting.value };
  });
  return ok({ splices, changes: changes.sort((a, b) => a.line - b.line) });
}

function checkSetting(doc: ConfDocument, { key, value }: Setting): Problem | undefined {
  if (UNWRITABLE.test(value)) return problem('workstation.value-unwritable', { key });
  const encoding = doc.encoding;
  return encodeText(value, encoding) === undefined ? problem('workstation.outside-encoding', { value, encoding }) : undefined;
}

function replaceValue(doc: ConfDocument, entry: Entry, value: string, habits: Habits): Splice {
  const bare = entry.valueStart === entry.valueEnd && entry.valueStart === entry.colon + 1;
  const text = bare ? habits.key.gap + value : value;
  const show = (from: number, to: number) => decodeUnits(doc.text.slice(from, to), doc.encoding).text;
  const line = show(entry.start, entry.valueStart) + text + show(entry.valueEnd, entry.end);
  return { kind: 'replace', start: entry.valueStart, end: entry.valueEnd, text, line: entry.line, lines: [line] };
}

function appendSection(doc: ConfDocument, section: string, settings: readonly Setting[], habits: Habits): Result<Edit, Problem> {
  const last = doc.sections.at(-1);
  // After a last section with no end, new lines would belong to it.
  if (last?.close === null) {
    const lines = [last.open.line];
    return err(problem('workstation.section-unclosed', { section: last.name, lines: lines.join() }, { lines }));
  }
  const { lines, firstKey } = newSectionLines(habits, section, settings);
  const { newline } = habits;
  const text = habits.endsWithNewline
    ? lines.map((line) => line + newline).join('')
    : lines.map((line) => newline + line).join('');
  const at = doc.text.length;
  const changes = settings.map(({ key, value }, i) => ({
    line: doc.lineCount + firstKey + i + 1,
    section,
    key,
    from: null,
    to: value,
  }));
  return ok({ splices: [{ kind: 'insert', start: at, end: at, text, line: doc.lineCount, lines }], changes });
}

/** The bytes after an edit: what no splice covers is copied from the file as it is. */
export function applyEdit(doc: ConfDocument, { splices }: Edit): Buffer {
  const byteAt = (position: number) => bomLength(doc.encoding) + unitLength(doc.encoding) * position;
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end, text } of splices) {
    const encoded = encodeText(text, doc.encoding);
    if (encoded === undefined) throw new Error('An edit with text outside the encoding was let through');
    parts.push(doc.bytes.subarray(done, byteAt(start)), encoded);
    done = byteAt(end);
  }
  return Buffer.concat([...parts, doc.bytes.subarray(done)]);
}
