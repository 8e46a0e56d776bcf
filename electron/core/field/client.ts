import type { Readable } from 'node:stream';
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import * as z from 'zod';
import { type Clock, systemClock } from '../../../domain/clock.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import {
  type ChangesEnd,
  CONTRACT_HEADER,
  CONTRACT_VERSION,
  enrolment,
  type enrolRequest,
  type ProbeRequest,
  probeTicket,
  probeVerdictResponse,
  problemDetails,
  readOperationsResponse,
  type SentOperation,
  type SentWithdrawal,
  tokenPair,
  type UnreadRow,
} from '../../../mplatform/contract/index.ts';
import { createTrust } from '../../../native-checks/probe/index.ts';
import { bytesOf, CutOff, NoAnswer, unpacked } from './body.ts';
import { createFileCalls } from './file-calls.ts';
import { parseJson, type ReceivedChange, type ReceivedPage, readPage } from './line.ts';
import { createAgent, type ProxyFor } from './way.ts';

export interface FieldClientOptions {
  /** Address of M/platform, e.g. `https://mplatform.example`; calls go to `/v1/...` below it. */
  readonly server: string;
  /** PEM of an authority trusted besides the system's: the training server's own. */
  readonly ca: string | undefined;
  /** Unless given, every connection is direct. */
  readonly proxyFor?: ProxyFor | undefined;
  /** Silence for this long is a dead line. Milliseconds. */
  readonly timeoutMs?: number;
  /** What carries a request instead of a socket: a simulation gives its own. */
  readonly carrier?: AxiosAdapter;
  /** Told what time the server said it was, between which two moments of this machine's clock. */
  readonly heard?: ((contact: Contact) => void) | undefined;
  readonly clock?: Clock;
}

/** A call that the server answered with its time. Milliseconds since the epoch, each on its own clock. */
export interface Contact {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly serverTime: number;
}

export interface ProbeResult {
  readonly stages: readonly ProbeStage[];
  /** What the till signed itself, where it is another machine. */
  readonly handover?: string;
}

/** A page that has come whole. */
export interface ChangesPage {
  readonly end: ChangesEnd;
  /** Its rows, checked: `sync.nonsense` where one of them is none of the contract's. Apart, so that the next page can be asked for first. */
  readonly read: () => Result<ChangedRows, Problem>;
}
export interface ChangedRows {
  readonly changes: readonly ReceivedChange[];
  /** What only a newer program can read. */
  readonly unread: readonly UnreadRow[];
}

const nothing = z.unknown().transform(() => ({}));

/** Silence for this long is a dead line. Shops' lines are slow, but not that slow. */
const TIMEOUT_MS = 20_000;

/**
 * The field API as the core calls it. Whatever goes wrong comes back as a value: `sync.unreachable` and its kin when
 * there was no answer, `sync.nonsense` when it was not the contract's, else the code that the server gave.
 */
