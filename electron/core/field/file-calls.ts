import type { Readable } from 'node:stream';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';

/** One request of the tus protocol. */
export interface TusRequest {
  readonly method: string;
  /** Absolute; only M/platform's own is called. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** Bytes of the body that went out so far. */
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface TusResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

interface Deps {
  readonly http: AxiosInstance;
  readonly server: string;
  readonly origin: string;
  readonly timeoutMs: number;
  readonly refusal: (status: number, body: unknown) => Problem;
  readonly unreachable: (cause: unknown) => Problem;
}

/** A piece of a file may lie in the system's buffers for a while before a slow line has taken it. */
const PATIENCE = 3;

const headerOf = ({ headers }: AxiosResponse, name: string): string | undefined => {
  const value: unknown = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `/v1/files` as the core calls it: the same way, trust and limits as every other call. */
export function createFileCalls({ http, server, origin, timeoutMs, refusal, unreachable }: Deps) {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  /** An answer to HEAD has no body, so no code; new tokens then show whether it was more than their age. */
  const noCode = (status: number): Problem =>
    status === 401
      ? problem('sync.refused', { code: 'auth.expired', sentence: '' }, { code: 'auth.expired', status })
      : refusal(status, undefined);

  return {
    endpoint: new URL('v1/files', server.endsWith('/') ? server : `${server}/`).href,

    /** What is no answer of M/platform's tus is a problem, never a status: a portal's 404 must not start a file over. */
    async tus(request: TusRequest, token: string): Promise<Result<TusResponse, Problem>> {
      const { method, url, headers, body, onSent, signal } = request;
      // Where to go on came from an answer; tokens go nowhere else all the same.
      if (new URL(url).origin !== origin) return err(problem('sync.nonsense', { server }, { url: new URL(url).origin }));
      let response: AxiosResponse<string>;
      try {
        response = await http.request<string>({
          method,
          url,
          headers: { ...headers, ...bearer(token) },
          data: body,
          responseType: 'text',
          transformResponse: (text: string) => text,
          timeout: timeoutMs * (body === undefined ? 1 : PATIENCE),
          maxBodyLength: -1,
          onUploadProgress: ({ loaded }) => onSent(loaded),
          signal,
        });
      } catch (cause) {
        return err(unreachable(cause));
      }
      const { status, data } = response;
      const isTus = headerOf(response, 'tus-resumable') !== undefined;
      if (method === 'HEAD' && status >= 400 && !(isTus && (status === 404 || status === 410 || status === 422))) {
        return err(noCode(status));
      }
      if (status >= 400 && !isTus) return err(refusal(status, parsed(data)));
      return ok({ status, text: data, header: (name) => headerOf(response, name) });
    },
    refusalOf: (status: number, text: string): Problem => refusal(status, parsed(text)),

    /** Whether M/platform has it already, so that nothing need be sent. */
    async has(sha256: string, size: number, token: string, signal: AbortSignal): Promise<Result<boolean, Problem>> {
      try {
        const response = await http.request({ method: 'HEAD', url: `v1/files/${sha256}`, headers: bearer(token), signal });
        if (response.status === 404) return ok(false);
        if (response.status !== 200) return err(noCode(response.status));
        return ok(headerOf(response, 'etag') === `"${sha256}"` && headerOf(response, 'content-length') === `${size}`);
      } catch (cause) {
        return err(unreachable(cause));
      }
    },

    /** The bytes from `from` on. Whoever stops reading must destroy the stream. */
    async read(sha256: string, from: number, token: string, signal: AbortSignal): Promise<Result<Readable, Problem>> {
      try {
        const response = await http.request<Readable>({
          method: 'GET',
          url: `v1/files/${sha256}`,
          headers: { ...bearer(token), ...(from === 0 ? {} : { range: `bytes=${from}-` }), 'accept-encoding': 'identity' },
          responseType: 'stream',
          maxContentLength: -1,
          signal,
        });
        if (response.status === (from === 0 ? 200 : 206)) return ok(response.data);
        let text = '';
        for await (const part of response.data.setEncoding('utf8')) {
          text += part as string;
          if (text.length > 65_536) break;
        }
        return err(refusal(response.status >= 400 ? response.status : 502, parsed(text)));
      } catch (cause) {
        return err(unreachable(cause));
      }
    },
  };
}
export type FileCalls = ReturnType<typeof createFileCalls>;
