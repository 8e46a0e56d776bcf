import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground, NodeName } from './ground.ts';
import { type Program, start } from './program.ts';

/** One node of M/platform: `technik mplatform` as an operator starts it. */
export interface Node {
  readonly name: NodeName;
  /** @param newer the program from now on, when it is another one */
  start(newer?: string): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** It does nothing any more, and is still there. */
  freeze(): void;
  /** SIGTERM; gives how long it took, in milliseconds. @throws when it does not end well */
  stop(): Promise<number>;
  /** What all its lives wrote to their logs. */
  log(): string;
}

export interface NodeOptions {
  readonly ground: Ground;
  readonly folder: string;
  readonly publicAddress: string;
  readonly database: string;
  /** The program, when it is not this one. */
  readonly program?: string;
}

export const CLI = 'electron/cli.ts';

export function createNode(name: NodeName, { ground, folder, publicAddress, database, program: first = CLI }: NodeOptions): Node {
  const file = join(folder, `database-${name}`);
  writeFileSync(file, database, { mode: 0o600 });
  const { host, port } = ground.at(name);
  const health = ground.health(name);
  let program = first;
  let running: Program | undefined;
  let log = '';
  const ended = (one: Program): void => {
    log += one.errors();
    running = undefined;
  };
  return {
    name,
    async start(newer = program) {
      program = newer;
      running = start([
        ...ground.inside(name),
        ...[process.execPath, program, 'mplatform', '--json', '--log', 'error'],
        ...['--host', host, '--port', String(port), '--health', `${health.host}:${health.port}`],
        ...['--data', join(folder, 'shared'), '--database-file', file, '--public-address', publicAddress],
        ...['--trust-proxy', '10.78.0.0/16,127.0.0.1'],
      ]);
      await running.said('"address"');
    },
    async kill() {
      const one = running;
      if (one === undefined) return;
      await one.end('SIGKILL');
      ended(one);
    },
    freeze: () => running?.signal('SIGSTOP'),
    async stop() {
      const one = running;
      if (one === undefined) throw new Error(`${name} does not run`);
      const began = performance.now();
      const code = await one.end('SIGTERM');
      ended(one);
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${log}`);
      return performance.now() - began;
    },
    log: () => log + (running?.errors() ?? ''),
  };
}

/** `technik mplatform migrate`, as the owner. */
export async function migrate(folder: string, owner: string, program = CLI): Promise<void> {
  const file = join(folder, 'database-owner');
  writeFileSync(file, owner, { mode: 0o600 });
  const running = start([process.execPath, program, 'mplatform', 'migrate', '--database-file', file, '--json']);
  await running.said('"migrated"');
  await running.end('SIGTERM');
}