export function createFieldClient(options: FieldClientOptions) {
  const { server, ca, proxyFor, timeoutMs = TIMEOUT_MS, carrier, heard, clock = systemClock } = options;
  const base = server.endsWith('/') ? server : `${server}/`;
  const { origin, protocol } = new URL(server);
  const trust = createTrust(ca);
  const agentFor = (keepAlive: boolean) =>
    protocol === 'https:' ? createAgent(new URL(server), trust, proxyFor, keepAlive) : undefined;
  const agent = agentFor(true);
  const http: AxiosInstance = axios.create({
    baseURL: base,
    timeout: timeoutMs,
    maxRedirects: 0,
    maxContentLength: 64 * 1024 * 1024,
    // Clients decide by the code in the body, so every status is an answer.
    validateStatus: () => true,
    headers: { [CONTRACT_HEADER]: String(CONTRACT_VERSION) },
    ...(carrier === undefined ? {} : { adapter: carrier }),
    // Its own reading of the environment would send what is secret to the proxy in the open.
    proxy: false,
    ...(agent === undefined ? {} : { httpsAgent: agent }),
  });
  const listen = (askedAt: number, said: unknown): void => {
    const { serverTime } = said as { readonly serverTime?: string };
    if (serverTime !== undefined) heard?.({ askedAt, answeredAt: clock.now(), serverTime: Date.parse(serverTime) });
  };
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  async function call<T>(schema: z.ZodType<T>, config: AxiosRequestConfig): Promise<Result<T, Problem>> {
    const askedAt = clock.now();
    let response: AxiosResponse<unknown>;
    try {
      response = await http.request(config);
    } catch (cause) {
      return err(unreachable(cause, server));
    }
    if (response.status >= 400) return err(refusal(response.status, response.data));
    const parsed = schema.safeParse(response.data);
    if (!parsed.success) return err(nonsense(server, config.url));
    listen(askedAt, parsed.data);
    return ok(parsed.data);
  }

  return {
    server,
    ca,
    /** Undefined over plain HTTP. A live line begins on a connection of its own: an idle one may be dead already. */
    liveAgent: agentFor(false),
    /** Lets go of connections that are kept for the next call. */
    disconnect: () => agent?.destroy(),
    /** Where the live line is. */
    live: new URL('v1/live', base.replace(/^http/, 'ws')),
    origin,
    files: createFileCalls({ http, server, origin, timeoutMs, refusal, unreachable: (cause) => unreachable(cause, server) }),
    enrol: (body: z.input<typeof enrolRequest>) => call(enrolment, { method: 'POST', url: 'v1/devices', data: body }),
    /** This device is no more there. Repeated, it is answered alike. */
    signOff: (token: string) => call(nothing, { method: 'DELETE', url: 'v1/devices/own', ...bearer(token) }),
    refresh: (refreshToken: string) => call(tokenPair, { method: 'POST', url: 'v1/tokens', data: { refreshToken } }),
    operations: (operations: readonly (SentOperation | SentWithdrawal)[], token: string) =>
      call(readOperationsResponse, { method: 'POST', url: 'v1/operations', data: { operations }, ...bearer(token) }),
    openProbe: (body: ProbeRequest, token: string, signal?: AbortSignal) =>
      call(probeTicket, { method: 'POST', url: 'v1/probes', data: body, ...bearer(token), ...(signal ? { signal } : {}) }),
    probeResult: (probeId: string, result: ProbeResult, token: string, signal?: AbortSignal) =>
      call(probeVerdictResponse, {
        method: 'POST',
        url: `v1/probes/${encodeURIComponent(probeId)}/result`,
        data: result,
        ...bearer(token),
        ...(signal ? { signal } : {}),
      }),

    /** One page of changes, at most `limit` rows. */
    async changes(
      cursor: string | undefined,
      limit: number,
      token: string,
      /** The highest number to which this device has an outcome; 0 when there is none. */
      answered = 0,
    ): Promise<Result<ChangesPage, Problem>> {
      const askedAt = clock.now();
      let page: ReturnType<typeof readPage>;
      try {
        const response: AxiosResponse<Readable> = await http.request<Readable>({
          method: 'GET',
          url: 'v1/changes',
          params: { ...(cursor === undefined ? {} : { cursor }), limit, ...(answered === 0 ? {} : { answered }) },
          responseType: 'stream',
          // The client's own limit wraps the body so that it cannot be let go while it is silent; `bytesOf` has one too.
          maxContentLength: -1,
          decompress: false,
          headers: { ...bearer(token).headers, 'accept-encoding': 'gzip' },
        });
        const body = unpacked(await bytesOf(response.data, timeoutMs), response.headers['content-encoding']);
        if (response.status >= 400) return err(refusal(response.status, parseJson(body.toString())));
        page = readPage(body);
      } catch (cause) {
        if (cause instanceof NoAnswer) return err(nonsense(server, 'v1/changes'));
        return err(cause instanceof CutOff ? problem('sync.cut-off', { server }) : unreachable(cause, server));
      }
      if (page === 'nonsense') return err(nonsense(server, 'v1/changes'));
      if (page === 'cut-off') return err(problem('sync.cut-off', { server }));
      const { end, rows } = page;
      listen(askedAt, end);
      return ok({ end, read: () => sorted(rows(limit), server) });
    },
  };
}
export type FieldClient = ReturnType<typeof createFieldClient>;

function sorted(rows: ReturnType<ReceivedPage['rows']>, server: string): Result<ChangedRows, Problem> {
  if (rows === undefined) return err(nonsense(server, 'v1/changes'));
  const changes: ReceivedChange[] = [];
  const unread: UnreadRow[] = [];
  for (const row of rows) {
    if ('unread' in row) unread.push(row);
    else changes.push(row);
  }
  return ok({ changes, unread });
}

const nonsense = (server: string, url: string | undefined): Problem => problem('sync.nonsense', { server }, { url });

function refusal(status: number, body: unknown): Problem {
  const details = problemDetails.safeParse(body);
  // Something between us and M/platform answered: a portal, a proxy, another web server.
  if (!details.success) return problem('sync.not-mplatform', { status });
  const { code, detail, title, lastSeq } = details.data;
  return problem(
    'sync.refused',
    { code, sentence: detail ?? title },
    { code, status, ...(lastSeq === undefined ? {} : { lastSeq }) },
  );
}

/** The code that the server gave, when this problem is a server's answer. */
export const serverCode = (p: Problem): string | undefined =>
  p.code === 'sync.refused' && typeof p.params.code === 'string' ? p.params.code : undefined;

function unreachable(cause: unknown, server: string): Problem {
  const code = axios.isAxiosError(cause) ? (cause.code ?? '') : String((cause as NodeJS.ErrnoException)?.code ?? '');
  const host = new URL(server).host;
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return problem('sync.timeout', { host }, { code });
  // No HTTP at all, no TLS where there should be, or a body beyond every bound.
  if (code.startsWith('HPE_') || code.startsWith('ERR_SSL_') || code === 'EPROTO' || code === 'ERR_BAD_RESPONSE')
    return nonsense(server, undefined);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return problem('sync.no-such-host', { host }, { code });
  // By this machine's clock, which is wrong more often than M/platform's certificate is old.
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return problem('sync.certificate-dates', { host }, { code });
  if (code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('UNABLE_TO_'))
    return problem('sync.untrusted', { host }, { code });
  return problem('sync.unreachable', { host }, { code: code === '' ? String(cause) : code });
}
