import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { explain, problem } from './problem.ts';
import { isTextKey, languages, sentence, sentences, type TextKey } from './text.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'translations');
const read = (language: string, file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, language, file), 'utf8'));
const files = readdirSync(join(folder, 'pl')).filter((name) => name.endsWith('.json'));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{[^}]*\}/g) ?? [])].sort();
/** `key_one`, `key_few`, `key_many`, `key_other` are forms of one key, and languages have different ones. */
const PLURAL = /_(zero|one|two|few|many|other)$/;
const bare = (keys: readonly string[]): string[] => [...new Set(keys.map((k) => k.replace(PLURAL, '')))].sort();

describe.each(files)('%s', (file) => {
  const pl = read('pl', file);
  const en = read('en', file);

  it('says the same things in Polish and in English', () => {
    expect(bare(Object.keys(en))).toEqual(bare(Object.keys(pl)));
  });

  it('fills the same places in both', () => {
    for (const key of Object.keys(pl).filter((k) => k in en)) {
      expect({ key, places: placeholders(en[key] ?? '') }).toEqual({ key, places: placeholders(pl[key] ?? '') });
    }
  });

  it('has a sentence for every key, with places that are plain names', () => {
    for (const text of [...Object.values(pl), ...Object.values(en)]) {
      expect(text.trim()).not.toBe('');
      for (const place of placeholders(text)) expect(place).toMatch(/^\{[a-zA-Z][a-zA-Z0-9]*(?:, number)?\}$/);
    }
  });

  it('has the Polish forms of a plural together', () => {
    for (const key of Object.keys(pl).filter((k) => PLURAL.test(k))) {
      const root = key.replace(PLURAL, '');
      for (const form of ['one', 'few', 'many']) expect(Object.keys(pl)).toContain(`${root}_${form}`);
      for (const form of ['one', 'other']) expect(Object.keys(en)).toContain(`${root}_${form}`);
    }
  });
});

const COUNTS = [0, 1, 2, 3, 4, 5, 11, 12, 13, 14, 21, 22, 25, 100, 101, 112, 122];
const COUNT = /\{count(?:, number)?\}/;
/** A count of several things that stands beside a word has to bend it; after a colon, in brackets or before a unit nothing bends. */
const NUMBER =
  /\{(?:count|waiting|drafts|uploads|operations|files|days|hours|minutes|seconds|done|here|met|all|pages|most|outcomes|probes|removals|codes)\}/g;
