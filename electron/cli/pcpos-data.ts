import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { PcPosProfile } from '../../native-checks/pcpos/profile.ts';
import { type Database, openDatabase, openToRead } from '../../sqlite/database.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { emptied, inFolder } from '../core/usable-folder.ts';
import { deliveredProfiles } from '../core/workstation/delivered.ts';
import { type ChangeRecord, readChanges } from '../core/workstation/journal.ts';

/** What the data folder of a till's work knows, and the way to its database. */
export interface PcPosData {
  /** Of the mode: `production`. */
  readonly folder: string;
  /** What M/platform delivered; none where the program was never set up. Leaves no trace. */
  profiles(): Result<readonly PcPosProfile[], Problem>;
  /** Newest first, and whether any change was interrupted and is still to be resolved. Leaves no trace. */
  history(file: string): Result<{ readonly changes: readonly ChangeRecord[]; readonly unresolved: boolean }, Problem>;
  /** For writing: makes the database where there is none. Whoever opens it closes it. */
  open(): Result<Database, Problem>;
}

/**
 * @param migrations folder of the core database's migrations
 * @param key of the database, where it is encrypted
 */
export function createPcPosData(folder: string, migrations: string, key: Uint8Array | undefined): PcPosData {
  const file = join(folder, 'technik.db');

  function opening(open: () => Database): Result<Database, Problem> {
    const lost = emptied(file, [join(folder, 'pcpos-backups')]);
    if (lost !== undefined) return err(lost);
    try {
      return ok(open());
    } catch (cause) {
      if (cause instanceof DatabaseProblem) return err(inFolder(cause.problem, folder));
      throw cause;
    }
  }

  /** An older program's database may not have the table yet. */
  function look<T>(table: string, nothing: T, read: (db: Database) => T): Result<T, Problem> {
    if (!existsSync(file)) return ok(nothing);
    const opened = opening(() => openToRead(file, { migrations, key }));
    if (!opened.ok) return opened;
    const db = opened.value;
    try {
      const has = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(table) !== undefined;
      return ok(has ? read(db) : nothing);
    } finally {
      db.close();
    }
  }

  return {
    folder,
    profiles: () => look<readonly PcPosProfile[]>('server_row', [], deliveredProfiles),
    history: (of) =>
      look<{ changes: readonly ChangeRecord[]; unresolved: boolean }>(
        'config_change',
        { changes: [], unresolved: false },
        (db) => {
          const past = readChanges(db);
          return { changes: past.ofFile(of), unresolved: past.unfinished().some((change) => change.file === of) };
        },
      ),
    open: () => opening(() => openDatabase(file, { migrations, backups: join(folder, 'backups'), key })),
  };
}
