import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../../domain/clock.ts';
import { createRunCommand } from '../../../../native-checks/windows/command.ts';
import { regQuery } from '../../../../native-checks/windows/registry.ts';
import { createWin32Files } from '../files-win32.ts';
import { belongTogether, cleanEnvironment, closeOff, sameFile } from './system-win32.ts';
import { win32Places } from './trusted-places.ts';
import { performElevatedWrite } from './worker.ts';

export const ELEVATED_WRITE = '--elevated-write';

/** The request's path among a program's arguments; undefined when it is not called for this. */
export function elevatedRequest(argv: readonly string[]): string | undefined {
  const at = argv.indexOf(ELEVATED_WRITE);
  return at === -1 ? undefined : (argv[at + 1] ?? '');
}

/** 0: written. 1: not written, the answer says why. 2: there is nothing to do here. */
export type ElevatedExit = 0 | 1 | 2;

export async function runElevatedWrite(requestFile: string, platform: NodeJS.Platform = process.platform): Promise<ElevatedExit> {
  if (platform !== 'win32') return 2;
  const run = createRunCommand(cleanEnvironment());
  const done = await performElevatedWrite(requestFile, {
    clock: systemClock,
    files: createWin32Files(run),
    wait: (ms) => pause(ms),
    places: () => win32Places(regQuery(run)),
    belongTogether: (paths) => belongTogether(run, paths),
    closeOff: (folder) => closeOff(run, folder),
    sameFile,
  });
  return done.ok ? 0 : 1;
}
