import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Mplatform, openMplatform } from '../../mplatform/server/main.ts';
import { enrolDevice, openLive, type TestServer } from '../../mplatform/server/testing.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  cluster = await startCluster();
  folder = await mkdtemp(join(tmpdir(), 'mplatform-nodes-'));
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

const clock = { now: () => Date.UTC(2026, 10, 23, 9), advance: () => undefined };
async function node(database: string): Promise<Mplatform> {
  const publicAddress = 'https://mplatform.example.com';
  const opened = await openMplatform({ dataFolder: folder, port: 0, clock, database, publicAddress });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}
/** As the tests' calls know a server. */
const at = ({ port }: Mplatform) => ({ address: `http://127.0.0.1:${port}`, clock }) as unknown as TestServer;

it('is one M/platform on two nodes: tokens, operations, changes and pokes go through either', async () => {
  const database = await cluster.database('training');
  const [one, other] = [await node(database), await node(database)];
  const first = await enrolDevice(at(one), 'machine-0001');
  const second = await enrolDevice(at(other), 'machine-0002');
  const line = await openLive(at(other), second);
  const before = (await line.next()) as { seq: number };
  expect((await first.act({ kind: 'ticket.take', target: 't-115', args: {} })).map((r) => r.outcome)).toEqual(['applied']);
  expect(await line.next()).toEqual({ type: 'changed', seq: before.seq + 1 });
  const { changes } = await second.changes();
  expect(changes.find((c) => c.id === 't-115')).toMatchObject({ seq: before.seq + 1, data: { status: 'inProgress' } });
  const again = await enrolDevice(at(other), 'machine-0001');
  expect(again.seq).toBe(1);
  line.socket.close();
  await line.closed;
  await Promise.all([one.close(), other.close()]);
});

it('is started by the command line with the address in a file, and stopped', async () => {
  const file = join(folder, 'address');
  await writeFile(file, `${await cluster.database('training')}\n`, { mode: 0o600 });
  const child = spawn(process.execPath, [
    'electron/cli.ts',
    ...['mplatform', '--port', '0', '--data', folder, '--database-file', file, '--json'],
  ]);
  const errors: string[] = [];
  child.stderr.on('data', (bytes) => errors.push(String(bytes)));
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => [errors.join('')])]);
  const { address } = JSON.parse(String(line)) as { address: string };
  expect((await fetch(`${address}/generate_204`)).status).toBe(204);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});
