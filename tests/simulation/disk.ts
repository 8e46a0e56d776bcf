import fs, { type Stats } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { Crashed, type Life } from './scheduler.ts';

/** What happens at each step to a folder of one side; `bytes`: how many are about to be written. */
export interface DiskFaults {
  /** Sometimes others get their turn here. Throws where the side dies or, if bytes need room, its disk is full. */
  step(at: 'read' | 'write', bytes: number): Promise<void>;
  /** How many of so many bytes the disk takes in one go: at least one. */
  takes(bytes: number): number;
  /** What becomes of a piece whose writing did not end well: so many of its bytes are there. */
  torn(bytes: number): number;
  readonly now: () => number;
}

interface Mount {
  readonly folder: string;
  readonly life: Life;
  readonly faults: DiskFaults;
  readonly open: Set<number>;
  /** What waits for a side that is no more waits for ever, or meets its death. */
  readonly atDeath: 'forget' | 'throw';
}

/** Names that lead nowhere on a real disk: what is asked for below them is a folder of a simulated machine. */
const ROOT = `${sep}technik-simulated-disk${sep}`;
const mounts = new Map<number, Mount>();
/** Files written to and not brought to the disk since: how much of each is safe, and when it was written. */
const unsafe = new Map<string, number>();
const written = new Map<string, number>();
let last = 0;

/**
 * A folder as one life of a side sees it: the real `node:fs`, real files, with the side's faults before every step. Whoever
 * is dead can no longer reach it. Each step is done at once where it stands in the order of events, so that no thread of
 * the system has a say in what comes first.
 */
export function mountDisk(folder: string, life: Life, faults: DiskFaults, atDeath: Mount['atDeath']) {
  install();
  last += 1;
  const number = last;
  const mount: Mount = { folder, life, faults, open: new Set(), atDeath };
  mounts.set(number, mount);
  return {
    path: `${ROOT}${number}${sep}files`,
    /** The process has ended; with `power` gone, what was not brought to the disk may be gone or zeros. */
    end(power: boolean, some: (below: number) => number): void {
      mounts.delete(number);
      for (const handle of mount.open) fs.closeSync(handle);
      mount.open.clear();
      for (const [file, safe] of [...unsafe]) {
        if (!file.startsWith(folder + sep)) continue;
        unsafe.delete(file);
        if (power) losePower(file, safe, some);
      }
    },
  };
}

function losePower(file: string, safe: number, some: (below: number) => number): void {
  if (!fs.existsSync(file)) return;
  const { size } = fs.statSync(file);
  if (size <= safe) return;
  const left = safe + some(size - safe + 1);
  // The length may have reached the disk before the bytes did.
  const zeros = left > safe ? some(left - safe + 1) : 0;
  fs.truncateSync(file, left - zeros);
  if (zeros > 0) fs.truncateSync(file, left);
}

function noteWrite(file: string, from: number, now: number): void {
  unsafe.set(file, Math.min(unsafe.get(file) ?? from, from));
  written.set(file, now);
}

const isOurs = (path: unknown): path is string => typeof path === 'string' && path.startsWith(ROOT);

/** Where it is really, and whose. */
function locate(path: string): { readonly mount: Mount; readonly real: string } | undefined {
  const rest = path.slice(ROOT.length);
  const end = rest.indexOf(sep);
  const mount = mounts.get(Number(rest.slice(0, end)));
  return mount && { mount, real: join(mount.folder, rest.slice(end + 1 + 'files'.length)) };
}

const never = new Promise<never>(() => {});

/** One step of one side: its faults, then the thing itself. */
async function step<T>(mount: Mount | undefined, at: 'read' | 'write', bytes: number, work: () => T): Promise<T> {
  const dead = (): boolean => mount === undefined || !mount.life.alive();
  try {
    if (mount === undefined || dead()) throw new Crashed();
    await mount.faults.step(at, bytes);
    if (dead()) throw new Crashed();
    return work();
  } catch (cause) {
    if (dead() && mount?.atDeath !== 'throw') return never;
    throw cause;
  }
}

