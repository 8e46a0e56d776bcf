import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { DOCUMENT_HEAD_BYTES, DOCUMENT_TYPES, documentTypeOf } from '../../domain/document-file.ts';
import { rowId, sha256 } from '../../domain/model/index.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type CallProblem, refuseCall } from './context.ts';
import { type FileShelf, MAX_OPEN_UPLOADS, type NewUpload, type ShelvedFile } from './files.ts';

const noted = z.object({
  id: z.string(),
  sha256,
  size: z.int().positive(),
  type: z.enum(DOCUMENT_TYPES),
  dealerId: rowId,
  deviceId: z.string(),
  createdAt: z.number(),
  finished: z.boolean(),
});
type Noted = z.output<typeof noted>;

const isDigest = (text: string): boolean => sha256.safeParse(text).success;
const isId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

/**
 * A shelf in a folder: `SHA256` for a file that counts, `held/DEALER/SHA256` for who has shown it, `unfinished/ID` and
 * `unfinished/ID.json` for an upload. The offset of an upload is the length of its file: nothing else could be truer.
 */
export function folderShelf(folder: string): FileShelf {
  const place = (digest: string) => join(folder, digest);
  const marker = (digest: string, dealerId: string) => join(folder, 'held', dealerId, digest);
  const part = (id: string) => join(folder, 'unfinished', id);
  const note = (id: string) => `${part(id)}.json`;

  async function find(digest: string): Promise<ShelvedFile | undefined> {
    if (!isDigest(digest)) return undefined;
    const found = await stat(place(digest)).catch(absent);
    const type = found?.isFile() ? documentTypeOf(await headOf(place(digest))) : undefined;
    return found && type && { sha256: digest, size: found.size, type };
  }

  async function hold(digest: string, dealerId: string): Promise<void> {
    await writeWhole(marker(digest, rowId.parse(dealerId)), '');
  }

  const holds = async (digest: string, dealerId: string): Promise<boolean> =>
    isDigest(digest) && rowId.safeParse(dealerId).success && (await stat(marker(digest, dealerId)).catch(absent)) !== undefined;

  async function noteOf(id: string): Promise<Noted | undefined> {
    const text = isId(id) ? await readFile(note(id), 'utf8').catch(absent) : undefined;
    return text === undefined ? undefined : noted.parse(JSON.parse(text));
  }

  async function drop(id: string): Promise<void> {
    if (!isId(id)) return;
    await rm(note(id), { force: true });
    await rm(part(id), { force: true });
  }

  /** The upload's file becomes the file that counts. Doing it again after a crash anywhere in between does no harm. */
  async function finish(upload: Noted): Promise<Result<null, CallProblem>> {
    const { id, sha256: digest, type } = upload;
    if ((await stat(part(id)).catch(absent)) !== undefined) {
      const refused = await wrong(part(id), digest, type);
      if (refused !== undefined) {
        await drop(id);
        return refuseCall(refused);
      }
      // What a full disk or a killed server left behind may be in memory only, and would be gone with the power.
      await syncFile(part(id));
      await rename(part(id), place(digest));
      await syncFolder(folder);
    }
    await hold(digest, upload.dealerId);
    await writeWhole(note(id), JSON.stringify({ ...upload, finished: true } satisfies Noted));
    return ok(null);
  }

  async function upload(id: string): ReturnType<FileShelf['upload']> {
    const known = await noteOf(id);
    if (known === undefined) return ok(undefined);
    if (known.finished) return ok({ ...known, offset: known.size });
    // Without its file it was cut off after the last check, just before it was noted as finished.
    const offset = (await stat(part(id)).catch(absent))?.size ?? known.size;
    if (offset < known.size) return ok({ ...known, offset });
    const finished = await finish(known);
    return finished.ok ? ok({ ...known, offset }) : finished;
  }

  async function openOf(deviceId: string): Promise<number> {
    const all = await Promise.all((await idsIn(join(folder, 'unfinished'))).map(noteOf));
    return all.filter((n) => n?.deviceId === deviceId && !n.finished).length;
  }

  return {
    find,
    hold,
    drop,
    upload,
    async has(digest, size, dealerId) {
      return (await find(digest))?.size === size && (await holds(digest, dealerId));
    },
    async held(digest, dealerId) {
      return (await holds(digest, dealerId)) ? find(digest) : undefined;
    },
    read: (digest, from, to) => createReadStream(place(digest), { start: from, end: to }),

    async create(announced: NewUpload, whole) {
      const { id, deviceId } = announced;
      if (!whole && (await openOf(deviceId)) >= MAX_OPEN_UPLOADS) return refuseCall('files.too-many', { max: MAX_OPEN_UPLOADS });
      return withSpace(async () => {
        await mkdir(join(folder, 'unfinished'), { recursive: true });
        if (!whole) await writeFile(part(id), '', { flag: 'wx', mode: 0o600 });
        await writeWhole(note(id), JSON.stringify({ ...announced, finished: whole } satisfies Noted));
        return ok(null);
      });
    },

    async append(id, offset, bytes) {
      return withSpace(async () => {
        const file = await open(part(id), 'r+');
        let reached = offset;
        try {
          reached = await take(file, offset, bytes);
        } finally {
          await file.datasync();
          await file.close();
        }
        const known = await noteOf(id);
        if (known === undefined || reached < known.size) return ok(reached);
        const finished = await finish(known);
        return finished.ok ? ok(reached) : finished;
      });
    },

    async expire(before) {
      for (const id of await idsIn(join(folder, 'unfinished'))) {
        const known = await noteOf(id).catch(() => undefined);
        const since = known?.createdAt ?? (await stat(part(id)).catch(absent))?.mtimeMs ?? 0;
        if (since < before) await drop(id);
      }
    },
  };
}

/** What has come stays when the line breaks: the client goes on after it. */
async function take(file: FileHandle, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let at = offset;
  const pieces = bytes[Symbol.asyncIterator]();
  for (;;) {
    const next = await pieces.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done) return at;
    let from = 0;
    while (from < next.value.length) {
      const { bytesWritten } = await file.write(next.value, from, next.value.length - from, at);
      from += bytesWritten;
      at += bytesWritten;
    }
  }
}

async function wrong(file: string, digest: string, type: string) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  if (hash.digest('hex') !== digest) return 'files.digest-differs';
  return documentTypeOf(await headOf(file)) === type ? undefined : 'files.type-differs';
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(DOCUMENT_HEAD_BYTES), 0, DOCUMENT_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** All or nothing, also when the power fails: written beside it, brought to the disk, then given its name. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(dirname(file));
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.datasync().finally(() => handle.close());
}

/** A folder's own entries reach the disk by this; Windows has no such thing and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const idsIn = async (folder: string): Promise<readonly string[]> => [
  ...new Set((await readdir(folder).catch(() => [])).map((name) => name.slice(0, 36)).filter(isId)),
];

async function withSpace<T>(work: () => Promise<Result<T, CallProblem>>): Promise<Result<T, CallProblem>> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause;
    return refuseCall('files.no-space');
  }
}

const absent = (cause: NodeJS.ErrnoException): undefined => {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
  throw cause;
};
