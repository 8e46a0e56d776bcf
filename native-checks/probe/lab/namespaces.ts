import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { losing, PREFIX } from './at-hand.ts';
import type { Inside } from './inside.ts';

/** The way: the till's machine, a router of the shop, the server. */
export type Place = 'till' | 'router' | 'server';

export const TILL = '10.77.1.2';
/** The router, as the till sees it, which looks names up, too. */
export const GATEWAY = '10.77.1.1';
/** M/platform. */
export const SERVER = '10.77.2.2';
/** Nobody there, on the till's own link. */
export const NEIGHBOUR = '10.77.1.77';

const LINKS = [
  ['router', 'shop'],
  ['router', 'internet'],
  ['till', 'eth0'],
  ['server', 'eth0'],
] as const satisfies readonly (readonly [Place, string])[];

const run = promisify(execFile);

/**
 * Three machines in network namespaces: nothing of it touches this machine's own network. `close` removes them, with
 * every process inside.
 */
export class Net {
  readonly #id = `${PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #made: string[] = [];
  readonly #children = new Set<ChildProcess>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'mtechnik-lab-'));

  static async open(): Promise<Net> {
    await removeLeftOvers();
    const net = new Net();
    try {
      await net.#build();
      return net;
    } catch (cause) {
      await net.close();
      throw cause;
    }
  }

  async #build(): Promise<void> {
    writeFileSync(join(this.#folder, 'resolv.conf'), `nameserver ${GATEWAY}\noptions timeout:5 attempts:2\n`);
    writeFileSync(join(this.#folder, 'nsswitch.conf'), 'hosts: files dns\n');
    for (const place of ['till', 'router', 'server'] as const) {
      await run('ip', ['netns', 'add', this.#name(place)]);
      this.#made.push(this.#name(place));
      await this.ip(place, 'link set lo up');
    }
    await this.ip('router', `link add shop type veth peer name eth0 netns ${this.#name('till')}`);
    await this.ip('router', `link add internet type veth peer name eth0 netns ${this.#name('server')}`);
    await this.ip('router', `address add ${GATEWAY}/24 dev shop`);
    await this.ip('router', 'address add 10.77.2.1/24 dev internet');
    await this.ip('till', `address add ${TILL}/24 dev eth0`);
    await this.ip('server', `address add ${SERVER}/24 dev eth0`);
    for (const [place, link] of LINKS) await this.ip(place, `link set ${link} up`);
    await this.ip('till', `route add default via ${GATEWAY}`);
    await this.ip('server', 'route add default via 10.77.2.1');
    for (const [place, link] of LINKS) await this.#carrying(place, link);
    await this.#exec('router', ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  }

  /** The kernel says a moment later that a link carries, and programs go by that. */
  async #carrying(place: Place, link: string): Promise<void> {
    for (;;) {
      const { stdout } = await run('ip', ['-n', this.#name(place), 'link', 'show', link]);
      if (stdout.includes('LOWER_UP') && stdout.includes('state UP')) return;
    }
  }

  /** One `ip` command in that place, as it would be typed. */
  async ip(place: Place, command: string): Promise<void> {
    await run('ip', ['-n', this.#name(place), ...command.split(' ')]);
  }

  /** From now on so much of what arrives there over that link is lost, by chance. */
  async lose(place: Place, link: string, share: number): Promise<void> {
    for (const [command = '', ...args] of losing(this.#name(place), link, share)) await run(command, args);
  }

  /**
   * Starts Node in that place with what it is told over its input, and resolves with its first line. It ends when its
   * input does, so it cannot outlive this process.
   */
  async start(place: Place, told: Inside): Promise<unknown> {
    // A resolver that runs as a service is asked past all network namespaces, so names are looked up without it.
    const mount = (file: string) =>
      `if [ -e /etc/${file} ]; then mount --bind ${join(this.#folder, file)} /etc/${file} || exit; fi`;
    const bind = `${mount('resolv.conf')}; ${mount('nsswitch.conf')}; exec "$@"`;
    const inside = [process.execPath, new URL('./inside.ts', import.meta.url).pathname];
    // `ip netns exec` has its own mounts, so the resolver is this place's only.
    const child = spawn('ip', ['netns', 'exec', this.#name(place), 'sh', '-c', bind, 'sh', ...inside], {
      env: { PATH: process.env.PATH },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let complaint = '';
    child.stderr.on('data', (part) => {
      complaint += part;
    });
    child.stdin.on('error', () => {});
    child.stdin.write(`${JSON.stringify(told)}\n`);
    const lines = createInterface({ input: child.stdout });
    return new Promise((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line)));
      child.once('error', reject);
      child.once('close', () => {
        this.#children.delete(child);
        reject(new Error(`It ended without a word in ${place}: ${complaint}`));
      });
    });
  }

  async #exec(place: Place, command: readonly string[]): Promise<void> {
    await run('ip', ['netns', 'exec', this.#name(place), ...command]);
  }

  #name(place: Place): string {
    return `${this.#id}-${place}`;
  }

  async close(): Promise<void> {
    const gone = [...this.#children].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(gone);
    for (const name of this.#made.splice(0)) await run('ip', ['netns', 'del', name]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Of a process that was killed and could not remove its own. */
export async function removeLeftOvers(): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'list']);
  for (const [name, pid] of stdout.matchAll(new RegExp(`^${PREFIX}(\\d+)-\\S+`, 'gm'))) {
    if (!isAlive(Number(pid))) await run('ip', ['netns', 'del', name]).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
