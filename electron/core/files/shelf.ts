import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadAt } from '../../../domain/document-content.ts';
import { type FileSeal, HEAD_BYTES, newSeal, readSeal } from './sealed-file.ts';

/** What a file was found to be once all of it had come. */
export interface Received {
  readonly sha256: string;
  readonly size: number;
}

/** A file on its way in: nothing is under its digest before `keep`. */
export interface Incoming {
  readonly size: () => number;
  append(bytes: Uint8Array): Promise<void>;
  /** All of it is here and on the disk; not yet kept. */
  end(): Promise<Received>;
  /** Lets somebody read in it. */
  look<T>(work: (read: ReadAt) => Promise<T>): Promise<T>;
  /** Gives it its name. */
  keep(sha256: string): Promise<void>;
  drop(): Promise<void>;
}

/** A file that is open for reading. */
export interface OpenFile {
  readonly read: ReadAt;
  close(): Promise<void>;
}

/** As much of a file as has come, and a way to add to it. */
export interface OpenPart {
  /** Bytes. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** As long as M/platform keeps an unfinished upload. */
const PART_LIFETIME_MS = 7 * 86_400_000;
const SEALED = '.sealed';
const PIECE = 1 << 20;

/**
 * The device's own files, addressed by content, in the folder of one mode.
 * @param key by which they are encrypted; without one they are not. What lay there before stays readable until `sealAll`.
 */
export function createShelf(folder: string, key?: Uint8Array | undefined) {
  const plainPlace = (sha256: string) => join(folder, sha256);
  const place = (sha256: string) => (key === undefined ? plainPlace(sha256) : `${plainPlace(sha256)}${SEALED}`);
  const incoming = join(folder, 'incoming');
  const part = (sha256: string) => join(incoming, `${sha256}${key === undefined ? '' : SEALED}.part`);
  const headBytes = key === undefined ? 0 : HEAD_BYTES;

  async function keep(from: string, sha256: string): Promise<void> {
    await rename(from, place(sha256));
    await syncFolder(folder);
    if (key !== undefined) await rm(plainPlace(sha256), { force: true });
  }

  const sizeAt = async (path: string, head: number): Promise<number | undefined> => {
    const found = (await stat(path).catch(absent))?.size;
    return found === undefined ? undefined : Math.max(0, found - head);
  };

  /** By its path: what it says, whether it is encrypted or not. */
  async function openAt(path: string, sealed: boolean): Promise<OpenFile> {
    const file = await open(path, 'r');
    try {
      const seal = sealed ? await sealIn(file) : undefined;
      const head = seal === undefined ? 0 : HEAD_BYTES;
      return {
        async read(from, length) {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from + head);
          const bytes = buffer.subarray(0, bytesRead);
          return seal === undefined ? bytes : seal.from(from)(bytes);
        },
        close: () => file.close(),
      };
    } catch (cause) {
      await file.close();
      throw cause;
    }
  }

  async function sealIn(file: FileHandle): Promise<FileSeal | undefined> {
    if (key === undefined) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return readSeal(key, buffer.subarray(0, bytesRead));
  }

