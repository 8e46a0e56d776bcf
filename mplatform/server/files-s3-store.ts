import { type ReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type MetadataValue, S3Store } from '@tus/s3-store';
import { Upload } from '@tus/server';
import { ShelfUnavailable } from './files.ts';
import type { S3Place } from './files-place.ts';

/** The smallest that S3 takes for any but the last one, and all of them alike: some storages want that. Bytes. */
const PART = 5 * 1024 * 1024;
/** Uploads whose place in the storage is remembered; it never changes. */
const REMEMBERED = 1000;
/** Of a part that is not whole: how many bytes of whole ones come before it. */
const AFTER = 'after';
const CONNECT_MS = 3000;
const ANSWER_MS = 15_000;

const quiet = (): void => undefined;
const SILENT = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

export interface S3Object {
  readonly size: number;
  readonly type: string | undefined;
  readonly changedAt: number;
}

/**
 * The library's uploads, and what the shelf needs of the same storage beside them. Keys are whole, with the place's prefix.
 *
 * What is less than a part the library keeps as an object of its own, and deletes it before it writes what it became: a node that
 * is killed there would lose bytes that were acknowledged. Here it stays, and says after how many bytes of parts it comes; with
 * other parts before it, it is a leftover.
 */
export class S3Uploads extends S3Store {
  /** By upload: the bytes in parts, those that are on their way counted, and what waits for these. */
  readonly #parts = new Map<string, { bytes: number; onTheWay: Promise<unknown>[] }>();

  constructor({ bucket, endpoint, region }: S3Place) {
    super({
      partSize: PART,
      minPartSize: PART,
      useTags: false,
      cache: remembering(),
      s3ClientConfig: {
        bucket,
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
        ...(region === undefined ? {} : { region }),
        // Storages other than Amazon's do not know its newer checksums; content is checked by its SHA-256 anyway.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        // What goes wrong is thrown; standard error is the log's.
        logger: SILENT,
        requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
      },
    });
  }

  /** @throws what the storage says of a bucket that is not there or not ours */
  async reach(): Promise<void> {
    await asked(this.client.headBucket({ Bucket: this.bucket }));
  }

  async begin(key: string, size: number): Promise<void> {
    await asked(super.create(new Upload({ id: key, size, offset: 0 })));
  }

  /** Bytes that are there for good, all of them once the upload is one object; undefined where there is no such upload. */
  async reached(key: string): Promise<number | undefined> {
    // The library takes any failure here for an upload that is not there.
    const known = await present(this.getMetadata(key));
    if (known === undefined) return undefined;
    const { offset } = await asked(super.getUpload(key));
    this.#parts.delete(key);
    return offset;
  }

