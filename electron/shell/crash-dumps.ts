import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { App, CrashReporter } from 'electron';

/** A dump holds what the process had in memory, shops' data and tokens among it: few, and never for long. */
export const DUMPS = { count: 5, bytes: 50 * 1024 * 1024 } as const;

/**
 * Crashes of every process are written down in the data folder and go nowhere: there is no address to send them to.
 * Called before the app is ready, so that the first child is watched, too.
 */
export function keepDumpsHere(app: Pick<App, 'setPath'>, reporter: Pick<CrashReporter, 'start'>, folder: string): void {
  app.setPath('crashDumps', folder);
  reporter.start({ uploadToServer: false, ignoreSystemCrashHandler: true });
}

/**
 * Removes all but the newest dumps, within `limit`. Crashpad keeps them in folders of its own, which differ between
 * systems; what lies beside a dump under the same name goes with it.
 */
export function pruneDumps(folder: string, limit: { readonly count: number; readonly bytes: number } = DUMPS): void {
  const dumps = dumpsIn(folder).toSorted((a, b) => b.madeAt - a.madeAt);
  let bytes = 0;
  for (const [i, dump] of dumps.entries()) {
    bytes += dump.size;
    if (i < limit.count && bytes <= limit.bytes) continue;
    for (const ending of ['.dmp', '.meta', '.lock']) rmSync(`${dump.stem}${ending}`, { force: true });
  }
}

interface Dump {
  /** Its path without the ending. */
  readonly stem: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

function dumpsIn(folder: string): readonly Dump[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.dmp'))
      .map((name) => {
        const file = join(folder, name);
        const { size, mtimeMs } = statSync(file);
        return { stem: file.slice(0, -'.dmp'.length), size, madeAt: mtimeMs };
      });
  } catch {
    // None were ever written, or the folder cannot be read; the program starts all the same.
    return [];
  }
}