  /** Of what lies under a digest: its own way where there is a key, else as it was before. */
  async function openKept(sha256: string): Promise<OpenFile> {
    try {
      return await openAt(place(sha256), key !== undefined);
    } catch (cause) {
      if (key === undefined || (cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      return openAt(plainPlace(sha256), false);
    }
  }

  async function digestOf(opened: Promise<OpenFile>): Promise<string | undefined> {
    const file = await opened.catch(absent);
    if (file === undefined) return undefined;
    const hash = createHash('sha256');
    try {
      for (let at = 0; ; ) {
        const piece = await file.read(at, PIECE);
        if (piece.length === 0) return hash.digest('hex');
        hash.update(piece);
        at += piece.length;
      }
    } finally {
      await file.close();
    }
  }

  async function receive(): Promise<Incoming> {
    await mkdir(incoming, { recursive: true });
    const path = join(incoming, `${randomUUID()}.new`);
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    const seal = key === undefined ? undefined : newSeal(key);
    const sealing = seal?.from(0);
    let begun = seal === undefined;
    let size = 0;
    let open_ = true;
    const close = async (): Promise<void> => {
      if (open_) await file.close();
      open_ = false;
    };
    /** With the first bytes, so that a file without any needs no room. */
    const begin = async (): Promise<void> => {
      if (!begun && seal !== undefined) await file.appendFile(seal.head);
      begun = true;
    };
    return {
      size: () => size,
      async append(bytes) {
        await begin();
        await file.appendFile(sealing === undefined ? bytes : sealing(bytes));
        hash.update(bytes);
        size += bytes.length;
      },
      async end() {
        await begin();
        await file.datasync();
        await close();
        return { sha256: hash.digest('hex'), size };
      },
      async look(work) {
        const reading = await openAt(path, key !== undefined);
        try {
          return await work(reading.read);
        } finally {
          await reading.close();
        }
      },
      keep: (sha256) => keep(path, sha256),
      async drop() {
        await close();
        await rm(path, { force: true });
      },
    };
  }

  /** Takes one in anew, encrypted. One that is not what its name says stays as it is. */
  async function sealOne(sha256: string, signal: AbortSignal): Promise<void> {
    const [file, into] = [await openAt(plainPlace(sha256), false), await receive()];
    try {
      for (let at = 0; !signal.aborted; ) {
        const piece = await file.read(at, PIECE);
        if (piece.length === 0) break;
        await into.append(piece);
        at += piece.length;
      }
      if (!signal.aborted && (await into.end()).sha256 === sha256) await into.keep(sha256);
    } finally {
      await file.close();
      await into.drop();
    }
  }

  return {
    place,
    part,
    /** Where it can be read; rejects where it is not there. */
    open: openKept,
    /** Size in bytes; undefined when it is not there. */
    sizeOf: async (sha256: string): Promise<number | undefined> =>
      (await sizeAt(place(sha256), headBytes)) ?? (key === undefined ? undefined : sizeAt(plainPlace(sha256), 0)),
    partSizeOf: async (sha256: string): Promise<number> => (await sizeAt(part(sha256), headBytes)) ?? 0,
    /** Reads all of it: whether the bytes are still those of its name. */
    intact: async (sha256: string): Promise<boolean> => (await digestOf(openKept(sha256))) === sha256,
    async keepPart(sha256: string): Promise<boolean> {
      const same = (await digestOf(openAt(part(sha256), key !== undefined))) === sha256;
      if (same) await keep(part(sha256), sha256);
      else await rm(part(sha256), { force: true });
      return same;
    },
    /** All files that count here. */
    async list(): Promise<readonly { readonly sha256: string; readonly size: number }[]> {
      const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}(\.sealed)?$/.test(name));
      const digests = [...new Set(names.map((name) => name.slice(0, 64)))];
      const found = await Promise.all(digests.map(async (sha256) => ({ sha256, size: await this.sizeOf(sha256) })));
      return found.flatMap(({ sha256, size }) => (size === undefined ? [] : [{ sha256, size }]));
    },
    async remove(sha256: string): Promise<void> {
      await rm(place(sha256), { force: true });
      if (key !== undefined) await rm(plainPlace(sha256), { force: true });
    },
    async openPart(sha256: string): Promise<OpenPart> {
      await mkdir(incoming, { recursive: true });
      const file = await open(part(sha256), key === undefined ? 'a' : 'a+', 0o600);
      try {
        const seal = await partSeal(file);
        const size = Math.max(0, (await file.stat()).size - headBytes);
        const sealing = seal?.from(size);
        return {
          size,
          append: (bytes) => file.appendFile(sealing === undefined ? bytes : sealing(bytes)),
          datasync: () => file.datasync(),
          close: () => file.close(),
        };
      } catch (cause) {
        await file.close();
        throw cause;
      }
    },
    receive,
    /** Encrypts what lay here before there was a key, one file after the other. */
    async sealAll(signal: AbortSignal): Promise<void> {
      if (key === undefined) return;
      for (const name of await readdir(folder)) {
        if (signal.aborted) return;
        if (/^[0-9a-f]{64}$/.test(name)) await sealOne(name, signal);
      }
    },

    /**
     * What was on its way in when the program ended last. Parts being read back stay for a week, to be gone on with.
     * @param now milliseconds since the epoch
     */
    async clear(now: number): Promise<void> {
      for (const name of await readdir(incoming).catch(() => [])) {
        const since = name.endsWith('.part') ? (await stat(join(incoming, name)).catch(absent))?.mtimeMs : undefined;
        const goesOn = since !== undefined && now - since < PART_LIFETIME_MS;
        if (!goesOn) await rm(join(incoming, name), { force: true });
      }
    },
  };

  /** Of one that a failing power left with a torn head nothing can be read: it begins anew. */
  async function partSeal(file: FileHandle): Promise<FileSeal | undefined> {
    if (key === undefined) return undefined;
    const found = await sealIn(file);
    if (found !== undefined) return found;
    const seal = newSeal(key);
    await file.truncate(0);
    await file.appendFile(seal.head);
    return seal;
  }
}
export type Shelf = ReturnType<typeof createShelf>;

/** A folder's own entries reach the disk by this; Windows has no such thing and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const absent = (cause: NodeJS.ErrnoException): undefined => {
  if (cause.code === 'ENOENT') return undefined;
  throw cause;
};
