const POLISH: Readonly<Record<string, string>> = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };
/** Nothing but ASCII, of which two characters are diacritics. */
const PLAIN = /^[ -\]_a-~]*$/;

/** Text as one searches it: lower case, without Polish diacritics (ł has no decomposition of its own). */
export function fold(text: string): string {
  const plain = text.toLowerCase().replace(/[ąćęłńóśźż]/g, (letter) => POLISH[letter] ?? letter);
  // Taking apart what is not there costs as much as all the rest.
  return PLAIN.test(plain) ? plain : plain.normalize('NFD').replace(/\p{Diacritic}/gu, '');
}

/** The words of a text, folded; as the search index takes them apart, so that the two find the same. */
export function wordsOf(text: string): readonly string[] {
  const folded = fold(text);
  return folded.match(PLAIN.test(folded) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];
}
