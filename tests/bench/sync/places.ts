import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Of `core` or `mplatform`. Sources and what is built of them lie at different depths. */
export function migrations(of: 'core' | 'mplatform'): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'resources', 'migrations', of);
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) throw new Error(`No resources/migrations/${of} above this module`);
  }
}

/** Gives `work` a folder of its own on the real disk, gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'technik-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the device's database, which is encrypted as in the product; the floor's is not. */
export const DEVICE_KEY = new Uint8Array(32).fill(7);
