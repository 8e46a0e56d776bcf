import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../../../domain/clock.ts';
import { connect, type Database, kindOfFile } from '../../../../sqlite/connect.ts';
import { openDatabase } from '../../../../sqlite/database.ts';
import { readMigrations } from '../../../../sqlite/migrate.ts';
import { flush, flushFolder, keepAs } from '../../../../sqlite/whole-file.ts';
import { merge } from './merge.ts';
import { type Haul, salvage } from './salvage.ts';

export interface RebuildDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly migrations: string;
  readonly key: Uint8Array | undefined;
  readonly clock: Clock;
  /** Everything here was encrypted once: a backup that is not is somebody else's. */
  readonly settled?: boolean;
}

export interface Rebuilt {
  /** Where the damaged files lie now. */
  readonly aside: string;
  /** When the backup was made that it began with, RFC 3339; null where there was none. */
  readonly backupAt: string | null;
  /** How many operations it has, and how many of them wait to be sent. */
  readonly operations: number;
  readonly waiting: number;
}

export type RebuildStep = 'built' | 'kept-aside' | 'ready' | 'log-gone' | 'replaced';

const NAME = 'technik.db';
export const SET = ['', '-wal', '-shm'];
/** Where a new database is made; nothing in it counts yet, and the next start removes it. */
export const workFolder = (folder: string): string => join(folder, 'rebuilding');

/**
 * Makes a database from the newest good backup and all that can still be read of the damaged one, which is moved aside whole.
 * The damaged files stay where they are until the new one is complete; from then on `finishRebuild` ends what was begun.
 */
export function rebuild(deps: RebuildDeps, at: (step: RebuildStep) => void = () => {}): Rebuilt {
  const file = join(deps.folder, NAME);
  const haul: Haul = salvage(file, kindOfFile(file) === 'plain' ? undefined : deps.key);
  return replace(deps, 'damaged', (db) => merge(db, haul, deps.clock.now()), at);
}

/**
 * Puts a new database in the present one's place, begun with the newest good backup that this version can read, or empty. The
 * present set of files stays whole, in a folder of its own below `asideIn`.
 * @param fill what else comes into the new one
 */
export function replace<T>(
  { folder, key, clock, migrations, settled = false }: RebuildDeps,
  asideIn: 'damaged' | 'newer',
  fill: (db: Database, aside: string, backupAt: string | null) => T,
  at: (step: RebuildStep) => void = () => {},
): T & Pick<Rebuilt, 'aside' | 'backupAt'> {
  const file = join(folder, NAME);
  const work = workFolder(folder);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  const aside = join(folder, asideIn, rfc3339(clock.now()).replace(/[:.]/g, '-'));
  const made = join(work, NAME);
  const backup = newestGood(join(folder, 'backups'), { key, migrations, settled });
  const backupAt = backup?.at ?? null;
  if (backup !== undefined) copyFileSync(backup.file, made);
  const db = openDatabase(made, { migrations, backups: join(work, 'backups'), key });
  let filled: T;
  try {
    filled = fill(db, aside, backupAt);
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
  flush(made);
  at('built');
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const end of SET) keepAs(`${file}${end}`, join(aside, `${NAME}${end}`));
  flushFolder(aside);
  at('kept-aside');
  rmSync(join(folder, 'rebuilt'), { recursive: true, force: true });
  renameSync(work, join(folder, 'rebuilt'));
  flushFolder(folder);
  at('ready');
  finishRebuild(folder, at);
  return { ...filled, aside, backupAt };
}

/** Puts a complete new database in the old one's place; also one that a crash left waiting. */
export function finishRebuild(folder: string, at: (step: RebuildStep) => void = () => {}): boolean {
  rmSync(workFolder(folder), { recursive: true, force: true });
  const made = join(folder, 'rebuilt', NAME);
  if (!existsSync(made)) {
    rmSync(join(folder, 'rebuilt'), { recursive: true, force: true });
    return false;
  }
  const file = join(folder, NAME);
  // First: SQLite would take the old one's log for the new one's.
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
  at('log-gone');
  renameSync(made, file);
  flushFolder(folder);
  at('replaced');
  rmSync(join(folder, 'rebuilt'), { recursive: true, force: true });
  return true;
}

/** The newest backup that is itself in order and of no newer version than this program reads. */
function newestGood(
  folder: string,
  { key, migrations, settled }: Pick<RebuildDeps, 'key' | 'migrations' | 'settled'>,
): { readonly file: string; readonly at: string } | undefined {
  const known = readMigrations(migrations).at(-1)?.version ?? 0;
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : [];
  return names
    .map((name) => ({ file: join(folder, name), time: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.time - a.time)
    .map(({ file, time }) => ({ file, at: rfc3339(Math.round(time)) }))
    .find(({ file }) => (settled !== true || kindOfFile(file) === 'encrypted') && isGood(file, key, known));
}

/** @param known the newest schema that counts */
function isGood(file: string, key: Uint8Array | undefined, known: number): boolean {
  try {
    const db = connect(file, kindOfFile(file) === 'plain' ? undefined : key, { readonly: true });
    try {
      const version = db.pragma('user_version', { simple: true }) as number;
      return version <= known && db.pragma('integrity_check(1)', { simple: true }) === 'ok';
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}
