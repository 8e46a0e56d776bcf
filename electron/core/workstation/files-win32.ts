import { lstat, rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunCommand } from '../../../native-checks/windows/command.ts';
import { runPowerShell } from '../../../native-checks/windows/powershell.ts';
import { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
import { oldName } from './leftovers.ts';

/**
 * `ReplaceFile` gives the new content the owner, ACL, attributes and streams of the old file, which a rename does not.
 * It answers in a fixed word and a number, so that Windows's language does not matter.
 */
const REPLACE = `
try {
  [System.IO.File]::Replace($env:TECHNIK_FROM, $env:TECHNIK_TO, $env:TECHNIK_OLD, $false)
  [Console]::Out.Write('REPLACED')
} catch {
  $cause = $_.Exception
  while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
  [Console]::Out.Write('HRESULT ' + ([int64]$cause.HResult -band 4294967295).ToString())
}`;

/** Longer than an antivirus looks at a file; the pauses between tries are the caller's. */
const TIMEOUT_MS = 30_000;

/** Windows's own numbers (winerror.h), as Node names the same failures. */
const CODES: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  3: 'ENOENT',
  5: 'EACCES',
  19: 'EROFS',
  32: 'EBUSY',
  33: 'EBUSY',
  39: 'ENOSPC',
  53: 'ENOENT',
  64: 'EIO',
  112: 'ENOSPC',
  // The old file could not be taken away, the new one not be put in its place: with a name for the old one given,
  // both still have their names.
  1175: 'EBUSY',
  1176: 'EBUSY',
};
/** The old file has been taken away and the new one is not in its place. */
const MOVED_AWAY = 1177;

export interface Win32Options {
  /** Milliseconds. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** Files as on every system, but for the replacing, which keeps owner and ACL. */
export function createWin32Files(run: RunCommand, { wait = (ms) => pause(ms) }: Win32Options = {}): ConfigFiles {
  /** It held the old content a moment ago. An antivirus may look at it; what stays goes at the next plan. */
  async function removeOld(old: string): Promise<void> {
    for (const ms of [20, 100, 500, 1_500]) {
      try {
        return await nodeConfigFiles.remove(old);
      } catch {
        await wait(ms);
      }
    }
    await nodeConfigFiles.remove(old).catch(() => {});
  }

  return {
    ...nodeConfigFiles,
    async replace(from, to) {
      const old = oldName(from);
      if (!(await exists(to))) {
        await rename(from, to);
        // There when the old file was taken away before and could not be put back.
        return removeOld(old);
      }
      const values = { TECHNIK_FROM: from, TECHNIK_TO: to, TECHNIK_OLD: old };
      const { code, stdout } = await runPowerShell(run, REPLACE, values, TIMEOUT_MS);
      const said = code === 0 ? stdout.toString('latin1').trim() : '';
      if (said === 'REPLACED') return removeOld(old);
      const number = win32Error(said);
      if (number === MOVED_AWAY) {
        await bringBack(old, to);
        throw failure('EBUSY', number);
      }
      // Whether a PowerShell that gave no answer did its work is found out by the caller, who reads the file.
      throw failure(number === null ? 'EIO' : (CODES[number] ?? 'EIO'), number);
    },
  };
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false;
      throw cause;
    },
  );

/** At no time is the till left without its file; where even that fails, the caller writes the old bytes anew. */
async function bringBack(old: string, to: string): Promise<void> {
  if (!(await exists(to))) await rename(old, to).catch(() => {});
}

/** The number inside an HRESULT of the facility Win32; null where there is none. */
function win32Error(said: string): number | null {
  const hresult = Number(/^HRESULT (\d{1,10})$/.exec(said)?.[1] ?? Number.NaN);
  return Math.floor(hresult / 0x10000) === 0x8007 ? hresult % 0x10000 : null;
}

const failure = (code: string, number: number | null): Error =>
  Object.assign(new Error(`ReplaceFile: ${number ?? 'no answer'}`), { code, win32: number });
