import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namesPublisher } from './engine.ts';

/**
 * How this copy came to be where it is. `installed`: by the installer, into a folder that needs rights to change. `portable`: from a
 * USB stick or any folder; it never elevates and never updates itself. `other`: not Windows, or run from the sources.
 */
export type Installation = 'installed' | 'portable' | 'other';

export interface InstallationFacts {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly execPath: string;
  readonly env: NodeJS.ProcessEnv;
  exists(file: string): boolean;
}

/** The installer's uninstaller lies beside the program that it installed, and beside no other copy. */
export function installationOf({ platform, packaged, execPath, env, exists }: InstallationFacts): Installation {
  if (platform !== 'win32' || !packaged) return 'other';
  if (env.PORTABLE_EXECUTABLE_DIR !== undefined) return 'portable';
  return exists(join(dirname(execPath), 'Uninstall M-Technik.exe')) ? 'installed' : 'portable';
}

export const thisInstallation = (packaged: boolean): Installation =>
  installationOf({ platform: process.platform, packaged, execPath: process.execPath, env: process.env, exists: existsSync });

/** What the core is told when it starts: words of its process's command line. */
export const rightsOf = (installation: Installation, config: string): string[] =>
  installation === 'installed' ? ['--may-elevate', ...(namesPublisher(config) ? ['--may-update'] : [])] : [];

/** app-update.yml, which electron-builder writes beside the archive; empty where there is none. */
export function updateConfig(folder: string = process.resourcesPath): string {
  try {
    return readFileSync(join(folder, 'app-update.yml'), 'utf8');
  } catch {
    return '';
  }
}
