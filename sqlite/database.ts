import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { problem } from '../domain/problem.ts';
import { connect, type Database, kindOfFile, SqliteError } from './connect.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { DatabaseProblem } from './problems.ts';

export type { Database } from './connect.ts';

export interface OpenOptions {
  /** Folder of numbered `.sql` files. */
  readonly migrations: string;
  /** Where a copy goes before a migration changes an existing database. */
  readonly backups: string;
  /** 32 bytes by which it is encrypted; absent where it is not. */
  readonly key?: Uint8Array | undefined;
  /** `brief`: only what takes no longer with more tickets in it; who asks for that has the rest checked afterwards. */
  readonly check?: 'whole' | 'brief';
}

/**
 * How long the log grows before it is copied into the file: with little a first sync would copy the same pages of its
 * indexes at every other commit, and with much the commit that copies holds up everything for too long.
 */
export const LOG_BYTES = 16 * 1024 * 1024;

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
    const key = keyFor(file, options.key);
    db = connect(file, key);
    // Rows of a kilobyte lie better in these than in SQLite's usual 4096. One that is there keeps its own.
    if (!existed) db.pragma('page_size = 8192');
    db.pragma('journal_mode = WAL');
    // In WAL the level silently falls to NORMAL unless it is set on the connection.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Else INSERT OR REPLACE would delete past the triggers that keep operations from being deleted.
    db.pragma('recursive_triggers = ON');
    db.pragma('secure_delete = ON');
    // Nothing of an encrypted database is to lie in a temporary file.
    db.pragma('temp_store = MEMORY');
    db.pragma('journal_size_limit = 67108864');
    const pageSize = db.pragma('page_size', { simple: true }) as number;
    db.pragma(`wal_autocheckpoint = ${LOG_BYTES / pageSize}`);
    migrate(db, file, existed, { ...options, key });
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
export function openToRead(file: string, options: Pick<OpenOptions, 'migrations' | 'key'>): Database {
  if (Number(process.versions.napi ?? 0) < NODE_API) {
    throw new DatabaseProblem(problem('database.old-node', { version: process.versions.node }));
  }
  let db: Database | undefined;
  try {
    // A connection that may not write at all would leave the files of the log behind when it is closed.
    refuseWithoutKey(file, options.key);
    db = connect(file, keyFor(file, options.key), { fileMustExist: true });
    db.pragma('query_only = ON');
    refuseNewer(db, file, options.migrations);
    check(db, file, 'whole');
    return db;
  } catch (cause) {
    db?.close();
    throw cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
  }
}

/** A key that was made for a database that is not encrypted yet is none of its. */
const keyFor = (file: string, key: Uint8Array | undefined): Uint8Array | undefined =>
  kindOfFile(file) === 'plain' ? undefined : key;

/** @throws DatabaseProblem `database.key-missing` */
function refuseWithoutKey(file: string, key: Uint8Array | undefined): void {
  if (key === undefined && kindOfFile(file) === 'encrypted')
    throw new DatabaseProblem(problem('database.key-missing', { file: basename(file) }));
}

/** Looks by a connection that cannot write, so that what is refused stays to the byte as it was found. */
export function inspect(file: string, { migrations, key: given, check: how = 'whole' }: Omit<OpenOptions, 'backups'>): void {
  refuseWithoutKey(file, given);
  const key = keyFor(file, given);
  const judge = (found: Database): void => {
    refuseNewer(found, file, migrations);
    check(found, file, how);
  };
  let db: Database | undefined;
  try {
    db = connect(file, key, { readonly: true });
    judge(db);
  } catch (cause) {
    // Power went in the middle of the very first write, before WAL was on: only a writer can roll that back.
    if (!(cause instanceof SqliteError && cause.code === 'SQLITE_READONLY_ROLLBACK')) throw cause;
    db?.close();
    db = connect(file, key);
    judge(db);
  } finally {
    db?.close();
  }
}

/** Tables that hold what exists nowhere else; they stay small. Those that are not there yet are passed over. */
const OWN = ['state', 'operation', 'operation_sending', 'operation_outcome', 'operation_given_up', 'outbox', 'draft', 'upload'];

function check(db: Database, file: string, how: 'whole' | 'brief'): void {
  // A badly damaged file throws here, a lightly damaged one answers with rows; both are met.
  const tables = how === 'brief' ? OWN.filter((table) => isTable(db, table)) : [];
  const findings = [
    ...(how === 'whole' ? quickCheck(db, 'quick_check(5)') : []),
    ...tables.flatMap((table) => quickCheck(db, `quick_check('${table}')`)),
  ];
  const found = findings.find((finding) => finding !== 'ok');
  if (found !== undefined) throw new DatabaseProblem(problem('database.damaged', { file: basename(file) }, { findings }));
}

const quickCheck = (db: Database, pragma: string): readonly string[] =>
  (db.pragma(pragma) as { quick_check: string }[]).map(({ quick_check }) => quick_check);

const isTable = (db: Database, name: string): boolean =>
  db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) !== undefined;

/** What a failed opening, or anything else that a database or its disk refused, is to the person. */
export function asProblem(cause: unknown, file: string): DatabaseProblem {
  const code = cause instanceof SqliteError ? cause.code : '';
  const damaged = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
  const full = code === 'SQLITE_FULL' || (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  const what = problem(
    damaged ? 'database.damaged' : full ? 'database.disk-full' : 'database.unusable',
    { file: basename(file), reason: String(cause) },
    { code },
  );
  return new DatabaseProblem(what, { cause });
}
