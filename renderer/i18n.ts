import { createInstance, type i18n } from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { type Language, learn, type TextParams } from '../domain/text.ts';
import type pl from '../resources/translations/pl/ui.json';
import { firstTexts } from './first-texts.ts';

type Plural = 'zero' | 'one' | 'few' | 'many' | 'other';
/** The interface's texts; a missing one fails the type check. Plural forms share one key. */
export type UiKey = keyof typeof pl extends infer K ? (K extends `${infer Base}_${Plural}` ? Base : K) : never;
export type Translate = (key: UiKey, params?: TextParams) => string;

export function makeI18n(): i18n {
  const texts = createInstance();
  void texts.use(initReactI18next).init({
    resources: { pl: { translation: firstTexts } },
    lng: 'pl',
    fallbackLng: 'pl',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  });
  return texts;
}

/** Of each that has all of Polish, `null`; of each that has only the first screen's, what it waits for. */
const polish = new WeakMap<i18n, Promise<void> | null>();

/**
 * Fetches what Polish says beyond the first screen, once.
 * @returns null when it is all there
 */
export function fetchPolish(texts: i18n): Promise<void> | null {
  const known = polish.get(texts);
  if (known !== undefined) return known;
  const fetching = import('./polish.ts').then(
    ({ sentences, ui }) => {
      learn('pl', sentences);
      texts.addResourceBundle('pl', 'translation', ui);
      polish.set(texts, null);
    },
    (cause: unknown) => {
      // Whoever asks again tries again.
      polish.delete(texts);
      throw cause;
    },
  );
  polish.set(texts, fetching);
  return fetching;
}

/** Fetches the texts of a language that is not there yet, so that it can be changed to. */
export async function fetchTexts(texts: i18n, language: Language): Promise<void> {
  if (texts.hasResourceBundle(language, 'translation')) return;
  const { sentences, ui } = await import('./english.ts');
  learn('en', sentences);
  texts.addResourceBundle('en', 'translation', ui);
}

export function useT(): Translate {
  const { t } = useTranslation();
  // The same one as long as the language is: what is given it need not be drawn anew.
  return useCallback((key, params) => t(key as string, { ...params }), [t]);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'pl';
}
