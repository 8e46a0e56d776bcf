import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
