import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** So many at once are nobody's wish. */
const MOST = 8;

/**
 * Files that a command line names for the window to open: the system puts them there at a double click. Switches, Chromium's own
 * among them, and whatever has another ending are passed over; what the rest is, the core finds out.
 * @param folder in which that command line was given
 */
export function filesIn(argv: readonly string[], folder: string): readonly string[] {
  return argv
    .slice(1)
    .filter((word, i, words) => !word.startsWith('-') && words[i - 1] !== '--data' && extname(word).toLowerCase() === '.mtechnik')
    .flatMap((word) => pathOf(word, folder) ?? [])
    .filter((file) => file.length <= 1000)
    .slice(0, MOST);
}

/** Linux' desktops name files by their addresses; one that is another machine's is none. */
function pathOf(word: string, folder: string): string | undefined {
  if (!word.includes('://')) return resolve(folder, word);
  try {
    const url = new URL(word);
    return url.protocol === 'file:' && url.host === '' ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}
