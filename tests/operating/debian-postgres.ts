import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';
import { freePort } from '../files/line.ts';
import { endAllAtOnce } from '../postgres/cluster.ts';
import { postgresProgram, user } from './here.ts';

export interface DebianPostgres {
  readonly port: number;
  readonly data: string;
  /** For `psql` and its kin, as the superuser through the socket. */
  readonly env: Readonly<Record<string, string>>;
  /** One of PostgreSQL's programs as its own user; gives what it said. */
  program(name: string, ...args: readonly string[]): string;
  run(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  start(): Promise<void>;
  /** Its log. */
  said(): string;
  /** `fast` rolls back what is open, as `systemctl stop` does; `immediate` leaves it to the log; `lost` as a machine without power. */
  stop(how?: 'fast' | 'immediate' | 'lost'): Promise<void>;
}

export interface DebianPostgresOptions {
  readonly folder: string;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Takes an existing data folder instead of making one. */
  readonly keep?: boolean;
  /** The data folder is a standby's, which answers while it follows. */
  readonly standby?: boolean;
}

/** PostgreSQL as the system's package brings it, as user `postgres`: a cluster of the test's own, passwords asked for over TCP. */
export async function startDebianPostgres(options: DebianPostgresOptions): Promise<DebianPostgres> {
  const { folder, settings = {}, standby = false, port = await freePort() } = options;
  const owner = user('postgres');
  const data = join(folder, 'data');
  const as = { ...owner, cwd: '/', env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' } };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  const program = (name: string, ...args: readonly string[]): string =>
    execFileSync(postgresProgram(name), args, { ...as, encoding: 'utf8', stdio: 'pipe' });
  if (options.keep !== true)
    program('initdb', '-D', data, '-U', 'postgres', '--auth-local=trust', '--auth-host=scram-sha-256', '--no-sync', '-E', 'UTF8');
  const lines = Object.entries({ listen_addresses: "'127.0.0.1'", unix_socket_directories: `'${folder}'`, port, ...settings });
  appendFileSync(join(data, 'postgresql.conf'), `\n${lines.map(([name, value]) => `${name} = ${value}`).join('\n')}\n`);

  let child: ChildProcess | undefined;
  const said: string[] = [];
  async function run(sql: string, database = 'postgres') {
    const client = new Client({ host: folder, port, user: 'postgres', database });
    await client.connect();
    try {
      const results = [await client.query(sql)].flat() as QueryResult[];
      return results.at(-1)?.rows ?? [];
    } finally {
      await client.end();
    }
  }
  async function start(): Promise<void> {
    child = spawn(postgresProgram('postgres'), ['-D', data], { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (bytes) => said.push(String(bytes)));
    for (let tries = 0; tries < 600 && child.exitCode === null; tries += 1) {
      const up = await run('SELECT pg_is_in_recovery() AS back').catch(() => undefined);
      if (up?.[0]?.back === standby) return;
      await wait(50);
    }
    throw new Error(`PostgreSQL does not start: ${said.join('')}`);
  }
  await start();
  return {
    port,
    data,
    env: { PGHOST: folder, PGPORT: String(port) },
    program,
    run,
    start,
    said: () => said.join(''),
    async stop(how = 'fast') {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      if (how === 'lost') {
        const ended = once(child, 'exit');
        endAllAtOnce(pid);
        return void (await ended);
      }
      process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await once(child, 'exit');
    },
  };
}
