import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inPlace } from './document.ts';
import type { User } from './here.ts';

/** What a unit says, each name with its values in their order. */
export function unitOf(file: string): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  for (const line of readFileSync(file, 'utf8').replaceAll('\\\n', '').split('\n')) {
    const [, name, value = ''] = /^([A-Z]\w+)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined) said.set(name, [...(said.get(name) ?? []), value]);
  }
  return said;
}

export interface RunningNode {
  readonly port: number;
  readonly pid: number;
  /** Of `--health`. */
  readonly health: string;
  /** What it wrote on both of its outputs. */
  said(): string;
  metrics(): Promise<string>;
  ready(): Promise<number>;
  /** Gives the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

export interface UnitPlace {
  readonly unit: string;
  readonly port: number;
  readonly user: User;
  /** Stands for the machine's root where the unit names a file. */
  readonly places: Readonly<Record<string, string>>;
  /** Put before the command, e.g. a tracer. */
  readonly before?: readonly string[];
}

/** Starts one instance of a unit as systemd would: its command, user, environment, credentials and state folder. */
export async function startUnit({ unit, port, user, places, before = [] }: UnitPlace): Promise<RunningNode> {
  const said = unitOf(unit);
  const one = (name: string): string => inPlace(said.get(name)?.at(-1) ?? '', places).replaceAll('%i', String(port));
  const environment = Object.fromEntries(
    [
      ...(said.get('Environment')?.flatMap((line) => line.split(' ')) ?? []),
      ...readFileSync(one('EnvironmentFile'), 'utf8').trim().split('\n'),
    ].map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const state = join(places['/var/lib/mplatform'] ?? '');
  mkdirSync(state, { recursive: true });
  chmodSync(state, Number.parseInt(one('StateDirectoryMode'), 8));
  chownSync(state, user.uid, user.gid);
  // As systemd gives it: a copy for this user alone.
  const credentials = join(dirname(state), `credentials-${port}`);
  mkdirSync(credentials, { recursive: true, mode: 0o700 });
  const [name = '', from = ''] = one('LoadCredential').split(':');
  copyFileSync(from, join(credentials, name));
  for (const path of [join(credentials, name), credentials]) {
    chmodSync(path, 0o500);
    chownSync(path, user.uid, user.gid);
  }
  const command = one('ExecStart')
    .replaceAll('%d', credentials)
    .split(/\s+/)
    // Without braces it is as many words as it has, be it none.
    .flatMap((word) =>
      /^\$\w+$/.test(word)
        ? (environment[word.slice(1)] ?? '').split(' ').filter((one) => one !== '')
        : word.replace(/\$\{(\w+)\}/g, (_, key: string) => environment[key] ?? ''),
    );
  const [node = '', ...args] = [...before, process.execPath, ...command.slice(1)];
  const child: ChildProcess = spawn('sh', ['-c', `umask ${one('UMask')}; exec "$@"`, 'sh', node, ...args], {
    ...user,
    cwd: one('WorkingDirectory'),
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => texts.push(String(bytes)));
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const started = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  await Promise.race([started, ended]);
  if (child.exitCode !== null) throw new Error(`The node ended: ${texts.join('')}`);
  const health = `http://127.0.0.1:1${port}`;
  return {
    port,
    pid: child.pid ?? 0,
    health,
    said: () => texts.join(''),
    metrics: async () => (await fetch(`${health}/metrics`)).text(),
    ready: async () => (await fetch(`${health}/readyz`)).status,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