  /** Keeps what comes until it ends, however it ends; the new offset. */
  async take(key: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const written = super.write(Readable.from(whatComes(bytes), { objectMode: false }), key, offset);
    return asked(written.finally(() => this.#parts.delete(key)));
  }

  protected override async retrieveParts(key: string, after?: string) {
    const parts = await super.retrieveParts(key, after);
    if (after === undefined) this.#parts.set(key, { bytes: parts.reduce((sum, { Size = 0 }) => sum + Size, 0), onTheWay: [] });
    return parts;
  }

  protected override uploadPart(...[metadata, bytes, number]: Parameters<S3Store['uploadPart']>): Promise<string> {
    const sending = super.uploadPart(metadata, bytes, number);
    const known = this.#parts.get(metadata.file.id);
    if (known !== undefined) {
      known.bytes += Buffer.isBuffer(bytes) ? bytes.length : statSync((bytes as ReadStream).path).size;
      known.onTheWay.push(sending);
    }
    return sending;
  }

  protected override async uploadIncompletePart(key: string, bytes: Readable): Promise<string> {
    const { bytes: after = 0, onTheWay = [] } = this.#parts.get(key) ?? {};
    // The one that it replaces may be all that there is of bytes which these are to bring.
    await Promise.all(onTheWay);
    const put = { Bucket: this.bucket, Key: this.partKey(key, true), Body: bytes, Metadata: { [AFTER]: `${after}` } };
    return (await this.client.putObject(put)).ETag as string;
  }

  protected override async getIncompletePart(key: string): Promise<Readable | undefined> {
    const found = await present(this.client.getObject({ Bucket: this.bucket, Key: this.partKey(key, true) }));
    if (found?.Body === undefined) return undefined;
    if (this.#follows(key, found.Metadata)) return found.Body as Readable;
    (found.Body as Readable).destroy();
    return undefined;
  }

  protected override async getIncompletePartSize(key: string): Promise<number | undefined> {
    const found = await present(this.client.headObject({ Bucket: this.bucket, Key: this.partKey(key, true) }));
    return this.#follows(key, found?.Metadata) ? found?.ContentLength : undefined;
  }

  #follows(key: string, metadata: Readonly<Record<string, string>> | undefined): boolean {
    return metadata?.[AFTER] === `${this.#parts.get(key)?.bytes ?? 0}`;
  }

  /** With the upload as a whole; see above. */
  protected override async deleteIncompletePart(): Promise<void> {}

  /** All that there is of an upload, also where it was cut off while it was begun or dropped. */
  async forget(key: string): Promise<void> {
    const { Uploads = [] } = await asked(this.client.listMultipartUploads({ Bucket: this.bucket, Prefix: key }));
    for (const { Key, UploadId } of Uploads) {
      if (Key === key) await present(this.client.abortMultipartUpload({ Bucket: this.bucket, Key, UploadId }));
    }
    for (const one of [key, this.partKey(key, true), this.infoKey(key)]) await this.delete(one);
    await this.clearCache(key);
  }

  /** Nothing empty: the library sends that without its length, which storages refuse. */
  async put(key: string, text: string): Promise<void> {
    await asked(this.client.putObject({ Bucket: this.bucket, Key: key, Body: text }));
  }

  async text(key: string): Promise<string | undefined> {
    const found = await present(this.client.getObject({ Bucket: this.bucket, Key: key }));
    return found?.Body && asked(found.Body.transformToString());
  }

  async find(key: string): Promise<S3Object | undefined> {
    const found = await present(this.client.headObject({ Bucket: this.bucket, Key: key }));
    return found && { size: found.ContentLength ?? 0, type: found.ContentType, changedAt: found.LastModified?.getTime() ?? 0 };
  }

  /** @param range both ends included, in bytes */
  async open(key: string, range?: { readonly from: number; readonly to: number }) {
    const Range = range && `bytes=${range.from}-${range.to}`;
    const found = await present(
      this.client.getObject({ Bucket: this.bucket, Key: key, ...(Range === undefined ? {} : { Range }) }),
    );
    return found?.Body && { etag: found.ETag, bytes: found.Body as Readable };
  }

  /** Only what still is what it was when it was looked at: `etag`. */
  async copy(from: string, to: string, etag: string | undefined, type: string): Promise<void> {
    await asked(
      this.client.copyObject({
        Bucket: this.bucket,
        Key: to,
        CopySource: `${this.bucket}/${encodeURI(from)}`,
        ...(etag === undefined ? {} : { CopySourceIfMatch: etag }),
        ContentType: type,
        MetadataDirective: 'REPLACE',
      }),
    );
  }

  async delete(key: string): Promise<void> {
    await present(this.client.deleteObject({ Bucket: this.bucket, Key: key }));
  }

  /** Keys with this beginning, in their order, a page at a time. */
  async *keys(prefix: string): AsyncGenerator<string> {
    let from: string | undefined;
    do {
      const page = await asked(
        this.client.listObjectsV2({
          Bucket: this.bucket,
          Prefix: prefix,
          ...(from === undefined ? {} : { ContinuationToken: from }),
        }),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
      from = page.NextContinuationToken;
    } while (from !== undefined);
  }

  end(): void {
    this.client.destroy();
  }
}

/** A line that breaks ends what comes; it takes nothing with it that has come. */
async function* whatComes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of bytes) yield piece;
  } catch {
    return;
  }
}

/** Rights, or a bucket that is not there: it will be refused again. */
export class StorageRefused extends Error {
  readonly state: string;
  constructor(state: string) {
    super(`The storage of files refuses: ${state}`);
    this.state = state;
  }
}

interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
const ABSENT = ['NotFound', 'NoSuchKey', 'NoSuchUpload'];

/** Undefined for what is not there. */
async function present<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (cause) {
    if (ABSENT.includes((cause as Failure).name ?? '')) return undefined;
    throw failureOf(cause);
  }
}

async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw failureOf(cause);
  }
}

/** By its name alone: the whole answer may repeat what was signed. */
function failureOf(cause: unknown): Error {
  const { name = '', code, $metadata } = cause as Failure;
  const status = $metadata?.httpStatusCode ?? 0;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return refused ? new StorageRefused(`${name} ${status}`) : new ShelfUnavailable(code ?? name);
}

function remembering() {
  const values = new Map<string, MetadataValue>();
  return {
    get: async (key: string) => values.get(key),
    async set(key: string, value: MetadataValue) {
      const [oldest] = values.keys();
      if (values.size >= REMEMBERED && oldest !== undefined) values.delete(oldest);
      values.set(key, value);
    },
    async delete(key: string) {
      values.delete(key);
    },
  };
}
