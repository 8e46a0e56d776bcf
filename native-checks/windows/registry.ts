import iconv from 'iconv-lite';
import type { RunCommand } from './command.ts';
import { systemProgram } from './system.ts';

/** Values of a registry key by name, or null when there is no such key. */
export type ReadRegistry = (key: string, view: 32 | 64) => Promise<Readonly<Record<string, string>> | null>;

/** Asks `reg.exe`, which every Windows has; its output comes in the OEM page, 852 on Polish machines. */
export const regQuery =
  (run: RunCommand): ReadRegistry =>
  async (key, view) => {
    const { code, stdout } = await run(systemProgram('reg.exe'), ['query', key, `/reg:${view}`], { timeoutMs: 5_000 });
    return code === 0 ? parseRegQuery(iconv.decode(stdout, 'cp852')) : null;
  };

/** Reads lines like `    Location    REG_SZ    C:\Program Files\Insoft\pcpos7`. */
export function parseRegQuery(output: string): Readonly<Record<string, string>> {
  const values = output
    .split(/\r?\n/)
    .map((line) => /^\s+(.+?)\s+REG_(?:EXPAND_)?SZ\s+(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1] ?? '', match[2] ?? '']);
  return Object.fromEntries(values);
}
