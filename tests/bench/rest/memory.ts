import { readFileSync } from 'node:fs';

/** Of a process, in MB. */
export interface Memory {
  /** All that it has in memory, with what it shares with others (the program's own file, libraries). */
  readonly rss: number;
  /** What is its alone: so much is free again when it ends. */
  readonly own: number;
}

/** What Linux says of a process; null elsewhere. */
export function memoryOf(pid: number): Memory | null {
  if (process.platform !== 'linux') return null;
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string): number => (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { rss: of('Rss'), own: of('Private_Clean') + of('Private_Dirty') };
}
