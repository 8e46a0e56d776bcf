import { DetailedError, type HttpStack, Upload } from 'tus-js-client';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { TusResponse } from '../field/file-calls.ts';
import { localFailure } from '../sync/local-failure.ts';
import type { OpenFile } from './shelf.ts';

export interface Sending {
  readonly open: () => Promise<OpenFile>;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
  /** Where an earlier try got to go on. */
  readonly url: string | null;
  readonly client: FieldClient;
  readonly tokens: Tokens;
  readonly now: () => number;
  /** Where it goes on from now on: to be written down before anything is sent. */
  readonly onUrl: (url: string) => void;
  /** The server has said that it has so many bytes. */
  readonly onAccepted: (bytes: number) => void;
  /** So many bytes have gone out; the server may not have them yet. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * A piece should take about this long: each ends with the bytes safe on the server's disk and its word for it, and a
 * server may let no request last longer than half a minute.
 */
const PIECE_MS = 4_000;
const SMALLEST = 64 * 1024;
const FIRST = 512 * 1024;
/** As much as the server holds for a disk that is slower than the line; so nothing that arrived is lost with a line. */
const LARGEST = 4 * 1024 * 1024;

/** An answer that tus-js-client is not to see: it would take a refused login or a portal's page for a lost upload. */
class NotAnswered extends Error {
  readonly problem: Problem;
  constructor(why: Problem) {
    super(why.code);
    this.problem = why;
  }
}

/** Sends one file, from where the last try got to. Ends when the server has checked it, or with why it could not go on. */
export async function send(sending: Sending): Promise<Result<null, Problem>> {
  const { client, tokens, sha256, size, type, url, signal } = sending;
  if (url === null) {
    const known = await tokens.using(client, (token) => client.files.has(sha256, size, token, signal));
    if (!known.ok) return known;
    if (known.value) return ok(null);
  }
  const file = await sending.open();
  try {
    return await new Promise((resolve) => {
      let pieceAt = sending.now();
      const upload = new Upload(Buffer.alloc(0), {
        endpoint: client.files.endpoint,
        ...(url === null ? {} : { uploadUrl: url }),
        uploadSize: size,
        metadata: { sha256, size: `${size}`, type },
        retryDelays: null,
        storeFingerprintForResuming: false,
        chunkSize: FIRST,
        httpStack: stackOf(sending),
        fileReader: {
          openFile: async () => ({
            size,
            async slice(start: number, end: number) {
              const value = Buffer.from(await file.read(start, end - start));
              pieceAt = sending.now();
              return { value: Object.assign(value, { size: value.length }), done: start + value.length >= size };
            },
            close: () => {},
          }),
        },
        onUploadUrlAvailable: () => {
          if (upload.url !== null && upload.url !== url) sending.onUrl(upload.url);
        },
        onProgress: (bytes) => sending.onProgress(bytes),
        onChunkComplete: (piece, accepted) => {
          sending.onAccepted(accepted);
          const took = Math.max(1, sending.now() - pieceAt);
          upload.options.chunkSize = Math.min(LARGEST, Math.max(SMALLEST, Math.round((piece / took) * PIECE_MS)));
        },
        onSuccess: () => resolve(ok(null)),
        onError: (cause) => resolve(err(problemOf(cause, client))),
      });
      signal.addEventListener('abort', () => {
        void upload.abort();
        resolve(err(problem('files.stopped')));
      });
      if (signal.aborted) resolve(err(problem('files.stopped')));
      else upload.start();
    });
  } finally {
    await file.close();
  }
}

/** tus-js-client's requests, made as all our calls are: by the same agent and proxy, with a token that holds. */
function stackOf({ client, tokens, signal }: Sending): HttpStack {
  return {
    getName: () => 'field',
    createRequest(method, url) {
      const headers: Record<string, string> = {};
      const own = new AbortController();
      let onSent = (_bytes: number): void => {};
      return {
        getMethod: () => method,
        getURL: () => url,
        setHeader: (name, value) => {
          headers[name] = value;
        },
        getHeader: (name) => headers[name],
        setProgressHandler: (handler) => {
          onSent = handler;
        },
        getUnderlyingObject: () => undefined,
        abort: async () => own.abort(),
        async send(body: Buffer | null | undefined) {
          const request = {
            method,
            url,
            headers,
            body: body ?? undefined,
            onSent,
            signal: AbortSignal.any([signal, own.signal]),
          };
          const answer = await tokens.using(client, (token) => client.files.tus(request, token));
          if (!answer.ok) throw new NotAnswered(answer.error);
          const { status, header, text }: TusResponse = answer.value;
          return { getStatus: () => status, getHeader: header, getBody: () => text, getUnderlyingObject: () => undefined };
        },
      };
    },
  };
}

function problemOf(cause: Error, client: FieldClient): Problem {
  const within = cause instanceof DetailedError ? cause.causingError : cause;
  if (within instanceof NotAnswered) return within.problem;
  const response = cause instanceof DetailedError ? cause.originalResponse : null;
  if (response !== null && response.getStatus() >= 400) return client.files.refusalOf(response.getStatus(), response.getBody());
  // The library read something that tus does not allow: whoever answers there is not M/platform.
  if (response !== null) return problem('sync.nonsense', { server: client.server }, { cause: cause.message });
  return localFailure(within ?? cause);
}
