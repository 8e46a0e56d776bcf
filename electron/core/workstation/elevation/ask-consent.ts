import { win32 } from 'node:path';
import { type RunCommand, runCommand } from '../../../../native-checks/windows/command.ts';
import { runPowerShell } from '../../../../native-checks/windows/powershell.ts';
import type { Elevate } from '../../host.ts';
import { ELEVATED_WRITE } from './run.ts';

/**
 * Windows asks the person (ShellExecute with `runas`) and starts our own program for the one write. The process is
 * started through .NET rather than by `Start-Process`, which would lose the number of the error.
 */
const RUN_AS = `
try {
  $start = [System.Diagnostics.ProcessStartInfo]::new()
  $start.FileName = $env:TECHNIK_PROGRAM
  $start.Arguments = $env:TECHNIK_ARGUMENTS
  $start.Verb = 'runas'
  $start.UseShellExecute = $true
  $start.WindowStyle = 'Hidden'
  $process = [System.Diagnostics.Process]::Start($start)
  $process.WaitForExit()
  [Console]::Out.Write('ENDED')
} catch {
  $cause = $_.Exception
  while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
  if ($cause -is [System.ComponentModel.Win32Exception]) { [Console]::Out.Write('WIN32 ' + $cause.NativeErrorCode) }
}`;

/** `ERROR_CANCELLED`: the person said no, or closed the question. */
const CANCELLED = 'WIN32 1223';
/** The person reads; the worker itself takes seconds. */
const PATIENCE_MS = 10 * 60_000;

export interface ConsentDeps {
  readonly platform: NodeJS.Platform;
  readonly run: RunCommand;
  /** Our own program, by its full path. */
  readonly program: string;
  /** Folders of installed programs, where no user can change ours. */
  readonly programFolders: readonly string[];
}

/** A program that its user can change is never started with administrator's rights: then there is no such way. */
export function createElevate({ platform, run, program, programFolders }: ConsentDeps): Elevate {
  const inside = (folder: string) =>
    win32
      .normalize(program)
      .toLowerCase()
      .startsWith(`${win32.normalize(folder).toLowerCase()}\\`);
  const possible = platform === 'win32' && programFolders.some(inside);
  return async (requestFile) => {
    // A path of Windows holds no quote; one that does would be something else.
    if (!possible || !win32.isAbsolute(requestFile) || requestFile.includes('"')) return 'unavailable';
    const values = { TECHNIK_PROGRAM: program, TECHNIK_ARGUMENTS: `${ELEVATED_WRITE} "${requestFile}"` };
    const { code, stdout } = await runPowerShell(run, RUN_AS, values, PATIENCE_MS);
    const said = stdout.toString('latin1').trim();
    if (said === CANCELLED) return 'refused';
    // Where PowerShell itself was ended, the step may still have been started; the caller reads the file.
    return said === 'ENDED' || code === null ? 'finished' : 'unavailable';
  };
}

/** For the program that is running, installed or not. */
export const systemElevate = (program: string = process.execPath, env: NodeJS.ProcessEnv = process.env): Elevate =>
  createElevate({
    platform: process.platform,
    run: runCommand,
    program,
    programFolders: [env.ProgramFiles, env.ProgramW6432].filter((folder) => folder !== undefined),
  });
