import { basename, dirname, join } from 'node:path';
import type { ConfigFiles } from './config-files.ts';

/** Names of what lies beside a till's file for a moment. No other program has such names, so what is found later is ours. */
export const tempName = (file: string, id: string): string => `.${basename(file)}.mtechnik-${id}.tmp`;
export const tryName = (file: string, id: string): string => tempName(file, `try-${id}`);

const ours = (name: string, file: string): boolean =>
  name.startsWith(`.${basename(file)}.mtechnik-`) && /\.tmp(?:\.back)?$/.test(name);

/** No change takes longer: what is younger may be the work of another window or another user at this moment. */
const OLD_MS = 10 * 60_000;

/**
 * Removes what a process that died left beside a till's file and what no journal knows: files that tried whether one
 * could be made, and those of a change whose row a power failure took. The till's own file is never one of them.
 * What cannot be removed now waits for the next time.
 */
export async function sweepLeftovers(files: ConfigFiles, file: string, now: number): Promise<void> {
  const folder = dirname(file);
  try {
    for (const name of await files.list(folder)) {
      if (!ours(name, file)) continue;
      const path = join(folder, name);
      const { kind, changedAt } = await files.facts(path);
      if (kind === 'file' && now - changedAt > OLD_MS) await files.remove(path);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
  }
}
