import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rfc3339 } from '../../../../domain/clock.ts';
import { connect, type Database, kindOfFile } from '../../../../sqlite/connect.ts';
import { openDatabase } from '../../../../sqlite/database.ts';
import { createState, type StateValue } from '../state.ts';
import { countLeft, leaveBehind } from './left-behind.ts';
import { merge } from './merge.ts';
import { type FoundNewer, isDamaged, onlySalvaged, readNewer } from './newer.ts';
import { type RebuildDeps, type RebuildStep, replace, SET, workFolder } from './rebuild.ts';
import { type Haul, salvage } from './salvage.ts';

/** What going back came to, as it is told to the person. */
export type WentBack = StateValue<'wentBack'>;

const NAME = 'technik.db';

/**
 * Back from a newer program to this one: the copy of the database from before the update, with all that was done since and that
 * this version understands. The newer database stays whole in `newer/<time>`; rows of work that mean nothing here are kept
 * in `left_behind`. A crash in between leaves the one or the other, never less.
 * @throws DatabaseProblem, or a system's error where there is no room; then the newer database lies as it did
 */
export function goBack(deps: RebuildDeps, at: (step: RebuildStep) => void = () => {}): WentBack {
  const { clock } = deps;
  const found = look(deps);
  return replace(
    deps,
    'newer',
    (db, aside, backupAt) => {
      // What the newer version had taken up it has, and what not it has there, too.
      db.prepare('DELETE FROM left_behind').run();
      const { waiting } = merge(db, found.haul, clock.now());
      leaveBehind(db, found.left);
      const went = {
        at: rfc3339(clock.now()),
        backupAt,
        aside,
        waiting,
        drafts: count(db, 'draft WHERE data IS NOT NULL'),
        uploads: count(db, 'upload WHERE done_at IS NULL'),
        left: countLeft(db),
      };
      // In the new database itself: after a crash the next start says it.
      createState(db).set('wentBack', went);
      return went;
    },
    at,
  );
}

const count = (db: Database, what: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${what}`).pluck().get() ?? 0;

/** Reads a copy: opened, even the newer database's log would be written into it. */
function look({ folder, key: given, migrations, clock }: RebuildDeps): FoundNewer {
  const work = workFolder(folder);
  const file = join(folder, NAME);
  const copy = join(work, 'newer.db');
  const key = kindOfFile(file) === 'plain' ? undefined : given;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  try {
    for (const end of SET) if (end !== '-shm' && existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`);
    let haul: Haul | undefined;
    const salvaged = (): Haul => {
      haul ??= salvage(file, key, true);
      return haul;
    };
    const tables = knownTables(join(work, 'known.db'), migrations);
    let db: Database | undefined;
    try {
      db = connect(copy, key);
      return readNewer(db, tables, salvaged, rfc3339(clock.now()));
    } catch (cause) {
      if (!isDamaged(cause)) throw cause;
      return onlySalvaged(salvaged());
    } finally {
      db?.close();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** All that this version's own migrations make. */
function knownTables(file: string, migrations: string): ReadonlySet<string> {
  const db = openDatabase(file, { migrations, backups: `${file}-backups` });
  try {
    return new Set(db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all());
  } finally {
    db.close();
  }
}
