import type { RunCommand } from '../../windows/command.ts';
import { runPowerShell } from '../../windows/powershell.ts';
import { systemProgram } from '../../windows/system.ts';
import type { FindListener } from './listener.ts';

/** The time in UTC, whatever the machine's language and zone; nothing where the system keeps it from us. */
const START_OF = `
$process = Get-CimInstance -ClassName Win32_Process -Filter ('ProcessId=' + [int]$env:TECHNIK_PID)
if ($process.CreationDate) { [Console]::Out.Write($process.CreationDate.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ')) }`;

/**
 * Asks `netstat` for the owner of the port, and Windows for when that process started. The second takes most of a
 * second, and is asked once for each process.
 */
export function win32Listener(run: RunCommand): FindListener {
  let known: { readonly pid: number; readonly since: number } | undefined;
  return async (port) => {
    const { code, stdout } = await run(systemProgram('netstat.exe'), ['-a', '-n', '-o'], { timeoutMs: 10_000 });
    const pid = code === 0 ? ownerIn(stdout.toString('latin1'), port) : null;
    if (pid === null) return null;
    if (known?.pid === pid) return known;
    const asked = await runPowerShell(run, START_OF, { TECHNIK_PID: String(pid) });
    const since = asked.code === 0 ? Date.parse(asked.stdout.toString('latin1').trim()) : Number.NaN;
    if (Number.isNaN(since)) return { pid, since: null };
    known = { pid, since };
    return known;
  };
}

/** The word for "listening" is in Windows's language; that the other end is nobody's is not. */
function ownerIn(output: string, port: number): number | null {
  for (const line of output.split(/\r?\n/)) {
    const found = /^\s*TCP\s+\S+:(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+.*?(\d+)\s*$/i.exec(line);
    if (found !== null && Number(found[1]) === port) return Number(found[2]);
  }
  return null;
}
