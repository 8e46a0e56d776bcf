import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type Spawn = (file: string, args: readonly string[]) => ChildProcess;

/** As electron-updater starts one: seen, told that it updates, and by the helper where Windows wants to ask first. */
export async function startInstaller(file: string, start: Spawn, resources: string = process.resourcesPath): Promise<void> {
  const args = ['--updated', '--force-run'];
  const begin = async (program: string, words: readonly string[]): Promise<void> => {
    const child = start(program, words);
    await once(child, 'spawn');
    child.unref();
  };
  try {
    await begin(file, args);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'UNKNOWN') throw cause;
    await begin(join(resources, 'elevate.exe'), [file, ...args]);
  }
}
