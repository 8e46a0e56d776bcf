import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, checkReadable, editSection, keepsEncoding, parseConf, readValues } from './index.ts';

/** Thousands by default; a long run sets it higher. A failure prints its seed and path. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 3_000);

const space = fc.constantFrom('', '', ' ', '\t', '  ');
const lineEnd = fc.constantFrom('\r\n', '\r\n', '\n', '\r');
const name = fc.constantFrom('MPlatform', 'mplatform', 'LocalDatabase', 'Ogólne', '', 'A', 'B');
const value = fc.oneof(
  fc.constantFrom('', 'Y', '735', '12,734', 'https://a.example:8443/pos', 'Spożywcza Łąka', 'jdbc:x;password=y'),
  fc.string({ maxLength: 12 }),
);
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(space, fc.constantFrom('Active', 'SERVERADDRESS', 'ShopIds', 'Timeout', 'x'), space, space, value, space)
      .map(([i, k, a, b, v, e]) => `${i}${k}${a}:${b}${v}${e}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(space, fc.constantFrom('Section', 'SECTION', 'EndSection'), space, space, name)
      .map(([i, k, a, b, n]) => `${i}${k}${a}:${b}${n}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '   ', '; komentarz', '# Section: no', 'Section', '\u0000', 'EndSection: MPlatform'),
  },
);
/** A well-formed section, so that edits often succeed. */
const block = fc
  .tuple(
    name,
    fc.uniqueArray(fc.constantFrom('Active', 'ServerAddress', 'ShopIds', 'TimeoutMs', 'Note'), { maxLength: 5 }),
    value,
    space,
    space,
    space,
  )
  .map(([n, keys, v, i, g, e]) => [
    `Section:${g}${n}`,
    ...keys.map((k) => `${i}${k}:${g}${v.replace(/[\r\n\0]/g, '')}`),
    `${e}EndSection:${g}${n}`,
  ]);
const text = fc
  .array(
    fc.tuple(
      fc.oneof(
        block,
        line.map((l) => [l]),
      ),
      lineEnd,
    ),
    { maxLength: 12 },
  )
  .chain((parts) => fc.tuple(fc.constant(parts.flatMap(([lines, end]) => lines.map((l) => l + end)).join('')), fc.boolean()))
  .map(([whole, cut]) => (cut ? whole.replace(/[\r\n]+$/, '') : whole));

const bytesOf = {
  ansi: (t: string) => Buffer.from(t, 'latin1'),
  utf8: (t: string) => Buffer.from(t, 'utf8'),
  utf8Bom: (t: string) => Buffer.from(`\ufeff${t}`, 'utf8'),
  utf16le: (t: string) => Buffer.from(`\ufeff${t}`, 'utf16le'),
  utf16be: (t: string) => Buffer.from(`\ufeff${t}`, 'utf16le').swap16(),
} as const;
const file = fc.tuple(text, fc.constantFrom(...Object.values(bytesOf))).map(([t, encode]) => encode(t));
const anyFile = fc.oneof(
  file,
  fc.uint8Array({ maxLength: 300 }).map((noise) => Buffer.from(noise)),
);

const wanted = [
  { key: 'Active', value: 'Y' },
  { key: 'ServerAddress', value: 'https://mplatform.example/pos' },
  { key: 'ShopIds', value: '735' },
];
const linesOf = (bytes: Buffer): readonly string[] => bytes.toString('latin1').match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

describe('the till file, whatever it holds', () => {
  it('comes back byte for byte when nothing is edited', () => {
    fc.assert(
      fc.property(anyFile, (bytes) => {
        const doc = parseConf(bytes, 'windows-1250');
        expect(applyEdit(doc, { splices: [], changes: [] }).equals(bytes)).toBe(true);
      }),
      { numRuns },
    );
  });

  it('keeps every line that an edit does not name, and reads back what was written', () => {
    let edits = 0;
    fc.assert(
      fc.property(anyFile, (bytes) => {
        const doc = parseConf(bytes, 'windows-1250');
        const edit = editSection(doc, 'MPlatform', wanted);
        if (!edit.ok) return;
        const after = applyEdit(doc, edit.value);
        const again = parseConf(after, 'windows-1250');
        // The plan refuses these; among files of a few words they are not rare.
        if (!keepsEncoding(doc, again)) return;
        edits++;
        const values = readValues(again, 'MPlatform', ['Active', 'ServerAddress', 'ShopIds']);
        expect(values).toEqual({
          ok: true,
          value: { Active: 'Y', ServerAddress: 'https://mplatform.example/pos', ShopIds: '735' },
        });
        expect(editSection(again, 'MPlatform', wanted)).toEqual({ ok: true, value: { splices: [], changes: [] } });
        if (doc.encoding.startsWith('utf-16')) return;

        const [before, now] = [linesOf(bytes), linesOf(after)];
        const { changes } = edit.value;
        const appended = !doc.sections.some((s) => s.name.toLowerCase() === 'mplatform');
        if (appended) {
          expect(after.subarray(0, bytes.length).equals(bytes)).toBe(true);
          return;
        }
        const added = new Set(changes.filter((c) => c.from === null).map((c) => c.line - 1));
        const changed = new Set(changes.filter((c) => c.from !== null).map((c) => c.line - 1));
        const kept = now.flatMap((l, i) => (added.has(i) ? [] : [{ l, i }]));
        expect(kept.length).toBe(before.length);
        for (const [n, { l, i }] of kept.entries()) {
          if (!changed.has(i)) expect(l).toBe(before[n]);
          else expect(l.slice(0, l.indexOf(':'))).toBe(before[n]?.slice(0, before[n]?.indexOf(':')));
        }
      }),
      { numRuns },
    );
    // The property says nothing when all files are refused.
    expect(edits).toBeGreaterThan(numRuns / 20);
  });

  it('is read without an exception, however damaged', () => {
    fc.assert(
      fc.property(anyFile, fc.nat(300), fc.nat(255), (bytes, at, byte) => {
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const doc = parseConf(bytes, 'windows-1250');
        checkReadable(doc);
        readValues(doc, 'MPlatform', ['Active']);
        expect(doc.bytes).toBe(bytes);
      }),
      { numRuns },
    );
  });
});

describe('size', () => {
  const MEGABYTES = 4;
  const big = (unit: string): Buffer => Buffer.from(unit.repeat(Math.ceil((MEGABYTES * 1024 * 1024) / unit.length)));
  // Quadratic behaviour at this size takes minutes, so a limit of seconds sees it on any machine.
  const LIMIT_MS = 5_000;
  it.each([
    ['well-formed sections', 'Section: A\r\n\tKey: value\r\n\tEndSection: A\r\n'],
    ['sections that never end', 'Section: A\r\n'],
    ['ends that nothing opened', 'EndSection: A\r\n'],
    ['blank lines', '\n'],
    ['one line', 'x'],
    ['NUL bytes', '\0\n'],
    ['white space', ' '],
  ])('megabytes of %s are read and planned in time that grows with the size only', (_what, unit) => {
    const started = performance.now();
    const doc = parseConf(Buffer.concat([Buffer.from('Section: Z\n\tk: v\n\tEndSection: Z\n'), big(unit)]), 'windows-1250');
    const edit = editSection(doc, 'MPlatform', wanted);
    if (edit.ok) applyEdit(doc, edit.value);
    expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  });

  it('a section that is opened and ended crosswise a million times is read in such time too', () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `Section: S${i}\n`).join('') + 'EndSection: none\n'.repeat(200_000);
    const started = performance.now();
    expect(parseConf(Buffer.from(lines), 'windows-1250').strays.length).toBe(200_000);
    expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  });
});
