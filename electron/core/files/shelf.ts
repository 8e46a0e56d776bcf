import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadAt } from '../../../domain/document-content.ts';

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

/** As long as M/platform keeps an unfinished upload. */
const PART_LIFETIME_MS = 7 * 86_400_000;

/** The device's own files, addressed by content, in the folder of one mode. */
export function createShelf(folder: string) {
  const place = (sha256: string) => join(folder, sha256);
  const incoming = join(folder, 'incoming');
  const part = (sha256: string) => join(incoming, `${sha256}.part`);

  async function keep(from: string, sha256: string): Promise<void> {
    await rename(from, place(sha256));
    await syncFolder(folder);
  }

  return {
    place,
    part,
    /** Size in bytes; undefined when it is not there. */
    sizeOf: async (sha256: string): Promise<number | undefined> => (await stat(place(sha256)).catch(absent))?.size,
    partSizeOf: async (sha256: string): Promise<number> => (await stat(part(sha256)).catch(absent))?.size ?? 0,
    /** Reads all of it: whether the bytes are still those of its name. */
    intact: async (sha256: string): Promise<boolean> => (await digestOf(place(sha256))) === sha256,
    async keepPart(sha256: string): Promise<boolean> {
      const same = (await digestOf(part(sha256))) === sha256;
      if (same) await keep(part(sha256), sha256);
      else await rm(part(sha256), { force: true });
      return same;
    },
    /** All files that count here. */
    async list(): Promise<readonly { readonly sha256: string; readonly size: number }[]> {
      const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
      const found = await Promise.all(
        names.map(async (sha256) => ({ sha256, size: (await stat(place(sha256)).catch(absent))?.size })),
      );
      return found.flatMap(({ sha256, size }) => (size === undefined ? [] : [{ sha256, size }]));
    },
    remove: (sha256: string): Promise<void> => rm(place(sha256), { force: true }),
    async openPart(sha256: string): Promise<FileHandle> {
      await mkdir(incoming, { recursive: true });
      return open(part(sha256), 'a', 0o600);
    },

    async receive(): Promise<Incoming> {
      await mkdir(incoming, { recursive: true });
      const path = join(incoming, `${randomUUID()}.new`);
      const file = await open(path, 'wx', 0o600);
      const hash = createHash('sha256');
      let size = 0;
      let open_ = true;
      const close = async (): Promise<void> => {
        if (open_) await file.close();
        open_ = false;
      };
      return {
        size: () => size,
        async append(bytes) {
          await file.appendFile(bytes);
          hash.update(bytes);
          size += bytes.length;
        },
        async end() {
          await file.datasync();
          await close();
          return { sha256: hash.digest('hex'), size };
        },
        async look(work) {
          const reading = await open(path, 'r');
          try {
            return await work(async (from, length) => {
              const { buffer, bytesRead } = await reading.read(Buffer.alloc(length), 0, length, from);
              return buffer.subarray(0, bytesRead);
            });
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
}
export type Shelf = ReturnType<typeof createShelf>;

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  } catch (cause) {
    return absent(cause as NodeJS.ErrnoException);
  }
  return hash.digest('hex');
}

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
