import { setTimeout as wait } from 'node:timers/promises';
import { Client, Pool, type PoolClient } from 'pg';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { CommitNotice, Store } from './port.ts';
import { migratePostgres } from './postgres-migrate.ts';
import { listenForNotices } from './postgres-notices.ts';
import { clientConfig, POSTGRES_LIMITS, type PostgresLimits, postgresPlace } from './postgres-place.ts';
import { reader } from './postgres-reader.ts';
import { failureOf, PostgresFailure, sessionOn } from './postgres-session.ts';
import { writer } from './postgres-writer.ts';

export interface PostgresStoreOptions {
  /** `postgres://ROLE@HOST/DATABASE`. */
  readonly url: string;
  /** Folder of the numbered `.sql` files. */
  readonly migrations: string;
  /** Of the keys of this node, which all nodes of a database share: else a device would be known at one and a stranger at another. */
  readonly keys?: string;
  /** Where this node keeps files, in `placeName`'s words: all nodes of a database at one place, else files would seem lost. */
  readonly files?: string;
  readonly limits?: Partial<PostgresLimits>;
}

/** PostgreSQL could not be reached, does not answer or has no room: the call may be made again. As Fastify reads it. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
  readonly statusCode = 503;
  constructor(state: string) {
    super(`The database is not available: ${state}`);
  }
}

/** How often a transaction is run that others got in the way of. The last of fifty at one row comes in its turn without any. */
const TRIES = 12;
/** Timers may be early by that. */
const HAIR_MS = 50;
/** A unique key that was not there when it was looked for: found the next time, or a bug. */
const UNIQUE_TRIES = 3;

/**
 * The store on PostgreSQL, for any number of nodes at one database.
 *
 * Errors: `mplatform.database-invalid`, `mplatform.database-unreachable`, `mplatform.database-refused`,
 * `mplatform.other-keys`, `mplatform.other-files`, and those of `migratePostgres`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Result<Store, Problem>> {
  const place = postgresPlace(options.url);
  if (!place.ok) return place;
  const limits = { ...POSTGRES_LIMITS, ...options.limits };
  const config = clientConfig(place.value, limits);
  const ready = await prepared(config, options);
  if (!ready.ok) return err(problem(ready.error.code, { ...ready.error.params, database: place.value.shown }));

  const pools = [1, 2].map(() => new Pool({ ...config, max: limits.connections, pipeline: true }));
  const [writers, readers] = pools as [Pool, Pool];
  for (const pool of pools) {
    // A connection that ends while nobody uses it: the next one who needs it gets another.
    pool.on('error', () => undefined);
    // One that ends in use says so to what was asked of it; unheard, the same error would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }
  const notices = listenForNotices(config, limits.listenMs);
  const begun = new Set<Promise<unknown>>();
  const counts = { statements: 0, retries: 0 };
  const asked = (): void => {
    counts.statements += 1;
  };
  let closed: Promise<void> | undefined;

  const following = <T>(work: Promise<T>): Promise<T> => {
    begun.add(work);
    const ended = (): void => void begun.delete(work);
    work.then(ended, ended);
    return work;
  };

  async function transaction<T>(work: Parameters<Store['transaction']>[0]): Promise<T> {
    // Who has waited as long for a connection is not made to wait once more.
    const patience = performance.now() + limits.patienceMs - HAIR_MS;
    for (let tries = 1; ; tries += 1) {
      const ran = await attempt<T>(writers, work, asked);
      if (ran.ok) {
        if (ran.value.notice !== undefined) notices.tell(ran.value.notice);
        return ran.value.value;
      }
      const { cause, unsure, backend } = ran.error;
      if (!(cause instanceof PostgresFailure)) throw cause;
      if (cause.lost && unsure) readers.query(END_WAITING, [backend]).catch(() => undefined);
      // Whether a commit happened that got no answer is not known here: whoever asked repeats it, and finds out by its id.
      const again = cause.lost ? !unsure && performance.now() < patience : tries < triesFor(cause.state);
      if (!again) throw cause.passing ? new StoreUnavailable(cause.state) : cause;
      counts.retries += 1;
      await wait(Math.random() * Math.min(cause.lost ? 100 * tries : 2 ** tries, 500));
    }
  }

  async function read<T>(work: Parameters<Store['read']>[0], once?: 'once'): Promise<T> {
    const patience = performance.now() + limits.patienceMs;
    for (let tries = 1; ; tries += 1) {
      const client = await readers.connect().catch(failureOf);
      if (client instanceof PostgresFailure) {
        if (performance.now() > patience) throw new StoreUnavailable(client.state);
        await wait(Math.random() * Math.min(100 * tries, 500));
        continue;
      }
      const session = sessionOn(client, asked);
      try {
        // One statement sees one state by itself.
        if (once === undefined) void session.command('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY').catch(() => undefined);
        return (await work(reader(session))) as T;
      } catch (cause) {
        throw session.failure?.passing ? new StoreUnavailable(session.failure.state) : cause;
      } finally {
        if (once === undefined) following(ended(client, session.command('COMMIT'))).catch(() => undefined);
        else client.release(session.failure?.lost === true);
      }
    }
  }

  async function close(): Promise<void> {
    while (begun.size > 0) await Promise.allSettled([...begun]);
    await notices.close();
    await Promise.all(pools.map((pool) => pool.end()));
  }

  return ok({
    atOnce: limits.atOnce,
    transaction: (work) => following(transaction(work)),
    read: (work, once) => following(read(work, once)),
    onCommit: notices.onCommit,
    state: () => ({
      connections: sum(pools, (pool) => pool.totalCount),
      connectionsIdle: sum(pools, (pool) => pool.idleCount),
      callsWaiting: sum(pools, (pool) => pool.waitingCount),
      statementsTotal: counts.statements,
      retriesTotal: counts.retries,
    }),
    close() {
      closed ??= close();
      return closed;
    },
  });
}

const sum = (pools: readonly Pool[], of: (pool: Pool) => number): number => pools.reduce((all, pool) => all + of(pool), 0);

type Ran<T> = Result<
  { readonly value: T; readonly notice: CommitNotice | undefined },
  { readonly cause: unknown; readonly unsure: boolean; readonly backend?: number | null | undefined }
>;

/**
 * PostgreSQL's process of a connection that was given up. One that waits for a synchronous standby does not look whether anybody still
 * waits for it, and while there is no standby, each would keep its place from others.
 */
