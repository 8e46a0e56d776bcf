import type { ClientBase } from 'pg';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { readMigrations } from '../../../sqlite/migrate.ts';
import { sessionOn } from './postgres-session.ts';

/** As an advisory lock: one node at a time. */
const MIGRATING = 7_310_001;

/**
 * Brings the schema to what this node knows, one node at a time, all or nothing. A newer schema is served as it is: migrations only
 * add, unless one says in `meta.oldest_node` which nodes it is no longer for.
 *
 * Errors: `mplatform.database-older` (the role may not change the schema), `mplatform.database-newer`.
 */
export async function migratePostgres(client: ClientBase, folder: string): Promise<Result<null, Problem>> {
  const migrations = readMigrations(folder);
  const known = migrations.at(-1)?.version ?? 0;
  const { one, command } = sessionOn(client);
  await command('BEGIN');
  try {
    await one('SELECT pg_advisory_xact_lock($key)', { key: MIGRATING });
    const made = (await one(`SELECT to_regclass('migration') IS NOT NULL AS made`))?.made === true;
    const current = made ? ((await one('SELECT coalesce(max(version), 0) AS version FROM migration'))?.version as number) : 0;
    const pending = migrations.filter((m) => m.version > current);
    if (pending.length > 0) {
      const may = (await one(`SELECT has_schema_privilege(current_schema(), 'CREATE') AS may`))?.may === true;
      if (!may) return err(problem('mplatform.database-older', { version: current, known }));
      if (!made) await command('CREATE TABLE migration (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())');
      for (const { version, sql } of pending) {
        await command(sql);
        await one('INSERT INTO migration (version) VALUES ($version)', { version });
      }
    }
    const oldest = (await one('SELECT oldest_node FROM meta'))?.oldestNode as number;
    if (oldest > known) return err(problem('mplatform.database-newer', { version: oldest, known }));
    await command('COMMIT');
    return ok(null);
  } finally {
    // After a commit there is nothing left to roll back.
    await command('ROLLBACK').catch(() => undefined);
  }
}
