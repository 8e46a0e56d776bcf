import i18next, { type i18n } from 'i18next';
import { type Language, sentences, type TextKey, type TextParams } from '../../../domain/text.ts';
import en from '../../../resources/translations/en/operator.json' with { type: 'json' };
import pl from '../../../resources/translations/pl/operator.json' with { type: 'json' };

type Bare<K> = K extends `${infer B}_${'one' | 'few' | 'many' | 'other'}` ? B : K;

/** The texts of the operator's pages, and the sentences of every problem that rules have. */
export type PageKey = Bare<keyof typeof pl> | TextKey;
export type Translate = (key: PageKey, params?: TextParams) => string;

let engine: i18n | undefined;

export function translator(language: Language): Translate {
  if (engine === undefined) {
    engine = i18next.createInstance();
    void engine.init({
      resources: { pl: { translation: { ...sentences.pl, ...pl } }, en: { translation: { ...sentences.en, ...en } } },
      lng: 'pl',
      fallbackLng: 'pl',
      keySeparator: false,
      nsSeparator: false,
      initAsync: false,
      // What is put in is escaped where the page is written, once.
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    });
  }
  const translate = engine.getFixedT(language);
  return (key, params = {}) => translate(key, params);
}
