import i18next, { type i18n } from 'i18next';
import enDomain from '../resources/translations/en/domain.json' with { type: 'json' };
import enMplatform from '../resources/translations/en/mplatform.json' with { type: 'json' };
import enProbe from '../resources/translations/en/probe.json' with { type: 'json' };
import enSync from '../resources/translations/en/sync.json' with { type: 'json' };
import enWorkstation from '../resources/translations/en/workstation.json' with { type: 'json' };
import plDomain from '../resources/translations/pl/domain.json' with { type: 'json' };
import plMplatform from '../resources/translations/pl/mplatform.json' with { type: 'json' };
import plProbe from '../resources/translations/pl/probe.json' with { type: 'json' };
import plSync from '../resources/translations/pl/sync.json' with { type: 'json' };
import plWorkstation from '../resources/translations/pl/workstation.json' with { type: 'json' };

/** Polish is complete by definition; English must have the same keys (a test compares them). */
const pl = { ...plDomain, ...plMplatform, ...plProbe, ...plSync, ...plWorkstation };
const en = { ...enDomain, ...enMplatform, ...enProbe, ...enSync, ...enWorkstation };

export type Language = 'pl' | 'en';
export const languages = ['pl', 'en'] as const satisfies readonly Language[];

/** The closed list of codes that have a sentence; machines read the code, people the sentence. */
export type TextKey = keyof typeof pl;
export type TextParams = Readonly<Record<string, string | number>>;

export const sentences: Readonly<Record<Language, Readonly<Record<string, string>>>> = { pl, en };

let engine: i18n | undefined;

function translator(): i18n {
  // Created on first use: most commands print few sentences, and start-up time counts on tills.
  if (engine === undefined) {
    engine = i18next.createInstance();
    void engine.init({
      resources: { pl: { translation: pl }, en: { translation: en } },
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
export const isTextKey = (code: string): code is TextKey => Object.hasOwn(pl, code);
