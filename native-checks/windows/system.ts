import { realpathSync } from 'node:fs';
import { win32 } from 'node:path';

/**
 * The folder of Windows as the kernel names it. The environment is not asked: a user can set `SystemRoot` for
 * himself, and an elevated process would then start his program in place of the system's.
 */
export function windowsFolder(resolve: (path: string) => string = realpathSync.native): string {
  try {
    const real = resolve('\\\\?\\GLOBALROOT\\SystemRoot').replace(/^\\\\\?\\/, '');
    if (/^[A-Za-z]:\\[^\\]+$/.test(real)) return real;
  } catch {
    // An unusual system; its folder has almost surely the usual name.
  }
  return 'C:\\Windows';
}

/** A program of the system by its full path, so that none of the same name lying elsewhere is started. */
export const systemProgram = (...steps: readonly string[]): string => win32.join(windowsFolder(), 'System32', ...steps);
