import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import iconv from 'iconv-lite';
import { defaultProfile } from './profile.ts';

export interface FoundPcPos {
  readonly folder: string;
  /** From the registry; null where only the folder was found. */
  readonly version: string | null;
  readonly source: 'registry' | 'usual' | 'chosen';
}

/** Values of a registry key by name, or null when there is no such key. */
export type ReadRegistry = (key: string, view: 32 | 64) => Promise<Readonly<Record<string, string>> | null>;

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
  const { platform, env, readRegistry = regQuery, candidates = [], fileName = defaultProfile.file } = options;
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

/** Asks `reg.exe`, which every Windows has; its output comes in the OEM page, 852 on Polish machines. */
const regQuery: ReadRegistry = async (key, view) => {
  try {
    const { stdout } = await promisify(execFile)('reg', ['query', key, `/reg:${view}`], {
      encoding: 'buffer',
      windowsHide: true,
      timeout: 5_000,
    });
    return parseRegQuery(iconv.decode(stdout, 'cp852'));
  } catch {
    return null;
  }
};

/** Reads lines like `    Location    REG_SZ    C:\Program Files\Insoft\pcpos7`. */
export function parseRegQuery(output: string): Readonly<Record<string, string>> {
  const values = output
    .split(/\r?\n/)
    .map((line) => /^\s+(.+?)\s+REG_(?:EXPAND_)?SZ\s+(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1] ?? '', match[2] ?? '']);
  return Object.fromEntries(values);
}
