import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { problem } from '../domain/problem.ts';
import { connect, type Database } from './connect.ts';
import type { OpenOptions } from './database.ts';
import { DatabaseProblem } from './problems.ts';

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** `0010-name.sql`. Only what is above a database's version runs: a number between two that have shipped never would. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), sql: readFileSync(join(folder, name), 'utf8') }));
}

const versionOf = (db: Database): number => db.pragma('user_version', { simple: true }) as number;

/** A database newer than the app is refused: what its newer rows mean is not known here. @throws DatabaseProblem */
export function refuseNewer(db: Database, file: string, folder: string): void {
  const known = readMigrations(folder).at(-1)?.version ?? 0;
  const version = versionOf(db);
  if (version > known) throw new DatabaseProblem(problem('database.newer', { file: basename(file), version, known }));
}

/** Runs the pending migrations in one transaction with the version. */
export function migrate(db: Database, file: string, existed: boolean, { migrations: folder, backups, key }: OpenOptions): void {
  const migrations = readMigrations(folder);
  const current = versionOf(db);
  const pending = migrations.filter((m) => m.version > current);
  if (pending.length === 0) return;
  if (existed && current > 0) backUp(db, backups, `${basename(file, '.db')}-v${current}.db`, key);
  db.transaction(() => {
    for (const { version, sql } of pending) {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }
  }).immediate();
}

/** A verified copy beside the database, finished before its name appears. Kept: going back must be possible. */
export function backUp(db: Database, folder: string, name: string, key: Uint8Array | undefined): void {
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, `${name}.part`);
  rmSync(partial, { force: true });
  // VACUUM INTO makes one clean file that is not in WAL mode.
  db.prepare('VACUUM INTO ?').run(partial);
  const copy = connect(partial, key, { readonly: true });
  const verdict = copy.pragma('integrity_check', { simple: true });
  copy.close();
  if (verdict !== 'ok') throw new DatabaseProblem(problem('database.damaged', { file: name }));
  const handle = openSync(partial, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(partial, join(folder, name));
}
