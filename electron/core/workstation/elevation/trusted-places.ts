import { win32 } from 'node:path';
import { REGISTRY_KEY } from '../../../../native-checks/pcpos/find.ts';
import { defaultProfile } from '../../../../native-checks/pcpos/profile.ts';
import type { ReadRegistry } from '../../../../native-checks/windows/registry.ts';

/** What the elevated step may touch. It comes from where only an administrator can write, never from a request. */
export interface TrustedPlaces {
  /** Configuration files of PC-POS. */
  readonly files: readonly string[];
  /** Old contents and used nonces go here: in a folder where no user can put anything first. */
  readonly vault: string;
}

const WINDOWS_KEY = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';

/**
 * Folders of PC-POS below `Program Files`, by the machine's own part of the registry. The environment is the user's and
 * is not asked; nor is a profile in the data folder: it is the user's, too, and could name any file there.
 */
export async function win32Places(readRegistry: ReadRegistry): Promise<TrustedPlaces | null> {
  const [of64, of32] = await Promise.all([readRegistry(WINDOWS_KEY, 64), readRegistry(WINDOWS_KEY, 32)]);
  const common = of64?.CommonFilesDir;
  const programs = [of64?.ProgramFilesDir, of64?.['ProgramFilesDir (x86)'], of32?.ProgramFilesDir].filter(
    (folder) => folder !== undefined && /^[A-Za-z]:\\/.test(folder),
  ) as string[];
  if (common === undefined || !/^[A-Za-z]:\\/.test(common) || programs.length === 0) return null;
  const installed = await Promise.all(([64, 32] as const).map((view) => readRegistry(REGISTRY_KEY, view)));
  const folders = [
    ...installed.map((values) => values?.Location).filter((folder) => folder !== undefined),
    ...programs.map((folder) => win32.join(folder, 'Insoft', 'pcpos7')),
  ];
  return {
    files: folders
      .map((folder) => win32.normalize(folder).replace(/\\+$/, ''))
      // Elsewhere a user may be the owner of the folders above, and could turn them elsewhere at any moment.
      .filter((folder) => programs.some((outer) => folder.toLowerCase().startsWith(`${outer.toLowerCase()}\\`)))
      .map((folder) => win32.join(folder, defaultProfile.file)),
    vault: win32.join(common, 'M-Technik'),
  };
}
