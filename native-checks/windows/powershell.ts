import type { CommandOutcome, RunCommand } from './command.ts';
import { systemProgram } from './system.ts';

/**
 * Runs a constant script in Windows PowerShell. Values go in as environment variables, which a script reads as data;
 * a path pasted into its text could be code.
 */
export function runPowerShell(
  run: RunCommand,
  script: string,
  values: Readonly<Record<string, string>>,
  timeoutMs?: number,
): Promise<CommandOutcome> {
  const encoded = Buffer.from(`$ProgressPreference = 'SilentlyContinue'\n${script}`, 'utf16le').toString('base64');
  return run(
    systemProgram('WindowsPowerShell', 'v1.0', 'powershell.exe'),
    ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded],
    { env: values, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  );
}
