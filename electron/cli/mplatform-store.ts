import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { openSqliteStore } from '../../mplatform/server/store/sqlite.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { resourcePath } from '../core/resources.ts';
import { type DatabaseOptions, databaseOf, openDatabaseStore } from './mplatform-database.ts';

export interface StoreOptions extends DatabaseOptions {
  readonly data?: string;
}

/** The server's database in a folder, also while the server runs there: what is saved here pokes no device. */
export async function openServerStore({ data, ...options }: StoreOptions): Promise<Result<Store, Problem>> {
  const database = databaseOf(options);
  if (!database.ok) return database;
  if (database.value !== undefined) return openDatabaseStore(database.value);
  if (data === undefined) return err(problem('mplatform.folder-missing'));
  const folder = resolve(data);
  const file = join(folder, 'mplatform.db');
  if (!existsSync(file)) return err(problem('mplatform.not-made', { folder }));
  try {
    return ok(openSqliteStore({ file, migrations: resourcePath('migrations', 'mplatform'), backups: join(folder, 'backups') }));
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return err(cause.problem);
    throw cause;
  }
}
