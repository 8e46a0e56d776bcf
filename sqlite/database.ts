import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { problem } from '../domain/problem.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { DatabaseProblem } from './problems.ts';

export type Database = BetterSqlite3.Database;

export interface OpenOptions {
  /** Folder of numbered `.sql` files. */
  readonly migrations: string;
  /** Where a copy goes before a migration changes an existing database. */
  readonly backups: string;
}

/**
 * How long the log grows before it is copied into the file: with little a first sync would copy the same pages of its
 * indexes at every other commit, and with much the commit that copies holds up everything for too long.
 */
const LOG_BYTES = 16 * 1024 * 1024;

/** better-sqlite3 13 crashes the process, with no exception, on a Node whose Node-API is older than this. */
const NODE_API = 10;

/**
 * Opens (or makes) a database, checks it and brings it to the newest schema.
 *
 * WAL with synchronous=FULL: tills lose power, and a commit that was answered must be there afterwards.
 * @throws DatabaseProblem `database.damaged`, `database.newer`, `database.unusable`, `database.old-node`
 */
export function openDatabase(file: string, options: OpenOptions): Database {
  if (Number(process.versions.napi ?? 0) < NODE_API) {
    throw new DatabaseProblem(problem('database.old-node', { version: process.versions.node }));
  }
  const existed = existsSync(file);
  let db: Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (existed) inspect(file, options);
    db = new BetterSqlite3(file);
    // Rows of a kilobyte lie better in these than in SQLite's usual 4096. One that is there keeps its own.
    if (!existed) db.pragma('page_size = 8192');
    db.pragma('journal_mode = WAL');
    // In WAL the level silently falls to NORMAL unless it is set on the connection.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Else INSERT OR REPLACE would delete past the triggers that keep operations from being deleted.
    db.pragma('recursive_triggers = ON');
    db.pragma('secure_delete = ON');
    db.pragma('journal_size_limit = 67108864');
    const pageSize = db.pragma('page_size', { simple: true }) as number;
    db.pragma(`wal_autocheckpoint = ${LOG_BYTES / pageSize}`);
    migrate(db, file, existed, options);
    return db;
  } catch (cause) {
    db?.close();
    throw cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
  }
}

/**
 * Opens a database that is there for looking only: nothing is migrated, nothing is written, and closed again it is to
 * the byte as it was found. Its tables may be those of an older schema.
 * @throws DatabaseProblem as `openDatabase`
 */
export function openToRead(file: string, options: Pick<OpenOptions, 'migrations'>): Database {
  if (Number(process.versions.napi ?? 0) < NODE_API) {
    throw new DatabaseProblem(problem('database.old-node', { version: process.versions.node }));
  }
  let db: Database | undefined;
  try {
    // A connection that may not write at all would leave the files of the log behind when it is closed.
    db = new BetterSqlite3(file, { fileMustExist: true });
    db.pragma('query_only = ON');
    refuseNewer(db, file, options.migrations);
    check(db, file);
    return db;
  } catch (cause) {
    db?.close();
    throw cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
  }
}

/** Looks by a connection that cannot write, so that what is refused stays to the byte as it was found. */
function inspect(file: string, { migrations }: OpenOptions): void {
  const judge = (found: Database): void => {
    refuseNewer(found, file, migrations);
    check(found, file);
  };
  let db: Database | undefined;
  try {
    db = new BetterSqlite3(file, { readonly: true });
    judge(db);
  } catch (cause) {
    // Power went in the middle of the very first write, before WAL was on: only a writer can roll that back.
    if (!(cause instanceof BetterSqlite3.SqliteError && cause.code === 'SQLITE_READONLY_ROLLBACK')) throw cause;
    db?.close();
    db = new BetterSqlite3(file);
    judge(db);
  } finally {
    db?.close();
  }
}

function check(db: Database, file: string): void {
  // A badly damaged file throws here, a lightly damaged one answers with rows; both are met.
  const findings = db.pragma('quick_check(5)') as { quick_check: string }[];
  if (findings[0]?.quick_check !== 'ok') {
    throw new DatabaseProblem(problem('database.damaged', { file: basename(file) }, { findings }));
  }
}

function asProblem(cause: unknown, file: string): DatabaseProblem {
  const code = cause instanceof BetterSqlite3.SqliteError ? cause.code : '';
  const damaged = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
  const what = problem(
    damaged ? 'database.damaged' : 'database.unusable',
    { file: basename(file), reason: String(cause) },
    { code },
  );
  return new DatabaseProblem(what, { cause });
}
