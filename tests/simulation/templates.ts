import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { openSqliteStore } from '../../mplatform/server/store/sqlite.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { seedServer } from './dossiers.ts';

const migrations = join(import.meta.dirname, '..', '..', 'resources', 'migrations');
export const coreMigrations = join(migrations, 'core');
export const serverMigrations = join(migrations, 'mplatform');

/** In memory where there is such a folder: a commit still goes through SQLite's whole way, and waits for no disk. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
export const runFolder = (): string => mkdtempSync(join(place, 'technik-simulation-'));

let made: Promise<{ readonly core: string; readonly server: string }> | undefined;

/** Databases as they are before the first run, made by the real migrations once and copied for each run. */
export function templates(): Promise<{ readonly core: string; readonly server: string }> {
  made ??= make();
  return made;
}

async function make() {
  const folder = runFolder();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const core = join(folder, 'core.db');
  openDatabase(core, { migrations: coreMigrations, backups: folder }).close();
  const server = join(folder, 'mplatform.db');
  const store = openSqliteStore({ file: server, migrations: serverMigrations, backups: folder, mark: 'seed' });
  await seedServer(store);
  await store.close();
  const db = new BetterSqlite3(server);
  // Drawn at random by the migration; a run must not depend on it.
  db.prepare('UPDATE meta SET era = ?').run('era-0');
  db.close();
  return { core, server };
}

export const copyTo = (from: string, to: string): void => copyFileSync(from, to);
