import type { Content } from 'pdfmake/interfaces.js';

/** `M/platform`, `PC-POS`, `26-922`: by the general rule a line may end after the slash or the dash. */
const COMPOUND = /^[^\s/-]+[/-][^\s]+\s*$/u;
const LONGEST_COMPOUND = 28;
/** In a narrow column, and in one that has the rest of the line. Longer ones would push the table off the paper. */
const LONGEST_WORD = { narrow: 12, wide: 34 } as const;

type Part =
  | string
  | { readonly text: string; readonly noWrap: true }
  | { readonly text: string; readonly wordBreak: 'break-all' };

/** A text for the printer: short compound words are kept whole, words longer than the line (digests, addresses) are broken. */
export const wrapping = (text: string): Content => inParts(text, 'wide');

const LONGEST_UNBROKEN = 22;

/** The same for a narrow column: what is short stays on one line. */
export const narrow = (text: string): Content =>
  [...text].length <= LONGEST_UNBROKEN ? inParts(text.replace(/ /g, '\u00a0'), 'wide') : inParts(text, 'narrow');

function inParts(text: string, room: keyof typeof LONGEST_WORD): Content {
  const parts: Part[] = [];
  const add = (word: string): void => {
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last + word;
    else parts.push(word);
  };
  for (const word of text.match(/\S+[^\S\n]*|\s+/gu) ?? []) {
    const length = word.trimEnd().length;
    if (length > LONGEST_WORD[room]) parts.push({ text: word, wordBreak: 'break-all' });
    else if (length <= LONGEST_COMPOUND && COMPOUND.test(word)) parts.push({ text: word, noWrap: true });
    else add(word);
  }
  return (parts.length === 1 ? parts[0] : parts) as Content;
}
