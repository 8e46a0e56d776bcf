import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeLocks } from '../../mplatform/server/node-locks.ts';
import { LOCK_LIMITS, type LockLimits, openPostgresLocks } from '../../mplatform/server/store/postgres-locks.ts';
import { PREFIX, whyNoNamespaces } from '../../native-checks/probe/lab/at-hand.ts';
import { type Ground, POSTGRES_PORT } from '../cluster/ground.ts';
import { openNamespaces } from '../cluster/namespaces.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { lineTo } from './line.ts';

const never = new AbortController().signal;
function open(address: string, more: Partial<LockLimits>): NodeLocks {
  const opened = openPostgresLocks(address, { againMs: 10, ...more });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

it('a node that is cut off has given up well before PostgreSQL does', () => {
  const { beatMs, answerMs, silenceMs } = LOCK_LIMITS;
  expect(silenceMs - (beatMs + answerMs)).toBeGreaterThanOrEqual(5000);
});

it('a lock whose line falls silent is lost to its holder after a beat and an answer that does not come, and taken anew by it', async () => {
  const cluster = await startCluster();
  const line = await lineTo(cluster.socket);
  const { pathname } = new URL(await cluster.database());
  const limits = { beatMs: 150, answerMs: 150 };
  const locks = open(`postgres://postgres@127.0.0.1:${line.port}${pathname}`, limits);
  let release = (): Promise<void> => Promise.resolve();
  const lost = new Promise<number>((resolve) => {
    void locks
      .take('a', never, () => resolve(performance.now()))
      .then((given) => {
        release = given;
        line.cut();
      });
  });
  const [begun, ended] = [performance.now(), await lost];
  // No answer was ever late: what is short here is what was asked for, not what a slow machine makes of it.
  expect(ended - begun).toBeGreaterThan(150);
  line.heal();
  // What was lost is not given back in the name of who has it now.
  const again = await locks.take('a', never, () => undefined);
  await release();
  const other = open(cluster.url(pathname.slice(1)), { patienceMs: 100 });
  await expect(other.take('a', never, () => undefined)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await again();
  await (await other.take('a', never, () => undefined))();
  await Promise.all([locks.close(), other.close()]);
  await line.close();
  await cluster.close();
}, 60_000);

const why = whyNoNamespaces();
describe.skipIf(why !== null)(`a node that no packet reaches any more${why === null ? '' : ` (${why})`}`, () => {
  let ground: Ground;
  let cluster: Cluster;
  let holder: ChildProcess;
  beforeAll(async () => {
    ground = await openNamespaces(PREFIX);
    cluster = await startCluster({ within: { command: ground.inside('postgres'), network: '10.78.0.0/16' } });
  }, 60_000);
  afterAll(async () => {
    holder.kill('SIGKILL');
    await cluster.close();
    await ground.close();
  });

  it('has ended what a lock protects before another node is given it, which is soon, though it was asked for it in vain', async () => {
    const { pathname } = new URL(await cluster.database());
    const { host } = ground.through('one-postgres');
    const limits = { beatMs: 400, answerMs: 400, silenceMs: 3000 };
    const [program = '', ...within] = ground.inside('one');
    const address = `postgres://postgres@${host}:${POSTGRES_PORT}${pathname}`;
    const script = [process.execPath, 'tests/postgres/lock-holder.ts', address, JSON.stringify(limits)];
    holder = spawn(program, [...within, ...script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const order: string[] = [];
    const held = new Promise<void>((resolve) => {
      createInterface({ input: holder.stdout as NodeJS.ReadableStream }).on('line', (word) => {
        order.push(word);
        if (word === 'held') resolve();
      });
    });
    await Promise.race([held, once(holder, 'exit')]);
    await ground.cut('one-postgres');
    const cut = performance.now();
    // From the first moment: PostgreSQL tells the holder, which takes nothing any more.
    const other = open(cluster.url(pathname.slice(1)), { patienceMs: 30_000 });
    const release = await other.take('a', never, () => undefined);
    order.push('given on');
    expect(order).toEqual(['held', 'ended', 'given on']);
    // One beat of before the cut; and some seconds, for packets that are repeated with growing pauses.
    expect(performance.now() - cut).toBeGreaterThan(limits.silenceMs - limits.beatMs - 100);
    expect(performance.now() - cut).toBeLessThan(limits.silenceMs + 9000);
    await release();
    await other.close();
  }, 60_000);
});
