import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { makeUsable } from '../core/usable-folder.ts';
import { type InstanceLock, lockInstance } from './instance-lock.ts';

/** A data folder for this process alone: it can be written to, and no other copy of the app works in it. */
export function claimDataFolder(folder: string): Result<InstanceLock, Problem> {
  const usable = makeUsable(folder);
  if (!usable.ok) return usable;
  try {
    const lock = lockInstance(folder);
    return lock === undefined ? err(problem('app.runs-already', { folder })) : ok(lock);
  } catch (cause) {
    if (!(cause instanceof BetterSqlite3.SqliteError)) throw cause;
    return err(problem('app.lock-unusable', { file: join(folder, 'instance.lock') }));
  }
}
