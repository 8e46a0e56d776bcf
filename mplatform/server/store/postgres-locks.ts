import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { NodeLocks } from '../node-locks.ts';
import { StoreUnavailable } from './postgres.ts';
import { clientConfig, POSTGRES_LIMITS, postgresPlace } from './postgres-place.ts';

/** Milliseconds. */
export interface LockLimits {
  /** How often it is asked again for a lock that another node has. */
  readonly againMs: number;
  /** After how long whoever waits is told to come back later. */
  readonly patienceMs: number;
  /** How often the connection is tried while it holds locks, and how long its answer may take. */
  readonly beatMs: number;
  readonly answerMs: number;
  /** After how long PostgreSQL lets go of a connection that says nothing, and so of its locks; whole seconds. */
  readonly silenceMs: number;
}
/**
 * A node that is cut off notices after 3 + 3 s at most. PostgreSQL lets go of the locks of a silent connection after 11 s at the
 * earliest: the node has ended by then what they protect.
 */
export const LOCK_LIMITS: LockLimits = { againMs: 50, patienceMs: 20_000, beatMs: 3000, answerMs: 3000, silenceMs: 11_000 };

/** Where something was sent that nobody takes, a holder being asked for example, Linux asks no more whether the other end is there. */
const silence = (ms: number): string =>
  `SET tcp_keepalives_idle = ${Math.max(1, ms / 1000 - 6)}; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
   SET tcp_user_timeout = ${ms}`;

/** Any number; keeps these keys apart from those of other locks in the database. */
const SEED = 7_310_003;
const KEY = `hashtextextended($1, ${SEED})`;
const CHANNEL = 'mplatform_lock';
/** Each so many tries the holder is asked again: its node may not have been listening. */
const ASK_EVERY = 20;

interface Holder {
  readonly client: Client;
  readonly asked: () => void;
}

/**
 * Session-level advisory locks on one connection of this node's own: PostgreSQL frees them when the connection ends, whatever
 * became of the node. Not behind a PgBouncer in transaction mode. Errors: `mplatform.database-invalid`.
 */
export function openPostgresLocks(url: string, more: Partial<LockLimits> = {}): Result<NodeLocks, Problem> {
  const place = postgresPlace(url);
  if (!place.ok) return err(problem('mplatform.database-invalid'));
  const limits = { ...LOCK_LIMITS, ...more };
  const config = { ...clientConfig(place.value, POSTGRES_LIMITS), query_timeout: limits.answerMs, pipeline: true };
  const holders = new Map<string, Holder>();
  let connection: Promise<Client> | undefined;
  let present: Client | undefined;
  let beat: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<Client> {
    const client = new Client(config);
    // Ended, however: nothing that was locked by it is locked any more.
    const lost = (): void => {
      if (present === client) [present, connection] = [undefined, undefined];
      for (const [name, holder] of [...holders]) {
        if (holder.client !== client) continue;
        holders.delete(name);
        holder.asked();
      }
    };
    client.on('error', lost).on('end', lost);
    client.on('notification', ({ payload = '' }) => holders.get(payload)?.asked());
    await client.connect();
    await client.query(`${silence(limits.silenceMs)}; LISTEN ${CHANNEL}`);
    present = client;
    return client;
  }

  function connected(): Promise<Client> {
    connection ??= connect();
    const trying = connection;
    trying.catch(() => {
      if (connection === trying) connection = undefined;
    });
    return trying;
  }

  /** What does not answer is no connection, and what it held counts as lost. */
  async function ask(client: Client, sql: string, values: readonly string[]): Promise<Record<string, unknown> | undefined> {
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows[0];
    } catch (cause) {
      client.emit('end');
      client.end().catch(() => undefined);
      throw cause;
    }
  }

  function watch(): void {
    if (beat !== undefined || holders.size === 0) return;
    beat = setTimeout(async () => {
      const clients = new Set([...holders.values()].map(({ client }) => client));
      await Promise.allSettled([...clients].map((client) => ask(client, 'SELECT 1', [])));
      beat = undefined;
      watch();
    }, limits.beatMs);
    beat.unref();
  }

  async function tryOnce(name: string, asked: () => void, alsoAsk: boolean): Promise<Client | undefined> {
    const client = await connected();
    const got = (await ask(client, `SELECT pg_try_advisory_lock(${KEY}) AS got`, [name]))?.got === true;
    if (got) {
      holders.set(name, { client, asked });
      watch();
      return client;
    }
    if (alsoAsk) await ask(client, `SELECT pg_notify('${CHANNEL}', $1)`, [name]);
    return undefined;
  }

  async function letGo(name: string, client: Client): Promise<void> {
    // Lost meanwhile, or another's by now.
    if (holders.get(name)?.client !== client) return;
    holders.delete(name);
    await ask(client, `SELECT pg_advisory_unlock(${KEY})`, [name]).catch(() => undefined);
  }

  return ok({
    async take(name, signal, asked) {
      const until = performance.now() + limits.patienceMs;
      for (let tries = 0; ; tries += 1) {
        if (signal.aborted) throw signal.reason;
        const client = await tryOnce(name, asked, tries % ASK_EVERY === 0).catch(() => undefined);
        if (client !== undefined) {
          const release = () => letGo(name, client);
          if (!signal.aborted) return release;
          await release();
          throw signal.reason;
        }
        if (closed || performance.now() > until) throw new StoreUnavailable('lock');
        await wait(limits.againMs, undefined, { signal }).catch(() => undefined);
      }
    },
    async close() {
      closed = true;
      clearTimeout(beat);
      const open = await connection?.catch(() => undefined);
      await open?.end().catch(() => undefined);
    },
  });
}