const BEFORE = /(?:^|: |\(| (?:z|of|jeszcze|and) |^and )$/;
const AFTER = /^(?:$|[.,;)°]| (?:z|of) \{| more$)/;
const UNIT = /^[ \u00a0](?:min|MB|B|ms|s|h|godz)(?![\p{L}])/u;
/** Filled with a limit of the program, which never changes. */
const ALWAYS_THE_SAME: readonly string[] = ['list.too-many-views'];

/** What stands in the few form (22 czynności czekają) and what in the many form (25 czynności czeka), next to the number. */
const VERBS = { one: 'jest|czeka|wymaga|zostanie|zapisze|pozostaje', several: 'są|czekają|wymagają|zostaną|zapiszą|pozostają' };
const beside = (verbs: string): RegExp =>
  new RegExp(
    `\\{count(?:, number)?\\}(?: \\p{L}+){0,3} (?:${verbs})(?!\\p{L})|(?<!\\p{L})(?:${verbs})(?: \\p{L}+){0,2} \\{count`,
    'u',
  );

describe.each(languages)('what is counted, in %s', (language) => {
  const all = files.map((file) => [file, Object.entries(read(language, file))] as const);

  it('is a whole sentence for none, one, few and many, with the right form and the number in it', () => {
    const rules = new Intl.PluralRules(language);
    let walked = 0;
    for (const [file, entries] of all) {
      const texts: Readonly<Record<string, string>> = Object.fromEntries(entries);
      const engine = i18next.createInstance();
      void engine.init({
        resources: { [language]: { translation: texts } },
        lng: language,
        keySeparator: false,
        nsSeparator: false,
        initAsync: false,
        interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
      });
      for (const root of bare(Object.keys(texts).filter((key) => PLURAL.test(key)))) {
        const forms = Object.keys(texts).filter((key) => PLURAL.test(key) && bare([key])[0] === root);
        const counts = forms.some((key) => COUNT.test(texts[key] ?? ''));
        const others = Object.fromEntries(
          forms.flatMap((key) => placeholders(texts[key] ?? '')).map((p) => [p.slice(1, -1), 'X']),
        );
        for (const count of COUNTS) {
          const own = count === 0 ? texts[`${root}_zero`] : undefined;
          const form = own ?? texts[`${root}_${rules.select(count)}`] ?? '';
          const said = engine.t(root, { ...others, count });
          const where = { file, root, count };
          const meant = form.replaceAll(/\{count(?:, number)?\}/g, `${count}`).replaceAll(/\{\w+\}/g, 'X');
          expect({ ...where, said }).toEqual({ ...where, said: meant });
          // Only of exactly one, or none, a sentence may say it in words: tomorrow, nothing.
          const inWords = own !== undefined || count === 1;
          if (counts && !inWords)
            expect({ ...where, said: said.replaceAll(/\D/g, '') }).toEqual({
              ...where,
              said: expect.stringContaining(`${count}`),
            });
          walked += 1;
        }
      }
    }
    expect(walked).toBeGreaterThan(COUNTS.length * 20);
  });

  it('bends nothing where there is one sentence for all numbers', () => {
    for (const [file, entries] of all) {
      for (const [key, text] of entries) {
        if (PLURAL.test(key) || ALWAYS_THE_SAME.includes(key)) continue;
        for (const { 0: place, index } of text.matchAll(NUMBER)) {
          const after = text.slice(index + place.length);
          const stands =
            UNIT.test(after) || (AFTER.test(after) && (BEFORE.test(text.slice(0, index)) || / (?:z|of) \{/.test(after)));
          expect({ file, key, text, stands }).toEqual({ file, key, text, stands: true });
        }
      }
    }
  });
});

it('a Polish verb agrees with the number beside it', () => {
  for (const [key, text] of files.flatMap((file) => Object.entries(read('pl', file)))) {
    if (key === 'unsent.old_few') continue; // It is the oldest that waits, for so many days.
    if (key.endsWith('_few')) expect({ key, text }).toEqual({ key, text: expect.not.stringMatching(beside(VERBS.one)) });
    if (/_(?:one|many)$/.test(key))
      expect({ key, text }).toEqual({ key, text: expect.not.stringMatching(beside(VERBS.several)) });
  }
});

describe('sentences', () => {
  it('of two files never share a code, where one would silently hide the other', () => {
    // The interface keeps its own texts to itself.
    const merged = files.filter((file) => file !== 'ui.json');
    const all = merged.flatMap((file) => Object.keys(read('pl', file)));
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
  });

  it.each(languages)('leave no place unfilled in %s', (language) => {
    for (const [key, text] of Object.entries(sentences[language])) {
      if (PLURAL.test(key)) continue;
      const params = Object.fromEntries(placeholders(text).map((p) => [p.slice(1, -1), 'X7']));
      expect(sentence(key as TextKey, params, language)).toBe(text.replaceAll(/\{[^}]*\}/g, 'X7'));
    }
  });

  it('show what they are filled with word for word, whatever it looks like', () => {
    const odd = '$t(ticket.ended) {id} $& <b>ą & "ż"</b> {{x}}';
    expect(sentence('ticket.unknown', { id: odd })).toBe(`Nie ma zgłoszenia ${odd}.`);
  });

  it('explain a problem in the language asked for, Polish unless told', () => {
    const p = problem('ticket.not-taken', { id: '1042' });
    expect(explain(p)).toBe('Najpierw podejmij zgłoszenie 1042.');
    expect(explain(p, 'en')).toBe('Take ticket 1042 first.');
  });

  it('exist for our codes only', () => {
    expect(isTextKey('ticket.unknown')).toBe(true);
    for (const foreign of ['toString', '__proto__', 'ticket', '']) expect(isTextKey(foreign)).toBe(false);
  });
});
