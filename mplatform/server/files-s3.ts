import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as z from 'zod';
import { DOCUMENT_HEAD_BYTES, DOCUMENT_TYPES, documentTypeOf } from '../../domain/document-file.ts';
import { rowId, sha256 } from '../../domain/model/index.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type CallProblem, refuseCall } from './context.ts';
import { type FileShelf, MAX_OPEN_UPLOADS, type ShelvedFile } from './files.ts';
import { isUploadId, type NotedUpload, notedUpload } from './files-note.ts';
import type { S3Place } from './files-place.ts';
import { S3Uploads } from './files-s3-store.ts';
import type { NodeLocks } from './node-locks.ts';

const isDigest = (text: string): boolean => sha256.safeParse(text).success;
/** What stands in an object whose key says everything. */
const MARK = '1';
const documentType = z.enum(DOCUMENT_TYPES);

/**
 * A shelf in an S3-compatible storage: `SHA256` for a file that counts, `held/DEALER/SHA256` for who has shown it, `uploads/ID.json`
 * for an upload, `unfinished/ID` (and `.info`, `.part`, the library's own) for its bytes, `open/DEVICE/ID` while it is not finished.
 *
 * Bytes count in an upload from when the storage has them; a file, once all of it was read back and its digest made, by a copy within the
 * storage of exactly that object. A node that was cut off can spoil an upload, which then is sent again, but no file.
 */
