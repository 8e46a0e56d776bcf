import { fold } from '../quote/fold.ts';

interface Named {
  readonly label: string;
  /** Where it stands; found by, too, but it counts less. */
  readonly detail: string;
}

const wordsOf = (text: string): readonly string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** What has a word for each one typed that begins with it; first what is called so, then what only stands there. */
export function ranked<T extends Named>(all: readonly T[], text: string): readonly T[] {
  const typed = wordsOf(text);
  const whole = typed.join(' ');
  const has = (words: readonly string[]) => typed.every((one) => words.some((word) => word.startsWith(one)));
  const rank = ({ label, detail }: T): number => {
    const words = wordsOf(label);
    if (words.join(' ').startsWith(whole)) return 0;
    if (has(words)) return 1;
    return has([...words, ...wordsOf(detail)]) ? 2 : 3;
  };
  return all
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at < 3)
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
