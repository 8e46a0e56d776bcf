import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';

/** Held until it is released or the process is gone, however that came. */
export interface InstanceLock {
  release(): void;
}

/**
 * One app at a time on one data folder, also for two users of one machine and across the shells. The lock is the
 * operating system's own on a file, taken through SQLite: it dies with its process, so that no leftover of a
 * crash has to be judged, which a file with a process number in it would ask for.
 * @returns undefined when another process has it
 */
export function lockInstance(dataFolder: string): InstanceLock | undefined {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const db = new BetterSqlite3(join(dataFolder, 'instance.lock'), { timeout: 0 });
  try {
    // Nothing is ever written; a journal beside it would only be a leftover.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return undefined;
    throw cause;
  }
  return { release: () => void db.close() };
}