const END_WAITING = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'SyncRep'`;

/** Runs the work once. */
async function attempt<T>(pool: Pool, work: Parameters<Store['transaction']>[0], asked: () => void): Promise<Ran<T>> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (cause) {
    return err({ cause: failureOf(cause), unsure: false });
  }
  const session = sessionOn(client, asked);
  const tx = writer(session);
  let unsure = false;
  try {
    void session.command('BEGIN ISOLATION LEVEL READ COMMITTED').catch(() => undefined);
    const value = (await work(tx.transaction)) as T;
    unsure = true;
    await tx.commit();
    client.release();
    return ok({ value, notice: tx.notice() });
  } catch (cause) {
    const lost = session.failure?.lost;
    await ended(client, session.command('ROLLBACK'), lost);
    const { processID } = client as { readonly processID?: number | null };
    return err({ cause: session.failure ?? cause, unsure, backend: processID });
  }
}

/** Gives the connection back after its last statement, or away where that failed or it is of no use any more. */
async function ended(client: PoolClient, last: Promise<unknown>, lost = false): Promise<void> {
  const whole = await last.then(
    () => true,
    () => false,
  );
  client.release(lost || !whole);
}

function triesFor(state: string): number {
  if (state === '23505') return UNIQUE_TRIES;
  return state === '40001' || state === '40P01' ? TRIES : 1;
}

/** Migrates and draws the mark of this opening. */
async function prepared(
  config: ReturnType<typeof clientConfig>,
  { migrations, keys, files }: PostgresStoreOptions,
): Promise<Result<null, Problem>> {
  let client: Client | undefined;
  try {
    // Reads the certificates that the address names.
    client = new Client({ ...config, statement_timeout: 0, lock_timeout: 0, query_timeout: 0 });
    client.on('error', () => undefined);
    await client.connect();
    const migrated = await migratePostgres(client, migrations);
    if (!migrated.ok) return migrated;
    // The row of `meta` is locked first: no number carries the mark that is replaced.
    await client.query('BEGIN; SELECT draw_mark(change_number) FROM (SELECT change_number FROM meta FOR UPDATE) now; COMMIT');
    const { one } = sessionOn(client);
    if (keys !== undefined) {
      await one('UPDATE meta SET keys = $keys WHERE keys IS NULL', { keys });
      if ((await one('SELECT keys FROM meta'))?.keys !== keys) return err(problem('mplatform.other-keys'));
    }
    if (files === undefined) return ok(null);
    await one('UPDATE meta SET files_kept = $files WHERE files_kept IS NULL', { files });
    const kept = String((await one('SELECT files_kept FROM meta'))?.filesKept);
    return kept === files ? ok(null) : err(problem('mplatform.other-files', { kept, own: files }));
  } catch (cause) {
    const { state } = failureOf(cause);
    // Every SQLSTATE has a digit; what the system says of a connection has none.
    return err(problem(/\d/.test(state) ? 'mplatform.database-refused' : 'mplatform.database-unreachable', { state }));
  } finally {
    await client?.end().catch(() => undefined);
  }
}
