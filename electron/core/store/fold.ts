/** Text as one searches it: lower case, without Polish diacritics (ł has no decomposition of its own). */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');

/** The words of a text, folded; as the search index takes them apart, so that the two find the same. */
export const wordsOf = (text: string): readonly string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
