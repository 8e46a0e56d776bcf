import type { Language, TextParams } from '../../domain/text.ts';
import en from '../../resources/translations/en/desktop.json' with { type: 'json' };
import pl from '../../resources/translations/pl/desktop.json' with { type: 'json' };

/** What the program says outside its page: menu, tray, dialogs. A missing text fails the type check. */
export type WordKey = keyof typeof pl;
export type Words = (key: WordKey, params?: TextParams) => string;

const texts: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { pl, en };

/** @param language asked anew for each text, since it is changed while the program runs */
export const wordsIn =
  (language: () => Language): Words =>
  (key, params = {}) =>
    texts[language()][key].replaceAll(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));

/** For whoever was not let in, and so never said in which language to answer. */
export const inBothLanguages = (key: WordKey): string => `${texts.pl[key]}\n${texts.en[key]}\n`;
