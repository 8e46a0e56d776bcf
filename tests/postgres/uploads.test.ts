import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NodeLocks } from '../../mplatform/server/node-locks.ts';
import { openPostgresLocks } from '../../mplatform/server/store/postgres-locks.ts';
import { call, type Device, enrolDevice, type TestServer } from '../../mplatform/server/testing.ts';
import { ask, tusOf } from '../../mplatform/server/testing-files.ts';
import { startStorage, type TestStorage } from '../support/s3.ts';
import { digestOf, pdf } from '../support/scans.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
let storage: TestStorage;
let home: string;
beforeAll(async () => {
  [cluster, storage, home] = await Promise.all([startCluster(), startStorage(), mkdtemp(join(tmpdir(), 'mplatform-uploads-'))]);
});
afterAll(async () => {
  for (const { child } of nodes) child.kill('SIGKILL');
  await Promise.all([cluster.close(), storage.close()]);
  await rm(home, { recursive: true, maxRetries: 3 });
  for (const node of nodes) expect(unstructured(node)).toEqual([]);
});

interface Node {
  readonly child: ChildProcess;
  /** As the tests' calls know a server. */
  readonly at: TestServer;
  /** On standard error. */
  said(): string;
  kill(): Promise<void>;
}
const nodes: Node[] = [];
/** What a node said that is no line of its log: warnings of the process, for example. */
const unstructured = (node: Node): readonly string[] =>
  node
    .said()
    .split('\n')
    .filter((line) => line !== '' && !/^\{"level":.*\}$/.test(line));
const clock = { now: () => Date.now(), advance: () => undefined };

