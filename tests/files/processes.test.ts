import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { freePort, type Line, openLine, sentTwice } from './line.ts';

const MIB = 1024 * 1024;
const SIZE = 12 * MIB;
const { sha256 } = pdf(SIZE);

interface Running {
  readonly child: ChildProcess;
  /** Resolves when it has said something that fits; fails when it ends before. */
  said(fits: (line: string) => boolean): Promise<void>;
  readonly ended: Promise<number | null>;
  kill(): Promise<void>;
}

const children = new Set<ChildProcess>();
function run(script: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const lines: string[] = [];
  let errors = '';
  let look = (): void => {};
  child.stdout.on('data', (data) => {
    lines.push(...String(data).split('\n'));
    look();
  });
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    child,
    ended,
    said: (fits) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (lines.some(fits)) resolve();
        };
        void ended.then(() => reject(new Error(`It ended first. ${errors}`)));
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

let line: Line;
let server: Running;
let port: number;
let serverFolder: string;
const startServer = async (): Promise<void> => {
  server = run('server-process.ts', serverFolder, String(port));
  await server.said((said) => said === 'ready');
};
beforeEach(async () => {
  serverFolder = tempFolder('mplatform');
  port = await freePort();
  line = await openLine(() => `http://127.0.0.1:${port}`);
  await startServer();
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await line.close();
});

const atServer = () => statSync(join(serverFolder, 'files', sha256), { throwIfNoEntry: false })?.size;
const sentAtLeast = (bytes: number) => (said: string) => said.startsWith('sent ') && Number(said.slice(5)) >= bytes;

it('a device that is killed goes on at the byte when it is started again', { timeout: 120_000 }, async () => {
  const folder = tempFolder('device');
  line.throttle(6 * MIB);
  for (const bytes of [MIB, 3 * MIB, 6 * MIB]) {
    const killed = run('device-process.ts', folder, line.address, String(SIZE));
    await killed.said(sentAtLeast(bytes));
    await killed.kill();
  }
  line.throttle(0);
  expect(await run('device-process.ts', folder, line.address, String(SIZE)).ended).toBe(0);
  expect(atServer()).toBe(SIZE);
  expect(line.calls.filter((call) => call === 'POST /v1/files')).toHaveLength(1);
  expect(line.calls.filter((call) => call === 'POST /v1/operations').length).toBeGreaterThanOrEqual(1);
  expect(sentTwice(line.patches, SIZE)).toBe(0);
});

it('a device that is killed while a file comes goes on at the byte, and believes only its digest', {
  timeout: 120_000,
}, async () => {
  const first = tempFolder('device');
  expect(await run('device-process.ts', first, line.address, String(SIZE)).ended).toBe(0);
  const ranges: number[] = [];
  line.onCall = (call, headers) => {
    if (call.startsWith('GET /v1/files')) ranges.push(Number(/\d+/.exec(headers.range ?? '0')?.[0]));
  };
  const folder = tempFolder('device');
  line.throttleAnswers(6 * MIB);
  const fetchedAtLeast = (bytes: number) => (said: string) => said.startsWith('fetched ') && Number(said.slice(8)) >= bytes;
  for (const bytes of [MIB, 4 * MIB, 7 * MIB]) {
    const killed = run('fetching-process.ts', folder, line.address, sha256);
    await killed.said(fetchedAtLeast(bytes));
    await killed.kill();
    expect(existsSync(join(folder, 'files', sha256))).toBe(false);
  }
  line.throttleAnswers(0);
  const last = run('fetching-process.ts', folder, line.address, sha256);
  await last.said((said) => said === `read ${sha256}`);
  expect(await last.ended).toBe(0);
  expect(ranges).toEqual([0, ...[MIB, 4 * MIB, 7 * MIB].map((bytes) => expect.toSatisfy((from: number) => from >= bytes))]);
});

it('a server that is killed has kept what came, and takes the rest when it is up again', { timeout: 120_000 }, async () => {
  const folder = tempFolder('device');
  line.throttle(6 * MIB);
  const device = run('device-process.ts', folder, line.address, String(SIZE));
  for (const bytes of [MIB, 4 * MIB, 8 * MIB]) {
    await device.said(sentAtLeast(bytes));
    await server.kill();
    await startServer();
  }
  line.throttle(0);
  expect(await device.ended).toBe(0);
  expect(atServer()).toBe(SIZE);
  expect(line.calls.filter((call) => call === 'POST /v1/files')).toHaveLength(1);
  // Only what the killed process had not yet read from its sockets.
  expect(sentTwice(line.patches, SIZE)).toBeLessThanOrEqual(3 * 256 * 1024);
});
