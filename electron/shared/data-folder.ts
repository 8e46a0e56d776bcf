import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where the app keeps its data when no folder is named: the same for every way in, so that all see one work. */
export const defaultDataFolder = (): string => envPaths('M-Technik', { suffix: '' }).data;

/** `--data DIR` among arguments that also hold the browser engine's own. */
export function dataFolderFrom(argv: readonly string[]): string {
  const at = argv.indexOf('--data');
  const named = at === -1 ? argv.find((a) => a.startsWith('--data='))?.slice('--data='.length) : argv[at + 1];
  return named === undefined || named === '' ? defaultDataFolder() : resolve(named);
}
