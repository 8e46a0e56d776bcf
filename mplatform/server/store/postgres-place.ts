import { type PoolConfig, types } from 'pg';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';

/** What one node allows itself. Times in milliseconds. */
export interface PostgresLimits {
  /** Connections for transactions and as many again for reads; one more listens. */
  readonly connections: number;
  /** Transactions of devices' operations at once: while so many are under way, what comes is put together for the next. */
  readonly atOnce: number;
  /** How long a call waits for one of them, and for a new one to be made. */
  readonly connectMs: number;
  /** How long PostgreSQL works on one statement. */
  readonly statementMs: number;
  /** How long a transaction may stand still before PostgreSQL ends it and frees what it has locked. */
  readonly idleMs: number;
  /** After how long without an answer a connection counts as dead. */
  readonly answerMs: number;
  /** For how long a transaction is tried again while PostgreSQL cannot be reached. */
  readonly patienceMs: number;
  /** How often the listening connection is tried, and with it what the other nodes said. */
  readonly listenMs: number;
}
export const POSTGRES_LIMITS: PostgresLimits = {
  connections: 10,
  atOnce: 3,
  connectMs: 5000,
  statementMs: 10_000,
  idleMs: 10_000,
  answerMs: 15_000,
  patienceMs: 5000,
  listenMs: 10_000,
};

/** A database's address as it may be shown: without the user's name, password and settings. */
export interface PostgresPlace {
  readonly url: string;
  readonly shown: string;
}

/** Errors: `mplatform.database-invalid`, which does not repeat the address: a password may be in it. */
export function postgresPlace(url: string): Result<PostgresPlace, Problem> {
  const text = url.trim();
  // A socket's address has no host before the path, which `URL` does not take.
  const whole = text.replace('@/', '@localhost/');
  if (!/^postgres(ql)?:\/\//.test(whole) || !URL.canParse(whole)) return err(problem('mplatform.database-invalid'));
  const { host, pathname, searchParams } = new URL(whole);
  if (pathname.length < 2) return err(problem('mplatform.database-invalid'));
  return ok({ url: text, shown: `${searchParams.get('host') ?? (host || 'localhost')}${pathname}` });
}

const BIGINT = 20;

/** For `pg`. The password may also come from PGPASSWORD or the file that PGPASSFILE names. */
export function clientConfig({ url }: PostgresPlace, limits: PostgresLimits): PoolConfig {
  return {
    connectionString: url,
    application_name: 'mplatform',
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.idleMs,
    query_timeout: limits.answerMs,
    keepAlive: true,
    // A node whose machine lost its power says no goodbye: PostgreSQL lets go of its connections, and what they lock, within a minute.
    options: '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=60000',
    // Change numbers and instants are far below 2^53.
    types: {
      getTypeParser: ((oid: number, format?: never) => (oid === BIGINT ? Number : types.getTypeParser(oid, format))) as never,
    },
  };
}
