import { describe, expect, it } from 'vitest';
import en from '../resources/translations/en/ui.json' with { type: 'json' };
import pl from '../resources/translations/pl/ui.json' with { type: 'json' };
import { fetchTexts, makeI18n } from './i18n.ts';

const FORMS = /_(zero|one|few|many|other)$/;
const bases = (texts: object) => [...new Set(Object.keys(texts).map((key) => key.replace(FORMS, '')))].sort();
const forms = (texts: object, base: string) =>
  Object.keys(texts)
    .filter((key) => key.replace(FORMS, '') === base && FORMS.test(key))
    .map((key) => key.slice(base.length + 1))
    // A sentence of its own for none is no grammatical form.
    .filter((form) => form !== 'zero')
    .sort();
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the interface's texts", () => {
  it('says everything in both languages', () => {
    expect(bases(en)).toEqual(bases(pl));
  });

  it('has every plural form that each language needs', () => {
    for (const [texts, language] of [
      [pl, 'pl'],
      [en, 'en'],
    ] as const) {
      const needed = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
      const counted = bases(texts).filter((base) => forms(texts, base).length > 0);
      expect(counted.length).toBeGreaterThan(0);
      for (const base of counted) expect([base, ...forms(texts, base)]).toEqual([base, ...needed]);
    }
  });

  it('puts the same values into both', () => {
    const english: Readonly<Record<string, string>> = en;
    for (const [key, text] of Object.entries(pl)) {
      const other = english[key] ?? english[key.replace(FORMS, '_other')];
      expect([key, ...placeholders(other ?? '')]).toEqual([key, ...placeholders(text)]);
    }
  });

  it('counts in Polish', () => {
    const { t } = makeI18n();
    expect([1, 3, 5, 22].map((count) => t('deadline.late', { count }))).toEqual([
      '1 dzień po terminie',
      '3 dni po terminie',
      '5 dni po terminie',
      '22 dni po terminie',
    ]);
    expect(t('tickets.count', { count: 34 })).toBe('34 zgłoszenia');
  });

  it('fetches English when it is wanted, with its plurals', async () => {
    const texts = makeI18n();
    expect(texts.hasResourceBundle('en', 'translation')).toBe(false);
    await fetchTexts(texts, 'en');
    await texts.changeLanguage('en');
    expect(texts.t('tickets.count', { count: 1 })).not.toBe(texts.t('tickets.count', { count: 1, lng: 'pl' }));
  });
});
