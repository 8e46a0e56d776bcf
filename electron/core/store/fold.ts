/** Text as one searches it: lower case, without Polish diacritics (ł has no decomposition of its own). */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');
