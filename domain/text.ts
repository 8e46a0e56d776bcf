import i18next, { type i18n } from 'i18next';
import { english } from '#english';
import { polish } from '#polish';

export type Language = 'pl' | 'en';
export const languages = ['pl', 'en'] as const satisfies readonly Language[];

/** The closed list of codes that have a sentence; machines read the code, people the sentence. English has the same (a test compares). */
export type TextKey = keyof typeof polish;
export type TextParams = Readonly<Record<string, string | number>>;

const known: Record<Language, Readonly<Record<string, string>>> = { pl: polish, en: english };
export const sentences: Readonly<typeof known> = known;

/** Brings sentences of a language that were not there from the beginning. */
export function learn(language: Language, texts: Readonly<Record<string, string>>): void {
  known[language] = texts;
  engine?.addResourceBundle(language, 'translation', texts);
}

let engine: i18n | undefined;

function translator(): i18n {
  // Created on first use: most commands print few sentences, and start-up time counts on tills.
  if (engine === undefined) {
    engine = i18next.createInstance();
    void engine.init({
      resources: { pl: { translation: known.pl }, en: { translation: known.en } },
      lng: 'pl',
      fallbackLng: 'pl',
      keySeparator: false,
      nsSeparator: false,
      initAsync: false,
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    });
  }
  return engine;
}

/** The sentence of `key` in `language`, with `{name}` replaced by `params.name`; plurals by `params.count`. */
export function sentence(key: TextKey, params: TextParams = {}, language: Language = 'pl'): string {
  return translator().t(key, { ...params, lng: language });
}

/** True when a code that came from outside is one of ours, and so has a sentence. */
export const isTextKey = (code: string): code is TextKey => Object.hasOwn(known.pl, code);