/** One node as a process of its own, as an operator starts it. */
async function startNode(folder: string, addressFile: string, ...more: readonly string[]): Promise<Node> {
  const options = ['--port', '0', '--data', folder, '--database-file', addressFile, '--seed', 'training', '--json'];
  const publicAddress = ['--public-address', 'https://mplatform.example.com'];
  const child = spawn(process.execPath, ['electron/cli.ts', 'mplatform', ...options, ...publicAddress, ...more], {
    env: { ...process.env, ...storage.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [line] = await once(child.stdout, 'data');
  const { port } = JSON.parse(String(line)) as { port: number };
  const node = {
    child,
    at: { address: `http://127.0.0.1:${port}`, clock } as unknown as TestServer,
    said: () => said.join(''),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
  nodes.push(node);
  return node;
}

const SIZE = 7 * 1024 * 1024;
const place = (answer: { headers: Record<string, unknown> }): string => String(answer.headers.location);

describe.each(['a folder that both share', 'a storage that speaks S3'] as const)('two nodes over %s', (kind) => {
  let folder: string;
  let start: () => Promise<Node>;
  let one: Node;
  let other: Node;
  let device: Device;
  let seed = kind.length;

  beforeAll(async () => {
    folder = join(home, kind.replaceAll(' ', '-'));
    const address = join(home, `${kind}.address`);
    await writeFile(address, await cluster.database('training'), { mode: 0o600 });
    const s3 = ['--files', `s3://${storage.bucket}/wspolne`, '--files-endpoint', storage.endpoint];
    start = () => startNode(folder, address, ...(kind.includes('S3') ? s3 : []));
    one = await start();
    other = await start();
    device = await enrolDevice(one.at);
  }, 60_000);
  const scanOf = () => {
    seed += 1;
    return pdf(SIZE, seed);
  };
  let scan = scanOf();
  beforeEach(() => {
    scan = scanOf();
  });
  const at = (node: Node) => tusOf(node.at, device);
  const offsetAt = async (node: Node, url: string) => Number((await at(node).offset(url)).headers['upload-offset']);

  /** A piece of which so many bytes have arrived and the rest never will. */
  async function half(node: Node, url: string, from: number, bytes: number) {
    const request = httpRequest(new URL(url, node.at.address), {
      method: 'PATCH',
      agent: false,
      headers: {
        authorization: `Bearer ${device.token}`,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': from,
        'content-length': scan.bytes.length - from,
      },
    });
    const ended = new Promise<number | undefined>((resolve) => {
      request.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', () => resolve(undefined));
    });
    await new Promise((resolve) => request.write(scan.bytes.subarray(from, from + bytes), resolve));
    // What counts is that the node has begun with it: in the folder it shows at once, in S3 only when the piece ends.
    if (!kind.includes('S3')) {
      const part = join(folder, 'files', 'unfinished', url.split('/').at(-1) ?? '');
      await expect.poll(async () => (await stat(part)).size, { timeout: 20_000 }).toBe(from + bytes);
    } else await expect.poll(() => locksHeld(), { timeout: 20_000 }).toBeGreaterThan(0);
    return { request, ended };
  }
  const locksHeld = async () =>
    Number((await cluster.run(`SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'`))[0]?.n);
  const attach = (file = scan) =>
    device.act({
      kind: 'ticket.attachFile',
      target: 't-80',
      args: { kind: 'quote', sha256: file.sha256, name: 'wycena.pdf', size: file.bytes.length },
    });

  it('lets an upload go on at the other one, at the byte, after the first was killed in the middle of a piece', async () => {
    const url = place(await at(one).create(scan));
    await at(one).append(url, 0, scan.bytes.subarray(0, 6_000_000));
    const hanging = await half(one, url, 6_000_000, 100_000);
    await one.kill();
    await hanging.ended;
    const reached = await offsetAt(other, url);
    // Nothing that was acknowledged is sent again; what was not may be there, too.
    expect(reached).toBeGreaterThanOrEqual(6_000_000);
    expect((await at(other).append(url, reached, scan.bytes.subarray(reached))).status).toBe(204);
    one = await start();
    device.send = (operations) => call(one.at.address, 'operations', { body: { operations }, token: device.token });
    expect(await attach()).toMatchObject([{ outcome: 'applied' }]);
    for (const node of [one, other]) {
      const part = await ask(node.at.address, 'GET', `/v1/files/${scan.sha256}`, {
        token: device.token,
        headers: { range: 'bytes=5999990-' },
      });
      expect([part.status, digestOf(part.body)]).toEqual([206, digestOf(scan.bytes.subarray(5_999_990))]);
    }
    expect(await locksHeld()).toBe(0);
  }, 60_000);

  it('lets a new connection go on at the other one though the first never said that it was dead', async () => {
    const url = place(await at(one).create(scan));
    const hanging = await half(one, url, 0, 100_000);
    const reached = await offsetAt(other, url);
    expect(reached).toBe(100_000);
    expect((await at(other).append(url, reached, scan.bytes.subarray(reached))).status).toBe(204);
    hanging.request.destroy();
    await hanging.ended;
    expect(await offsetAt(one, url)).toBe(SIZE);
    expect(await attach()).toMatchObject([{ outcome: 'applied' }]);
  }, 60_000);

  it('keeps what both are sent at once apart: the file is what it should be', async () => {
    const url = place(await at(other).create(scan));
    const both = await Promise.all([one, other, one, other].map((node) => at(node).append(url, 0, scan.bytes)));
    for (const { status } of both) expect([204, 409]).toContain(status);
    // Each may have been asked to end for the sake of another; as after any cut, the device asks and goes on.
    const reached = await offsetAt(one, url);
    if (reached < SIZE) expect((await at(other).append(url, reached, scan.bytes.subarray(reached))).status).toBe(204);
    expect(await attach()).toMatchObject([{ outcome: 'applied' }]);
    const read = await ask(other.at.address, 'GET', `/v1/files/${scan.sha256}`, { token: device.token });
    expect(digestOf(read.body)).toBe(scan.sha256);
  }, 60_000);

  it('shows an upload to nobody of another dealer, at whichever node', async () => {
    const url = place(await at(one).create(scan));
    await at(one).append(url, 0, scan.bytes.subarray(0, 1000));
    const beta = await enrolDevice(other.at, 'machine-beta', await codeFor(folder, join(home, `${kind}.address`)));
    const theirs = tusOf(other.at, beta);
    expect((await theirs.offset(url)).status).toBe(404);
    expect((await theirs.append(url, 1000, scan.bytes.subarray(1000))).code).toBe('files.upload-unknown');
    expect((await theirs.tus('DELETE', url)).status).toBe(404);
    expect(await offsetAt(other, url)).toBe(1000);
  }, 60_000);
});

/** A code for a technician of another dealer, by the operator's command. */
async function codeFor(folder: string, address: string): Promise<string> {
  const command = ['electron/cli.ts', 'mplatform', 'enrolment-code', 'technik-beta', '--json'];
  const child = spawn(process.execPath, [...command, '--data', folder, '--database-file', address]);
  const said = (await child.stdout.toArray()).join('');
  return (JSON.parse(said) as { code: string }).code;
}

it('a node says nothing on standard error, from its start over many uploads at once to its stop, but lines of its log', async () => {
  const [folder, address] = [join(home, 'quiet'), join(home, 'quiet.address')];
  await writeFile(address, await cluster.database('training'), { mode: 0o600 });
  const [one, other] = [await startNode(folder, address, '--log', 'info'), await startNode(folder, address, '--log', 'info')];
  const device = await enrolDevice(one.at);
  const sent = await Promise.all(
    Array.from({ length: 16 }, async (_, n) => {
      const scan = pdf(3000, n);
      const url = place(await tusOf(one.at, device).create(scan));
      return (await tusOf((n % 2 === 0 ? one : other).at, device).append(url, 0, scan.bytes)).status;
    }),
  );
  expect(new Set(sent)).toEqual(new Set([204]));
  for (const node of [one, other]) {
    node.child.kill('SIGTERM');
    expect(await once(node.child, 'close')).toEqual([0, null]);
    expect(node.said().match(/"statusCode":204|"status":204/g)?.length).toBeGreaterThanOrEqual(8);
    expect(unstructured(node)).toEqual([]);
  }
}, 60_000);

describe('a lock among nodes', () => {
  const never = new AbortController().signal;
  const open = async (database: string, more = {}): Promise<NodeLocks> => {
    const opened = openPostgresLocks(database, { againMs: 10, ...more });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };

  it('is given on when its holder, asked to end, has ended, and free at once when the holder’s connection is gone', async () => {
    const database = await cluster.database();
    const [one, other] = [await open(database), await open(database)];
    const said: string[] = [];
    const release = await one.take('a', never, () => {
      said.push('asked to end');
      void release();
    });
    const second = await other.take('a', never, () => said.push('lost'));
    expect(said).toEqual(['asked to end']);
    await cluster.run(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`);
    const third = await one.take('a', never, () => undefined);
    await expect.poll(() => said).toEqual(['asked to end', 'lost']);
    // What was lost cannot be given back: the lock is another's by now.
    await second();
    const patience = AbortSignal.timeout(300);
    await expect(other.take('a', patience, () => undefined)).rejects.toThrow();
    await third();
    await (await other.take('a', never, () => undefined))();
    await Promise.all([one.close(), other.close()]);
  });

  it('that is not given up in time is an unavailable server, and a database that is away, too', async () => {
    const database = await cluster.database();
    const [one, other] = [await open(database), await open(database, { patienceMs: 200 })];
    const release = await one.take('a', never, () => undefined);
    await expect(other.take('a', never, () => undefined)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await release();
    const nowhere = await open('postgres://localhost:1/nowhere', { patienceMs: 200 });
    await expect(nowhere.take('a', never, () => undefined)).rejects.toMatchObject({ statusCode: 503 });
    await Promise.all([one.close(), other.close(), nowhere.close()]);
  });
});
