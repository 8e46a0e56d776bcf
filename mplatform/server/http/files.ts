import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_DOCUMENT_BYTES } from '../../../domain/document-file.ts';
import type { TextKey } from '../../../domain/text.ts';
import { type Call, calls } from '../../contract/paths.ts';
import { fileParams } from '../../contract/schemas.ts';
import { authenticate } from '../auth.ts';
import type { Caller, CallProblem, ServerContext } from '../context.ts';
import { type FileShelf, type ShelvedFile, UPLOAD_LIFETIME_MS } from '../files.ts';
import { createTus, type TusAnswer } from '../files-tus.ts';
import { fileNameFor } from '../visibility.ts';
import { sendProblem } from './app.ts';
import { byteRange, dispositionOf } from './files-headers.ts';

type Serve = (request: FastifyRequest, reply: FastifyReply, caller: Caller) => Promise<FastifyReply>;

/** How often unfinished uploads that ended are looked for, when somebody begins one. */
const SWEEP_MS = 3_600_000;

/** `/v1/files`: uploads by tus, and files by their digest. */
export async function addFileRoutes(app: FastifyInstance, context: ServerContext, shelf: FileShelf): Promise<void> {
  const tus = createTus(context, shelf);
  let sweptAt = Number.NEGATIVE_INFINITY;

  const upload: Serve = async (request, reply, caller) => {
    if (request.method === 'POST' && context.clock.now() - sweptAt > SWEEP_MS) {
      sweptAt = context.clock.now();
      await shelf.expire(sweptAt - UPLOAD_LIFETIME_MS);
    }
    return sendTus(request, reply, await tus(webRequest(request), caller));
  };

  const known: Serve = async (request, reply, caller) => {
    const sha256 = fileParams.safeParse(request.params).data?.sha256 ?? '';
    const { dealerId } = caller.technician;
    const held = await shelf.held(sha256, dealerId);
    const file = held ?? (await shared(sha256, caller))?.file;
    if (file === undefined) return sendProblem(request, reply, unknownFile(sha256));
    // Who may read it may attach it elsewhere without sending it here a second time.
    if (held === undefined) await shelf.hold(sha256, dealerId);
    return describe(reply, file)
      .headers({ 'tus-resumable': '1.0.0', 'upload-offset': file.size, 'upload-length': file.size, 'content-length': file.size })
      .send();
  };

  const read: Serve = async (request, reply, caller) => {
    const sha256 = fileParams.safeParse(request.params).data?.sha256 ?? '';
    const found = await shared(sha256, caller);
    if (found === undefined) return sendProblem(request, reply, unknownFile(sha256));
    const { file, name } = found;
    describe(reply, file).header('content-disposition', dispositionOf(name, file.type));
    if (request.headers['if-none-match'] === etagOf(file)) return reply.code(304).send();
    const ifRange = request.headers['if-range'];
    const range = ifRange === undefined || ifRange === etagOf(file) ? byteRange(request.headers.range, file.size) : 'whole';
    if (range === 'impossible') {
      reply.header('content-range', `bytes */${file.size}`);
      return sendProblem(request, reply.removeHeader('content-disposition'), { code: 'files.range-impossible', params: {} });
    }
    const { from, to } = range === 'whole' ? { from: 0, to: file.size - 1 } : range;
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${from}-${to}/${file.size}`);
    return reply.header('content-length', to - from + 1).send(shelf.read(sha256, from, to));
  };

  /** A file that this technician may read; see `visibility.ts`. */
  async function shared(sha256: string, { technician }: Caller) {
    const name = await context.store.read((tx) => fileNameFor(tx, technician, sha256));
    const file = name === undefined ? undefined : await shelf.find(sha256);
    return file && name !== undefined ? { file, name } : undefined;
  }

  await app.register(async (scope) => {
    // What comes here is bytes for the shelf, however they are called; nothing is to read them before it does.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    const add = ({ method, path }: Call, serve: Serve): void => {
      scope.route({
        method,
        url: path.replace(/\{(\w+)\}/g, ':$1'),
        exposeHeadRoute: false,
        compress: false,
        bodyLimit: MAX_DOCUMENT_BYTES,
        handler: async (request, reply) => {
          const caller = await authenticate(context, request.headers);
          return caller.ok ? serve(request, reply, caller.value) : sendProblem(request, reply, caller.error);
        },
      });
    };
    add(calls.createUpload, upload);
    add(calls.uploadOffset, upload);
    add(calls.appendUpload, upload);
    add(calls.dropUpload, upload);
    add(calls.fileKnown, known);
    add(calls.readFile, read);
    scope.options('/v1/files', { compress: false }, (_request, reply) =>
      reply
        .code(204)
        .headers({
          'tus-resumable': '1.0.0',
          'tus-version': '1.0.0',
          'tus-extension': 'creation,creation-with-upload,expiration,termination',
          'tus-max-size': MAX_DOCUMENT_BYTES,
        })
        .send(),
    );
  });
}

const unknownFile = (sha256: string): CallProblem => ({ code: 'files.unknown', params: { sha256 } });
const etagOf = ({ sha256 }: ShelvedFile): string => `"${sha256}"`;

/** What is under a digest never changes, so whoever has it need not ask again; it is for nobody else's cache. */
const describe = (reply: FastifyReply, file: ShelvedFile): FastifyReply =>
  reply.type(file.type).headers({
    etag: etagOf(file),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
  });

function webRequest(request: FastifyRequest): Request {
  const { method, headers, raw } = request;
  const withBody = method === 'POST' || method === 'PATCH';
  return new Request(`http://mplatform${request.url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])) as [
      string,
      string,
    ][],
    ...(withBody ? { body: bodyOf(raw), duplex: 'half' } : {}),
  } as RequestInit);
}

