import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../windows/command.ts';
import { type ReadRegistry, regQuery } from '../windows/registry.ts';
import { defaultProfile } from './profile.ts';

export interface FoundPcPos {
  readonly folder: string;
  /** From the registry; null where only the folder was found. */
  readonly version: string | null;
  readonly source: 'registry' | 'usual' | 'chosen';
}

export interface FindOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readRegistry?: ReadRegistry;
  /** Folders that the person chose, this time or before. They come first. */
  readonly candidates?: readonly string[];
  readonly fileName?: string;
}

export const REGISTRY_KEY = 'HKLM\\SOFTWARE\\Insoft sp. z o.o.\\PC-POS 7';

/** Folders that hold PC-POS's configuration: chosen, from the Windows registry, and the usual ones; each once. */
export async function findPcPos(options: FindOptions): Promise<readonly FoundPcPos[]> {
  const { platform, env, readRegistry = regQuery(runCommand), candidates = [], fileName = defaultProfile.file } = options;
  const places: FoundPcPos[] = candidates.map((folder) => ({ folder, version: null, source: 'chosen' }));
  if (platform === 'win32') {
    for (const view of [64, 32] as const) {
      const values = await readRegistry(REGISTRY_KEY, view);
      if (values?.Location) places.push({ folder: values.Location, version: values.Version ?? null, source: 'registry' });
    }
    for (const programs of [env.ProgramFiles, env['ProgramFiles(x86)'], env.ProgramW6432]) {
      if (programs) places.push({ folder: join(programs, 'Insoft', 'pcpos7'), version: null, source: 'usual' });
    }
  }
  const found = new Map<string, FoundPcPos>();
  for (const place of places) {
    if (!(await isFile(join(place.folder, fileName)))) continue;
    const key = platform === 'win32' ? place.folder.toLowerCase().replace(/[\\/]+$/, '') : place.folder;
    const known = found.get(key);
    found.set(key, known === undefined ? place : { ...known, version: known.version ?? place.version });
  }
  return [...found.values()];
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
