import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, type Stats } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DOCUMENT_HEAD_BYTES, documentTypeOf } from '../../domain/document-file.ts';
import { rowId, sha256 } from '../../domain/model/index.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type CallProblem, refuseCall } from './context.ts';
import { type FileShelf, MAX_OPEN_UPLOADS, type NewUpload, type ShelvedFile } from './files.ts';
import { isUploadId as isId, type NotedUpload, notedUpload } from './files-note.ts';
import type { NodeLocks } from './node-locks.ts';

const isDigest = (text: string): boolean => sha256.safeParse(text).success;

/**
 * A shelf in a folder: `SHA256` for a file that counts, `held/DEALER/SHA256` for who has shown it, `unfinished/ID` and
 * `unfinished/ID.json` for an upload, `open/DEVICE/ID` while it is not finished. The offset of an upload is the length of its file:
 * nothing else could be truer.
 *
 * @param nodes where several nodes share the folder: what they do to one upload is kept apart by these locks, not by the file system's
 */
export function folderShelf(folder: string, nodes?: NodeLocks): FileShelf {
  const place = (digest: string) => join(folder, digest);
  const marker = (digest: string, dealerId: string) => join(folder, 'held', dealerId, digest);
  const part = (id: string) => join(folder, 'unfinished', id);
  const note = (id: string) => `${part(id)}.json`;
  const openMark = (deviceId: string, id: string) => join(folder, 'open', rowId.parse(deviceId), id);

  async function find(digest: string): Promise<ShelvedFile | undefined> {
    if (!isDigest(digest)) return undefined;
    const found = await seen(place(digest));
    const type = found?.isFile() ? documentTypeOf(await headOf(place(digest))) : undefined;
    return found && type && { sha256: digest, size: found.size, type };
  }

  async function hold(digest: string, dealerId: string): Promise<void> {
    await writeWhole(marker(digest, rowId.parse(dealerId)), '');
  }

  const holds = async (digest: string, dealerId: string): Promise<boolean> =>
    isDigest(digest) && rowId.safeParse(dealerId).success && (await stat(marker(digest, dealerId)).catch(absent)) !== undefined;

  async function noteOf(id: string): Promise<NotedUpload | undefined> {
    const text = isId(id) ? await readFile(note(id), 'utf8').catch(absent) : undefined;
    return text === undefined ? undefined : notedUpload.parse(JSON.parse(text));
  }

  async function drop(id: string, known?: NotedUpload): Promise<void> {
    if (!isId(id)) return;
    const noted = known ?? (await noteOf(id).catch(() => undefined));
    if (noted !== undefined) await rm(openMark(noted.deviceId, id), { force: true });
    await rm(note(id), { force: true });
    await rm(part(id), { force: true });
  }

  /** The upload's file becomes the file that counts. Doing it again after a crash anywhere in between does no harm. */
  async function finish(upload: NotedUpload): Promise<Result<null, CallProblem>> {
    const { id, sha256: digest, type } = upload;
    if ((await seen(part(id))) !== undefined) {
      // A node that was cut off may still write to the file that it has open: what is checked is one that nobody else has.
      const checked = nodes === undefined ? part(id) : await copyOf(part(id), `${part(id)}.${randomUUID()}`);
      const refused = await wrong(checked, digest, type);
      if (refused !== undefined) {
        await rm(checked, { force: true });
        await drop(id, upload);
        return refuseCall(refused);
      }
      // What a full disk or a killed server left behind may be in memory only, and would be gone with the power.
      await syncFile(checked);
      await rename(checked, place(digest));
      await syncFolder(folder);
      await rm(part(id), { force: true });
    } else if ((await seen(place(digest)))?.size !== upload.size) {
      // Neither the upload nor what would have become of it: the folder was emptied, or put back from a copy.
      await drop(id, upload);
      return refuseCall('files.upload-unknown');
    }
    await hold(digest, upload.dealerId);
    await writeWhole(note(id), JSON.stringify({ ...upload, finished: true } satisfies NotedUpload));
    await rm(openMark(upload.deviceId, id), { force: true });
    return ok(null);
  }

  async function upload(id: string): ReturnType<FileShelf['upload']> {
    const known = await noteOf(id);
    if (known === undefined) return ok(undefined);
    if (known.finished) return ok({ ...known, offset: known.size });
    // Without its file it was cut off after the last check, just before it was noted as finished.
    const offset = (await seen(part(id)))?.size ?? known.size;
    if (offset < known.size) return ok({ ...known, offset });
    const finished = await finish(known);
    return finished.ok ? ok({ ...known, offset }) : finished;
  }

  async function openOf(deviceId: string): Promise<number> {
    const marks = await idsIn(join(folder, 'open', rowId.parse(deviceId)));
    if (marks.length < MAX_OPEN_UPLOADS) return marks.length;
    const known = await Promise.all(marks.map(noteOf));
    // Marks of what was never begun, or finished when the power went.
    for (const [i, id] of marks.entries()) if (known[i]?.finished !== false) await rm(openMark(deviceId, id), { force: true });
    return known.filter((n) => n?.finished === false).length;
  }

  return {
    nodes,
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
        if (!whole) {
          await mkdir(join(folder, 'open', deviceId), { recursive: true });
          await writeFile(openMark(deviceId, id), '', { mode: 0o600 });
          await writeFile(part(id), '', { flag: 'wx', mode: 0o600 });
        }
        await writeWhole(note(id), JSON.stringify({ ...announced, finished: whole } satisfies NotedUpload));
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
      const names = Map.groupBy(await namesIn(join(folder, 'unfinished')), (name) => name.slice(0, 36));
      // In the order in which they were begun, as their ids are: what comes after the first that may stay may stay, too.
      for (const [id, own] of [...names].filter(([name]) => isId(name)).sort(([a], [b]) => (a < b ? -1 : 1))) {
        const known = await noteOf(id).catch(() => undefined);
        const since = known?.createdAt ?? (await seen(part(id)))?.mtimeMs ?? 0;
        if (since >= before) return;
        await drop(id, known);
        for (const name of own) await rm(join(folder, 'unfinished', name), { force: true });
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

/** Asked of the open file: over a network that is what brings its present length. */
async function seen(file: string): Promise<Stats | undefined> {
  const handle = await open(file, 'r').catch(absent);
  return handle?.stat().finally(() => handle.close());
}

async function copyOf(file: string, to: string): Promise<string> {
  await copyFile(file, to, constants.COPYFILE_EXCL);
  return to;
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

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
const idsIn = async (folder: string): Promise<readonly string[]> => (await namesIn(folder)).filter(isId);

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
