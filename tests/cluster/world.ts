import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as postgresStore from '../../mplatform/server/store/postgres.ts';
import { type Cluster, migrations, startCluster } from '../postgres/cluster.ts';
import { makeRoles } from '../postgres/roles.ts';
import { opened } from '../postgres/stores.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Crew, startCrew } from './crew.ts';
import { type Member, seedDealers } from './dealers.ts';
import { type Ground, type NodeName, openGround } from './ground.ts';
import { CLI, createNode, migrate, type Node } from './node.ts';
import { type NumberWatch, watchNumbers } from './watch.ts';

export interface WorldOptions {
  readonly devices: number;
  readonly seed: number;
  readonly paceMs: number;
  readonly eachProcess: number;
  /** The folder of an earlier program, which makes the schema and runs the nodes, instead of this one. */
  readonly earlier?: string;
}

/** Two nodes, one PostgreSQL, a balancer, and devices at work. */
export interface World {
  readonly folder: string;
  readonly ground: Ground;
  readonly postgres: Cluster;
  readonly nodes: Readonly<Record<NodeName, Node>>;
  readonly balancer: Balancer;
  readonly members: readonly Member[];
  readonly crew: Crew;
  readonly numbers: NumberWatch;
  /** How long each stop took, in milliseconds. */
  readonly stops: number[];
  /** What a device has an answer to, and PostgreSQL did not have when it was there again. */
  readonly lost: Set<string>;
  /** As the superuser, by its socket. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  superuser(): string;
  owner(): string;
  close(): Promise<void>;
}

/** Trusted by where they come from; the passwords are only there to be given. */
const PASSWORDS = { owner: 'owner-of-test', server: 'server-of-test' };
const DATABASE = 'mplatform';

export async function openWorld({ devices, seed, paceMs, eachProcess, earlier }: WorldOptions): Promise<World> {
  const program = earlier === undefined ? undefined : join(earlier, CLI);
  const folder = mkdtempSync(join(tmpdir(), 'technik-cluster-'));
  mkdirSync(join(folder, 'shared'));
  const closing: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const ground = await openGround();
    closing.push(ground.close);
    const command = ground.inside('postgres');
    const within = command.length === 0 ? {} : { within: { command, network: '10.78.0.0/16' } };
    const postgres = await startCluster({ durable: true, ...within });
    closing.push(postgres.close);
    // What nobody waits for comes to the disk late: nobody's answer stands on it by luck.
    for (const setting of ["wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"])
      await postgres.run(`ALTER SYSTEM SET ${setting}`);
    await postgres.run('SELECT pg_reload_conf()');
    await ground.connect(postgres.socket);
    await makeRoles(postgres, PASSWORDS);
    const owner = (): string => postgres.url(DATABASE, 'mplatform_owner', PASSWORDS.owner);
    await migrate(folder, owner(), program);
    const store = await openStore(owner(), earlier);
    const members = await seedDealers(store, devices);
    await store.close();

    const balancer = await startBalancer(ground, folder);
    closing.push(() => balancer.program.end('SIGTERM'));
    const node = (name: NodeName): Node => {
      const { host, port } = ground.through(`${name}-postgres`);
      const database = `postgres://mplatform_server:${PASSWORDS.server}@${host}:${port}/${DATABASE}`;
      const publicAddress = balancer.address.replace(/\/$/, '');
      return createNode(name, { ground, folder, publicAddress, database, ...(program === undefined ? {} : { program }) });
    };
    const nodes = { one: node('one'), two: node('two') };
    closing.push(() => Promise.all([nodes.one.kill(), nodes.two.kill()]));
    await nodes.one.start();
    await nodes.two.start();

    const crew = await startCrew({
      ...{ ground, folder, members, seed, paceMs, eachProcess },
      ...{ server: balancer.address, ca: balancer.ca },
    });
    closing.push(crew.kill);
    const superuser = (): string => postgres.url(DATABASE);
    const numbers = watchNumbers(superuser());
    closing.push(numbers.stop);
    const query = (sql: string) => postgres.run(sql, DATABASE);
    return {
      folder,
      ground,
      postgres,
      nodes,
      balancer,
      members,
      crew,
      numbers,
      stops: [],
      lost: new Set(),
      query,
      superuser,
      owner,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** By the earlier program's own hand, where there is one: this one's statements may be for a later schema. */
async function openStore(url: string, earlier: string | undefined) {
  if (earlier === undefined) return opened({ url, migrations });
  const file = join(earlier, 'mplatform/server/store/postgres.ts');
  const { openPostgresStore } = (await import(/* @vite-ignore */ file)) as typeof postgresStore;
  const store = await openPostgresStore({ url, migrations: join(earlier, migrations) });
  if (!store.ok) throw new Error(store.error.code);
  return store.value;
}
