import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { readMigrations } from '../../../sqlite/migrate.ts';
import { PostgresFailure, sessionOn } from './postgres-session.ts';

/** As an advisory lock: one node at a time. */
const MIGRATING = 7_310_001;
/** Nodes at work lock tables one after the other, and so does a migration: a deadlock, or a lock that was long in coming. */
const IN_THE_WAY: readonly string[] = ['40P01', '55P03'];
/** While a migration waits for a table, whoever comes after it waits, too. */
const LOCK_WAIT = '2s';
const TRIES = 50;

/**
 * Brings the schema to what this node knows, one node at a time, each migration all or nothing and on its own, so that what it locks is
 * soon free for those who work meanwhile. A newer schema is served as it is: migrations only add, unless one says in
 * `meta.oldest_node` which nodes it is no longer for.
 *
 * Errors: `mplatform.database-older` (the role may not change the schema), `mplatform.database-newer`.
 */
export async function migratePostgres(client: ClientBase, folder: string): Promise<Result<null, Problem>> {
  const migrations = readMigrations(folder);
  const known = migrations.at(-1)?.version ?? 0;
  const { one } = sessionOn(client);
  await one('SELECT pg_advisory_lock($key)', { key: MIGRATING });
  try {
    const made = (await one(`SELECT to_regclass('migration') IS NOT NULL AS made`))?.made === true;
    const current = made ? ((await one('SELECT coalesce(max(version), 0) AS version FROM migration'))?.version as number) : 0;
    const pending = migrations.filter((m) => m.version > current);
    if (pending.length > 0) {
      const may = (await one(`SELECT has_schema_privilege(current_schema(), 'CREATE') AS may`))?.may === true;
      if (!may) return err(problem('mplatform.database-older', { version: current, known }));
      for (const migration of pending) await apply(client, migration);
    }
    const oldest = (await one('SELECT oldest_node FROM meta'))?.oldestNode as number;
    return oldest > known ? err(problem('mplatform.database-newer', { version: oldest, known })) : ok(null);
  } finally {
    // A connection that is lost lets go of it by itself.
    await sessionOn(client)
      .one('SELECT pg_advisory_unlock($key)', { key: MIGRATING })
      .catch(() => undefined);
  }
}

async function apply(client: ClientBase, { version, sql }: ReturnType<typeof readMigrations>[number]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { one, command } = sessionOn(client);
    try {
      await command('BEGIN');
      await command(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
      await command('CREATE TABLE IF NOT EXISTS migration (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())');
      await command(sql);
      await one('INSERT INTO migration (version) VALUES ($version)', { version });
      await command('COMMIT');
      return;
    } catch (cause) {
      await command('ROLLBACK').catch(() => undefined);
      if (tries === TRIES || !(cause instanceof PostgresFailure && IN_THE_WAY.includes(cause.state))) throw cause;
      await wait(Math.random() * Math.min(100 * tries, 1000));
    }
  }
}
