import { basename, dirname, join } from 'node:path';
import type { ConfigFiles } from './config-files.ts';
import type { ChangeRecord } from './journal.ts';

/** Names of what lies beside a till's file for a moment. No other program has such names, so what is found later is ours. */
export const tempName = (file: string, id: string): string => `.${basename(file)}.mtechnik-${id}.tmp`;
export const tryName = (file: string, id: string): string => tempName(file, `try-${id}`);

const ours = (name: string, file: string): boolean =>
  name.startsWith(`.${basename(file)}.mtechnik-`) && /\.tmp(?:\.back)?$/.test(name);

/** What Windows may leave of the old content beside `from` when that took its place. */
export const oldName = (from: string): string =>
  from.endsWith('.back') ? from.replace(/\.tmp\.back$/, '-back-old.tmp') : from.replace(/\.tmp$/, '-old.tmp');

/** The change's own name (`tempName`), for any of the names that come of it. */
const changeOf = (name: string): string => name.replace(/(?:(?:-back)?-old\.tmp|\.tmp\.back)$/, '.tmp');

/** No change takes longer: what is younger may be the work of another window or another user at this moment. */
const OLD_MS = 10 * 60_000;

/**
 * Removes what a process that died left beside a till's file and what no journal knows: files that tried whether one
 * could be made, and those of a change whose row a power failure took. The till's own file is never one of them.
 * What cannot be removed now waits for the next time.
 * @param finished names (`tempName`) of changes that have ended: what they left is removed at any age
 */
export async function sweepLeftovers(
  files: ConfigFiles,
  file: string,
  now: number,
  finished: () => ReadonlySet<string> = () => new Set(),
): Promise<void> {
  const folder = dirname(file);
  try {
    const names = (await files.list(folder)).filter((name) => ours(name, file));
    const over = names.length === 0 ? new Set() : finished();
    for (const name of names) {
      const path = join(folder, name);
      const { kind, changedAt } = await files.facts(path);
      if (kind === 'file' && (over.has(changeOf(name)) || now - changedAt > OLD_MS)) await files.remove(path);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
  }
}

/** Of the changes that are known, those that nobody is working at any more. */
export const finishedAmong = (changes: readonly Pick<ChangeRecord, 'temp' | 'outcome'>[]): ReadonlySet<string> =>
  new Set(changes.filter(({ outcome }) => outcome !== 'open').map(({ temp }) => temp));
