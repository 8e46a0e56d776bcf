import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../domain/clock.ts';

/** A mail program may read the file for as long as the draft is open. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Letters on their way to the mail program: files in a folder of their own, which only their owner can read, and which are
 * taken out after a week. Where the shell opens nothing, no file is left behind.
 */
export function createMailFiles(folder: string, clock: Clock, open: ((file: string) => Promise<boolean>) | undefined) {
  async function clear(): Promise<void> {
    for (const name of await readdir(folder).catch(() => [])) {
      const file = join(folder, name);
      const since = await stat(file).catch(() => undefined);
      if (since !== undefined && clock.now() - since.mtimeMs > KEPT_MS) await rm(file, { force: true }).catch(() => {});
    }
  }
  return async (fileName: string, letter: Buffer): Promise<boolean> => {
    if (open === undefined) return false;
    await clear();
    const file = join(folder, fileName);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(file, letter, { mode: 0o600 });
    } catch {
      // No room, or the last one is held open by the mail program: the window then saves it where the person says.
      return false;
    }
    return open(file);
  };
}
