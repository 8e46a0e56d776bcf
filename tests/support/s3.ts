import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * For tests: as much of S3 as the shelf uses, over real HTTP, with what real storages insist on: signatures (version 4, of headers and
 * of the payload where it is signed), a length, parts of at least 5 MiB but for the last, ETags, conditions of copies, pages of lists. Everything in memory.
 */
export interface TestStorage {
  readonly endpoint: string;
  readonly bucket: string;
  /** For the environment of whoever is to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** Uploads that were begun and neither completed nor aborted. */
  readonly uploads: ReadonlyMap<string, unknown>;
  /** Method and key of each call, and its status. */
  readonly calls: string[];
  /** As another program would put it there. */
  place(key: string, bytes: Buffer, type: string): void;
  /** Answers with this status, or not at all, until told otherwise. */
  fail(how: 'unavailable' | 'forbidden' | undefined): void;
  close(): Promise<void>;
}

interface StoredObject {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly changedAt: Date;
}
interface Begun {
  readonly key: string;
  readonly type: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

const MIN_PART = 5 * 1024 * 1024;
/** So small that a handful of keys makes two pages. */
const LIST_PAGE = 3;
const md5 = (bytes: Buffer | string): string => createHash('md5').update(bytes).digest('hex');
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}
const xml = (text: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`),
});

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export async function startStorage(): Promise<TestStorage> {
  const bucket = 'technik-pliki';
  const keyId = 'AKTESTTESTTEST';
  const secret = `secret-${randomUUID()}`;
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Begun>();
  const calls: string[] = [];
  let failing: 'unavailable' | 'forbidden' | undefined;

  function put(key: string, bytes: Buffer, type: string, meta: Record<string, string>, etag = `"${md5(bytes)}"`): StoredObject {
    const made = { bytes, type, etag, meta, changedAt: new Date() };
    objects.set(key, made);
    return made;
  }

  function get(key: string): StoredObject {
    const found = objects.get(key);
    if (found === undefined) throw new Refusal(404, 'NoSuchKey');
    return found;
  }
  function begun(query: URLSearchParams, key: string): Begun {
    const found = uploads.get(query.get('uploadId') ?? '');
    if (found === undefined || found.key !== key) throw new Refusal(404, 'NoSuchUpload');
    return found;
  }

  function serve(request: IncomingMessage, url: URL, body: Buffer): Answer {
    const { method = '', headers } = request;
    const [, named = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const key = path.join('/');
    const query = url.searchParams;
    if (named !== bucket) throw new Refusal(404, 'NoSuchBucket');
    const type = headers['content-type'] ?? 'binary/octet-stream';
    const meta = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [])),
    );

    if (key === '' && method === 'HEAD') return { status: 200 };
    if (key === '' && method === 'GET' && query.has('uploads')) {
      const prefix = query.get('prefix') ?? '';
      const found = [...uploads].filter(([, u]) => u.key.startsWith(prefix));
      return xml(
        `<ListMultipartUploadsResult>${found.map(([id, u]) => `<Upload><Key>${u.key}</Key><UploadId>${id}</UploadId></Upload>`).join('')}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`,
      );
    }
    if (key === '' && method === 'GET') {
      const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
      const found = [...objects.keys()].filter((k) => k.startsWith(prefix) && k > after).sort();
      const page = found.slice(0, LIST_PAGE);
      const more = found.length > page.length;
      return xml(
        `<ListBucketResult>${page.map((k) => `<Contents><Key>${k}</Key></Contents>`).join('')}<IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}</ListBucketResult>`,
      );
    }
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, { key, type, meta, parts: new Map() });
      return xml(`<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (method === 'PUT' && query.has('partNumber')) {
      const part = { bytes: body, etag: `"${md5(body)}"` };
      begun(query, key).parts.set(Number(query.get('partNumber')), part);
      return { status: 200, headers: { etag: part.etag } };
    }
    if (method === 'GET' && query.has('uploadId')) {
      const parts = [...begun(query, key).parts].sort(([a], [b]) => a - b);
      return xml(
        `<ListPartsResult>${parts.map(([n, p]) => `<Part><PartNumber>${n}</PartNumber><ETag>${p.etag}</ETag><Size>${p.bytes.length}</Size></Part>`).join('')}<IsTruncated>false</IsTruncated></ListPartsResult>`,
      );
    }
    if (method === 'POST' && query.has('uploadId')) {
      const upload = begun(query, key);
      const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) => Number(n));
      const parts = wanted.map((n) => upload.parts.get(n)?.bytes ?? Buffer.alloc(0));
      if (parts.slice(0, -1).some((bytes) => bytes.length < MIN_PART)) throw new Refusal(400, 'EntityTooSmall');
      const whole = Buffer.concat(parts);
      put(key, whole, upload.type, upload.meta, `"${md5(whole)}-${parts.length}"`);
      uploads.delete(query.get('uploadId') ?? '');
      return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
    }
    if (method === 'DELETE' && query.has('uploadId')) {
      begun(query, key);
      uploads.delete(query.get('uploadId') ?? '');
      return { status: 204 };
    }
    const source = headers['x-amz-copy-source'];
    if (method === 'PUT' && typeof source === 'string') {
      const [, ...from] = decodeURIComponent(source).replace(/^\//, '').split('/');
      const found = get(from.join('/'));
      const wanted = headers['x-amz-copy-source-if-match'];
      if (wanted !== undefined && wanted !== found.etag) throw new Refusal(412, 'PreconditionFailed');
      const copied = put(key, found.bytes, headers['x-amz-metadata-directive'] === 'REPLACE' ? type : found.type, meta);
      return xml(`<CopyObjectResult><ETag>${copied.etag}</ETag></CopyObjectResult>`);
    }
    if (headers['content-length'] === undefined && method === 'PUT') throw new Refusal(411, 'MissingContentLength');
    if (method === 'PUT') return { status: 200, headers: { etag: put(key, body, type, meta).etag } };
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    if (method !== 'GET' && method !== 'HEAD') throw new Refusal(501, 'NotImplemented');
    const { bytes, changedAt, ...found } = get(key);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
    return {
      status: from === undefined ? 200 : 206,
      headers: {
        ...found.meta,
        'content-type': found.type,
        'content-length': part.length,
        etag: found.etag,
        'last-modified': changedAt.toUTCString(),
      },
      body: part,
    };
  }

  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const url = new URL(request.url ?? '/', 'http://storage');
    response.once('finish', () => calls.push(`${request.method} ${url.pathname}${url.search} ${response.statusCode}`));
    const { status, headers = {}, body: said } = answer(request, url, body);
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : said);
  });

  function answer(request: IncomingMessage, url: URL, body: Buffer): Answer {
    try {
      if (failing === 'unavailable') throw new Refusal(503, 'SlowDown');
      if (failing === 'forbidden' || !signedBy(request, url, body, keyId, secret))
        throw new Refusal(403, 'SignatureDoesNotMatch');
      return serve(request, url, body);
    } catch (cause) {
      const { status, code } = cause instanceof Refusal ? cause : new Refusal(500, 'InternalError');
      return { ...xml(`<Error><Code>${code}</Code></Error>`), status };
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    env: { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret },
    objects,
    uploads,
    calls,
    place: (key, bytes, type) => void put(key, bytes, type, {}),
    fail(how) {
      failing = how;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** AWS Signature Version 4 in the Authorization header, and the payload's own digest. */
function signedBy({ method = '', headers }: IncomingMessage, url: URL, body: Buffer, keyId: string, secret: string): boolean {
  const said =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w{64})$/.exec(
      headers.authorization ?? '',
    );
  const payload = String(headers['x-amz-content-sha256']);
  if (said === null || said[1] !== keyId || (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body))) return false;
  const [, , day = '', region = '', names = '', signature = ''] = said;
  const strict = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${strict(name)}=${strict(value)}`).sort();
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const canonical = [method, url.pathname, query.join('&'), signed.join(''), names, payload].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (made, piece) => createHmac('sha256', made).update(piece).digest(),
    `AWS4${secret}`,
  );
  return timingSafeEqual(createHmac('sha256', key).update(text).digest(), Buffer.from(signature, 'hex'));
}