/** Held for a disk that is slower than the line; beyond it the line has to wait. Our own clients send no larger piece. Bytes. */
const AHEAD = 4 * 1024 * 1024;

/**
 * A body that ends where the line broke. As an error it would take with it all that has come and is not yet written, and
 * the client would have to send that again.
 */
function bodyOf(raw: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        const end = (): void => {
          if (open) controller.close();
          open = false;
        };
        raw.on('data', (piece: Buffer) => {
          if (open) controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) <= 0) raw.pause();
        });
        raw.on('end', end).on('error', end).on('close', end);
      },
      pull: () => void raw.resume(),
      cancel: () => void raw.resume(),
    },
    { highWaterMark: AHEAD, size: (piece) => piece.length },
  );
}

/** What the library refuses by itself, by its status; the sentence is ours. */
const BY_STATUS: Readonly<Record<number, TextKey>> = {
  404: 'files.upload-unknown',
  409: 'files.offset-differs',
  413: 'files.too-large',
};

function sendTus(request: FastifyRequest, reply: FastifyReply, { response, refused, upload, failed }: TusAnswer): FastifyReply {
  for (const [name, value] of response.headers) {
    if (!name.startsWith('access-control-') && name !== 'content-length') reply.header(name, value);
  }
  if (response.status >= 500 && refused === undefined) throw failed ?? new Error('The upload failed by a bug');
  if (response.status >= 400) {
    const code = BY_STATUS[response.status] ?? 'request.unreadable';
    return sendProblem(request, reply, refused ?? { code, params: code === 'files.too-large' ? { max: MAX_MIB } : {} });
  }
  if (upload !== undefined && request.method !== 'DELETE') {
    reply.header('upload-expires', new Date(upload.createdAt + UPLOAD_LIFETIME_MS).toUTCString());
    // A client that looks may skip all of it; one that does not is told by its first PATCH.
    if (response.status === 201 && upload.offset === upload.size) reply.header('upload-offset', upload.size);
  }
  return reply.code(response.status).send();
}
const MAX_MIB = MAX_DOCUMENT_BYTES / 1024 / 1024;