export async function openS3Shelf(place: S3Place, nodes?: NodeLocks): Promise<FileShelf & { close(): void }> {
  const storage = new S3Uploads(place);
  await storage.reach();
  const key = (name: string): string => place.prefix + name;
  const file = (digest: string) => key(digest);
  const marker = (digest: string, dealerId: string) => key(`held/${rowId.parse(dealerId)}/${digest}`);
  const part = (id: string) => key(`unfinished/${id}`);
  const note = (id: string) => key(`uploads/${id}.json`);
  const openMark = (deviceId: string, id: string) => key(`open/${rowId.parse(deviceId)}/${id}`);

  async function find(digest: string): Promise<ShelvedFile | undefined> {
    const found = isDigest(digest) ? await storage.find(file(digest)) : undefined;
    const said = documentType.safeParse(found?.type).data;
    // What was copied here from a folder has the type that the copying program took it for.
    const type = found === undefined ? undefined : (said ?? documentTypeOf(await headOf(file(digest))));
    return found && type && { sha256: digest, size: found.size, type };
  }

  async function headOf(at: string): Promise<Buffer> {
    const found = await storage.open(at, { from: 0, to: DOCUMENT_HEAD_BYTES - 1 });
    return found === undefined ? Buffer.alloc(0) : Buffer.concat(await found.bytes.toArray());
  }

  const hold = (digest: string, dealerId: string): Promise<void> => storage.put(marker(digest, dealerId), MARK);
  const holds = async (digest: string, dealerId: string): Promise<boolean> =>
    isDigest(digest) && rowId.safeParse(dealerId).success && (await storage.find(marker(digest, dealerId))) !== undefined;

  async function noteOf(id: string): Promise<NotedUpload | undefined> {
    const text = isUploadId(id) ? await storage.text(note(id)) : undefined;
    return text === undefined ? undefined : notedUpload.parse(JSON.parse(text));
  }
  const keepNote = (upload: NotedUpload): Promise<void> => storage.put(note(upload.id), JSON.stringify(upload));

  /** The note last: as long as it is there, whoever looks for what has ended finds the rest. */
  async function drop(id: string, known?: NotedUpload): Promise<void> {
    if (!isUploadId(id)) return;
    const noted = known ?? (await noteOf(id));
    if (noted === undefined) return;
    await storage.forget(part(id));
    await storage.delete(openMark(noted.deviceId, id));
    await storage.delete(note(id));
  }

  /** The upload's object becomes the file that counts. Doing it again after a crash anywhere in between does no harm. */
  async function finish(upload: NotedUpload): Promise<Result<null, CallProblem>> {
    const { id, sha256: digest, type } = upload;
    const looked = await lookAt(part(id), upload);
    if (typeof looked === 'string') {
      await drop(id, upload);
      return refuseCall(looked);
    }
    await storage.copy(part(id), file(digest), looked.etag, type);
    await hold(digest, upload.dealerId);
    await keepNote({ ...upload, finished: true });
    await storage.forget(part(id));
    await storage.delete(openMark(upload.deviceId, id));
    return ok(null);
  }

  /** Reads all of it: whatever a node believes to have written, this is what is there. */
  async function lookAt(at: string, { sha256: digest, type, size }: ShelvedFile) {
    const found = await storage.open(at);
    if (found === undefined) return 'files.upload-unknown';
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    let length = 0;
    for await (const piece of found.bytes as AsyncIterable<Buffer>) {
      hash.update(piece);
      if (head.length < DOCUMENT_HEAD_BYTES) head = Buffer.concat([head, piece]);
      length += piece.length;
    }
    if (length !== size || hash.digest('hex') !== digest) return 'files.digest-differs';
    return documentTypeOf(head.subarray(0, DOCUMENT_HEAD_BYTES)) === type ? { etag: found.etag } : 'files.type-differs';
  }

  async function upload(id: string): ReturnType<FileShelf['upload']> {
    const known = await noteOf(id);
    if (known === undefined) return ok(undefined);
    if (known.finished) return ok({ ...known, offset: known.size });
    const offset = await storage.reached(part(id));
    if (offset === undefined) {
      await drop(id, known);
      return ok(undefined);
    }
    if (offset < known.size) return ok({ ...known, offset });
    const finished = await finish(known);
    return finished.ok ? ok({ ...known, offset: known.size }) : finished;
  }

  async function openOf(deviceId: string): Promise<number> {
    const marks: string[] = [];
    for await (const one of storage.keys(openMark(deviceId, ''))) marks.push(one);
    if (marks.length < MAX_OPEN_UPLOADS) return marks.length;
    let open = 0;
    for (const mark of marks) {
      // Of what was finished, or never begun, when the node ended.
      if ((await noteOf(mark.slice(-36)))?.finished === false) open += 1;
      else await storage.delete(mark);
    }
    return open;
  }

  return {
    nodes,
    find,
    hold,
    drop,
    upload,
    close: () => storage.end(),
    async has(digest, size, dealerId) {
      return (await find(digest))?.size === size && (await holds(digest, dealerId));
    },
    async held(digest, dealerId) {
      return (await holds(digest, dealerId)) ? find(digest) : undefined;
    },
    read(digest, from, to) {
      async function* bytes(): AsyncGenerator<Uint8Array> {
        const found = await storage.open(file(digest), { from, to });
        if (found === undefined) throw new Error('A file is gone from the storage');
        yield* found.bytes as AsyncIterable<Uint8Array>;
      }
      return Readable.from(bytes(), { objectMode: false });
    },

    async create(announced, whole) {
      const { id, deviceId, size } = announced;
      if (!whole && (await openOf(deviceId)) >= MAX_OPEN_UPLOADS) return refuseCall('files.too-many', { max: MAX_OPEN_UPLOADS });
      // First: what nobody noted nobody would ever end.
      await keepNote({ ...announced, finished: whole });
      if (whole) return ok(null);
      await storage.put(openMark(deviceId, id), MARK);
      await storage.begin(part(id), size);
      return ok(null);
    },

    async append(id, offset, bytes) {
      const reached = await storage.take(part(id), offset, bytes);
      const known = await noteOf(id);
      if (known === undefined || reached < known.size) return ok(reached);
      const finished = await finish(known);
      return finished.ok ? ok(reached) : finished;
    },

    async expire(before) {
      // In the order in which they were begun, as their ids are: what comes after the first that may stay may stay, too.
      for await (const one of storage.keys(key('uploads/'))) {
        const id = one.slice(key('uploads/').length, -'.json'.length);
        const known = await noteOf(id);
        if (known === undefined) continue;
        if (known.createdAt >= before) return;
        await drop(id, known);
      }
    },
  };
}
