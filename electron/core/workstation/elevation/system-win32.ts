import { mkdir } from 'node:fs/promises';
import { win32 } from 'node:path';
import type { RunCommand } from '../../../../native-checks/windows/command.ts';
import { runPowerShell } from '../../../../native-checks/windows/powershell.ts';
import { systemProgram, windowsFolder } from '../../../../native-checks/windows/system.ts';

/**
 * What the elevated step's helpers inherit. A user's environment can make PowerShell or .NET load his code
 * (`PSModulePath`, `COR_PROFILER`), which would then run with administrator's rights.
 */
export function cleanEnvironment(windows: string = windowsFolder()): Readonly<Record<string, string>> {
  return {
    SystemRoot: windows,
    windir: windows,
    SystemDrive: windows.slice(0, 2),
    PATH: `${windows}\\System32;${windows}`,
    PATHEXT: '.COM;.EXE',
    PSModulePath: `${windows}\\System32\\WindowsPowerShell\\v1.0\\Modules`,
  };
}

/**
 * One owner for all, and no right to change them for anybody but the owner, the system and administrators. Only .NET
 * itself is used: a cmdlet may be looked for among the user's own modules.
 */
const TOGETHER = `
$sid = [System.Security.Principal.SecurityIdentifier]
$changing = 1343029590
$first = $null
foreach ($path in $env:TECHNIK_PATHS.Split('|')) {
  if ([System.IO.Directory]::Exists($path)) { $acl = [System.IO.Directory]::GetAccessControl($path) }
  else { $acl = [System.IO.File]::GetAccessControl($path) }
  $owner = $acl.GetOwner($sid).Value
  if ($null -eq $first) { $first = $owner }
  if ($owner -ne $first) { [Console]::Out.Write('OWNERS'); exit 0 }
  foreach ($rule in $acl.GetAccessRules($true, $true, $sid)) {
    $who = $rule.IdentityReference.Value
    $trusted = ($who -eq $owner) -or ($who -eq 'S-1-5-18') -or ($who -eq 'S-1-5-32-544') -or ($who -eq 'S-1-3-0')
    if (-not $trusted -and $rule.AccessControlType -eq 'Allow' -and (([int]$rule.FileSystemRights) -band $changing)) {
      [Console]::Out.Write('RIGHTS'); exit 0
    }
  }
}
[Console]::Out.Write('TOGETHER')`;

export async function belongTogether(run: RunCommand, paths: readonly string[]): Promise<boolean> {
  if (paths.some((path) => path.includes('|'))) return false;
  const { code, stdout } = await runPowerShell(run, TOGETHER, { TECHNIK_PATHS: paths.join('|') });
  return code === 0 && stdout.toString('latin1').trim() === 'TOGETHER';
}

/** The system and administrators by their numbers, since their names are in Windows's language; nobody else. */
const ONLY_ADMINISTRATORS = ['/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'];

export async function closeOff(run: RunCommand, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { code } = await run(systemProgram('icacls.exe'), [folder, ...ONLY_ADMINISTRATORS]);
  if (code !== 0) throw Object.assign(new Error('icacls'), { code: 'EPERM' });
}

export const sameFile = (a: string, b: string): boolean => win32.normalize(a).toLowerCase() === win32.normalize(b).toLowerCase();