class Handle {
  readonly #fd: number;
  readonly #file: string;
  readonly #mount: Mount;
  constructor(fd: number, file: string, mount: Mount) {
    this.#fd = fd;
    this.#file = file;
    this.#mount = mount;
    mount.open.add(fd);
  }
  read(buffer: Buffer, offset: number, length: number, position: number | null) {
    return step(this.#mount, 'read', 0, () => ({
      bytesRead: fs.readSync(this.#fd, buffer, offset, length, position),
      buffer,
    }));
  }
  write(bytes: Uint8Array, offset = 0, length = bytes.length - offset, position: number | null = null) {
    const taken = length === 0 ? 0 : this.#mount.faults.takes(length);
    return this.#put(Buffer.from(bytes.buffer, bytes.byteOffset + offset, taken), position);
  }
  async appendFile(data: Uint8Array | string): Promise<void> {
    await this.#put(Buffer.from(data), null);
  }
  async writeFile(data: Uint8Array | string): Promise<void> {
    await this.#put(Buffer.from(data), null);
  }
  async #put(bytes: Buffer, position: number | null) {
    const from = position ?? fs.fstatSync(this.#fd).size;
    const put = (part: Buffer): number => {
      noteWrite(this.#file, from, this.#mount.faults.now());
      return part.length === 0 ? 0 : fs.writeSync(this.#fd, part, 0, part.length, position);
    };
    const mount = this.#mount;
    const bytesWritten = await step(mount, 'write', bytes.length, () => put(bytes)).catch((cause: unknown) => {
      // Full in the middle of it: part of it is there all the same.
      if (mount.life.alive()) put(bytes.subarray(0, mount.faults.torn(bytes.length)));
      throw cause;
    });
    return { bytesWritten, buffer: bytes };
  }
  stat() {
    return step(this.#mount, 'read', 0, () => dated(fs.fstatSync(this.#fd), this.#file));
  }
  datasync() {
    // Where room is found out late, it is missed only now.
    return step(this.#mount, 'write', 1, () => void unsafe.delete(this.#file));
  }
  sync() {
    return this.datasync();
  }
  truncate(length = 0) {
    return step(this.#mount, 'write', 0, () => fs.ftruncateSync(this.#fd, length));
  }
  async close(): Promise<void> {
    if (!this.#mount.open.delete(this.#fd)) return;
    fs.closeSync(this.#fd);
  }
}

/** Times on the disk are the machine's own. */
const dated = (stats: Stats, file: string): Stats => Object.assign(stats, { mtimeMs: written.get(file) ?? stats.mtimeMs });

type Call = (...args: unknown[]) => unknown;

/** What is asked by name: all of it has a twin in `node:fs` that waits for nothing. */
function byName(name: string, args: readonly unknown[]): Promise<unknown> {
  const places = args.map((arg) => (isOurs(arg) ? locate(arg) : undefined));
  const mount = places[0]?.mount;
  const real = args.map((arg, i) => (isOurs(arg) ? (places[i]?.real ?? arg) : arg));
  const [first, second] = real as [string, string];
  const reads = /^(stat|lstat|readdir|readFile|access|realpath|statfs)$/.test(name);
  // What takes away needs no room.
  const room = reads || /^(rm|rmdir|unlink|rename|truncate)$/.test(name) || (name === 'open' && (real[1] ?? 'r') === 'r') ? 0 : 1;
  return step(mount, reads ? 'read' : 'write', room, () => {
    if (name === 'open' && mount !== undefined) {
      const flags = (real[1] ?? 'r') as string;
      return new Handle(fs.openSync(first, flags, 0o600), first, mount);
    }
    const value = (fs as unknown as Record<string, Call>)[`${name}Sync`]?.(...real);
    if (name === 'rename') {
      const safe = unsafe.get(first);
      unsafe.delete(first);
      if (safe !== undefined) unsafe.set(second, safe);
      else unsafe.delete(second);
      written.set(second, written.get(first) ?? 0);
    }
    if (name === 'writeFile' && mount !== undefined) noteWrite(first, 0, mount.faults.now());
    if (name === 'readdir') return (value as string[]).sort();
    return name === 'stat' ? dated(value as Stats, first) : value;
  });
}

function readStream(path: string, options: { start?: number; end?: number; highWaterMark?: number } = {}): Readable {
  const { start = 0, end = Number.MAX_SAFE_INTEGER, highWaterMark = 65_536 } = options;
  async function* pieces(): AsyncGenerator<Buffer> {
    const handle = (await byName('open', [path, 'r'])) as Handle;
    try {
      for (let at = start; at <= end; ) {
        const wanted = Math.min(highWaterMark, end - at + 1);
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}

let installed = false;
/** Lets the names above be understood wherever this program uses `node:fs`; every other name goes its usual way. */
function install(): void {
  if (installed) return;
  installed = true;
  const promises = fs.promises as unknown as Record<string, Call>;
  for (const name of Object.keys(promises)) {
    const real = promises[name];
    if (typeof real !== 'function' || !(`${name}Sync` in fs)) continue;
    promises[name] = (...args) => (isOurs(args[0]) ? byName(name, args) : real(...args));
  }
  const plain = fs as unknown as Record<string, Call>;
  const { createReadStream, mkdirSync } = plain as { createReadStream: Call; mkdirSync: Call };
  plain.createReadStream = (...args) =>
    isOurs(args[0]) ? readStream(args[0], args[1] as { start?: number }) : createReadStream(...args);
  plain.mkdirSync = (...args) => {
    if (!isOurs(args[0])) return mkdirSync(...args);
    const place = locate(args[0]);
    if (place === undefined || !place.mount.life.alive()) throw new Crashed();
    return mkdirSync(place.real, ...args.slice(1));
  };
  syncBuiltinESMExports();
}

/** Every file below a folder, and its bytes: for a copy of it, and to put it back. */
export function readFolder(folder: string): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  if (!fs.existsSync(folder)) return found;
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) found.set(join(entry.parentPath, entry.name), fs.readFileSync(join(entry.parentPath, entry.name)));
  }
  return found;
}

export function writeFolder(folder: string, files: ReadonlyMap<string, Buffer>): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of files) {
    fs.mkdirSync(dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  }
}
