import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../electron/core/api/contract.ts';
import { enter, pageToken } from '../../electron/hosted/testing.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}
export interface Running {
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

function start(file: string, args: readonly string[], { uid, env }: Running = {}) {
  const child = spawn(process.execPath, [join(root, 'electron', file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const said: { out: string; err: string } = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([exit]): Ended => ({ exit, ...said }));
  return { child, ended, said };
}

/** `technik ARGS` as it is typed, in a process of its own. */
export const technik = (args: readonly string[], running?: Running): Promise<Ended> => start('cli.ts', args, running).ended;

/** The app on a data folder where it cannot start. */
export function appRefused(dataFolder: string, ...more: readonly string[]): Promise<Ended> {
  const { child, ended } = start(join('hosted', 'main.ts'), ['--no-open', '--data', dataFolder, ...more]);
  // One that starts after all must not outlive its test.
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return ended;
}

/** The app, up, and its calls as its window makes them. */
export async function app(dataFolder: string) {
  const { child, ended, said } = start(join('hosted', 'main.ts'), ['--no-open', '--data', dataFolder]);
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const early = ended.then(() => {
    throw new Error(`The app ended: ${said.err}`);
  });
  early.catch(() => {});
  let address: string | undefined;
  while (address === undefined) {
    address = /http:\/\/127\.0\.0\.1:\d+\/launch\?token=[\w-]+(?=\s)/.exec(said.out)?.[0];
    if (address === undefined) await Promise.race([once(child.stdout, 'data'), early]);
  }
  const { origin } = new URL(address);
  const inside = await enter({ launchAddress: address });
  const { cookie } = inside;
  const token = await pageToken({ origin }, inside);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, ['technik', `token.${token}`], {
    headers: { cookie, origin },
  });
  onTestFinished(() => socket.close());
  await once(socket, 'open');
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as never }));
  return { client, said };
}

/** One sentence with its code on stderr, nothing of how the program is made, and the promised exit. */
export function expectRefusal(ended: Ended, exit: 1 | 2, code: string): string {
  expect(ended.err).toMatch(/^[^\n]+ \[[\w.-]+\]\n$/);
  expect(ended.err).toContain(`[${code}]`);
  expect(ended.err).not.toMatch(/Error|\{\w+\}|undefined|\bat \S+:\d+/);
  expect(ended.exit).toBe(exit);
  return ended.err;
}

/** Every file and folder below, each with the digest of its content. */
export function contents(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    found[name] = lstatSync(path).isFile() ? digestOfFile(path) : 'not a file';
  }
  return found;
}
export const digestOfFile = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
