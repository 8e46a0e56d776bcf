import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

/**
 * The folder that holds `resources/`: the source tree, an unpacked build or the packed archive (whose files
 * Electron's own `fs` reads). Named by a file inside, as Electron's own folder has a `resources` of its own.
 */
export const appFolder: string = findUpwards(dirname(here));

/** A file or folder of `resources/`, by the steps that lead to it. */
export const resourcePath = (...steps: readonly string[]): string => join(appFolder, 'resources', ...steps);

/** One of our modules that runs as a process of its own: the source as it is, or its built file beside this one. */
export const modulePath = (source: string, built: string): string => join(appFolder, here.endsWith('.ts') ? source : built);

function findUpwards(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'migrations'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No resources/migrations at or above ${from}`);
  }
}
