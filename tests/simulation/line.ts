import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosProgressEvent,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { ConnectLive, LiveSocket } from '../../electron/core/sync/live.ts';
import type { Life } from './scheduler.ts';
import type { Sendings } from './sendings.ts';
import type { ServerSide } from './server-side.ts';
import { trickle } from './trickle.ts';
import { answerOf, type ServerLine, type WireAnswer, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

export interface LineOptions {
  readonly name: string;
  /** Whether there is any line at all. */
  readonly online: () => boolean;
  /** Rows that the server gives in one page, whatever was asked for. */
  readonly page: number;
  readonly line: () => { readonly deviceId: string; readonly dealerId: string } | undefined;
  readonly sendings: Sendings;
}

const TIMEOUT_MS = 20_000;
const PING_MS = 30_000;
const HTML = { 'content-type': 'text/html' };
const PORTAL = answerOf(200, HTML, '<html><body>Regulamin sieci sklepu</body></html>');

/** The way between one device and the server: everything that can happen to a message happens here. */
export function createLine(world: World, server: ServerSide, { name, online, page, line, sendings }: LineOptions) {
  const { scheduler, count } = world;
  const random = world.random.fork(`line ${name}`);
  const latency = (): number => (random.chance(0.15) ? random.between(200, 6_000) : random.between(5, 120));
  const broken = new Set<() => void>();
  let halfOpen = false;

  const carrier =
    (mine: Life): AxiosAdapter =>
    (config) =>
      new Promise<AxiosResponse>((resolve, reject) => {
        // The dead ask nothing.
        if (!mine.alive()) return;
        const request = asWire(config, page);
        const what = `${name} ${describe(request)}`;
        const sending = sendings.asked(request);
        const weather = world.weather();
        let over = false;
        const ends: (() => void)[] = [];
        const end = (label: string, ms: number, finish: () => void): void => {
          if (over) return;
          const cancel = mine.later(ms, label, () => {
            over = true;
            for (const other of ends) other();
            forget();
            finish();
          });
          ends.push(cancel);
        };
        const fail = (code: string, label: string, ms = random.between(1, 50)): void =>
          end(`${what} ✗ ${label}`, ms, () => {
            sending?.unanswered();
            reject(new AxiosError(label, code, config));
          });
        const give = (answer: WireAnswer, label: string, ms: number, cut?: number): void =>
          end(`${what} ← ${answer.status}${label}`, ms, () => {
            sending?.answered(answer);
            resolve(asAnswer(config, answer, cut, random.chance(0.5), random));
          });

        const patience = config.timeout === undefined || config.timeout === 0 ? TIMEOUT_MS : config.timeout;
        const { signal } = config as { signal?: AbortSignal };
        const called = (): void => fail('ERR_CANCELED', 'called back', 0);
        signal?.addEventListener('abort', called, { once: true });
        // A signal made of others is kept for as long as somebody listens to it, and with it all that this device was.
        const forget = mine.atDeath(() => signal?.removeEventListener('abort', called));
        if (signal?.aborted) return fail('ERR_CANCELED', 'called back', 0);
        if (!online()) return fail('ENETUNREACH', 'no line');
        if (random.chance(weather.portal)) {
          count('a portal answers');
          return give(PORTAL, ' portal', latency());
        }
        if (random.chance(weather.refused)) {
          const status = random.pick([429, 500, 502, 503]);
          count('a busy server refuses');
          return give(answerOf(status, HTML, 'Bad Gateway'), ' refused', latency());
        }
        if (random.chance(weather.requestLost)) {
          count('request lost');
          return random.chance(0.5) ? fail('ECONNRESET', 'request lost') : fail('ETIMEDOUT', 'request lost', patience);
        }
        const late = random.chance(weather.late);
        const arrival = late ? patience + random.between(0, random.chance(0.2) ? 60_000 : 20_000) : latency();
        if (late) count('request arrives after it was given up');
        fail('ETIMEDOUT', 'silence', patience);
        if (random.chance(weather.repeated)) {
          count('request repeated');
          const forgotten = server.forgotten.size;
          scheduler.after(arrival + random.between(0, 60_000), `${what} → again`, () => {
            // No connection and no proxy lives through a server's being put back from a copy, and what it answered before is gone.
            if (server.forgotten.size === forgotten) void server.serve(request);
          });
        }
        const lost = random.chance(weather.answerLost);
        const cut = random.chance(weather.cut) ? random.next() : undefined;
        // Nobody can call it back once it is under way, not even by dying.
        scheduler.after(arrival, `${what} →`, () => {
          if (!server.up()) return fail('ECONNREFUSED', 'server is down');
          server
            .serve(
              request,
              bodyOf(request, () => late || (!over && mine.alive())),
            )
            .then((answer) => {
              scheduler.stir();
              if (answer === undefined) return fail('ECONNRESET', 'server died');
              if (over) return;
              countCodes(answer.text);
              if (
                request.method === 'HEAD' &&
                Number(answer.headers['upload-offset'] ?? 0) > 0 &&
                request.url.includes('/uploads/')
              )
                count('a file goes on at the byte');
              if (request.method === 'HEAD' && answer.status === 404 && request.url.includes('/uploads/'))
                count('upload unknown');
              if (request.method === 'HEAD' && answer.status === 200 && !request.url.includes('/uploads/'))
                count('a file is there already');
              if (lost) {
                count('answer lost');
                if (request.url.startsWith('/v1/tokens')) count('refresh answer lost');
                return random.chance(0.5) ? fail('ECONNRESET', `${answer.status} lost`) : undefined;
              }
              if (cut !== undefined && answer.body.length > 1) {
                count(KIND_OF_ANSWER.find(([url]) => request.url.startsWith(url))?.[1] ?? 'answer cut short');
                return give(answer, ' cut short', latency(), Math.floor(cut * answer.body.length));
              }
              give(answer, codesIn(answer.text), latency());
            });
        });

        /** A piece of a file takes its time, and breaks off where the line does. */
        function bodyOf({ payload }: WireRequest, going: () => boolean): Readable | undefined {
          if (!Buffer.isBuffer(payload)) return undefined;
          const cutAt = random.chance(2 * weather.cut) ? random.below(payload.length) : undefined;
          if (cutAt !== undefined) count('piece of a file cut short');
          const sent = (bytes: number): void => {
            if (over || !mine.alive()) return;
            sending?.sent(bytes);
            config.onUploadProgress?.({ loaded: bytes } as AxiosProgressEvent);
          };
          return trickle({ scheduler, random, bytes: payload, cutAt, going, sent });
        }
      });

  function countCodes(text: string): void {
    for (const [pattern, what] of CODES) if (pattern.test(text)) count(what);
  }

  const connect =
    (mine: Life): ConnectLive =>
    (_address, options) => {
      const events = new EventEmitter();
      let state: 'connecting' | 'open' | 'closed' = 'connecting';
      let stopPings = (): void => {};
      let ofServer: ServerLine | undefined;
      const close = (): void => {
        if (state === 'closed') return;
        state = 'closed';
        broken.delete(close);
        stopPings();
        if (ofServer !== undefined) server.lines.delete(ofServer);
        mine.later(0, `${name} live line closed`, () => events.emit('close'));
      };
      const ping = (): void => {
        stopPings = mine.later(PING_MS, '', () => {
          if (!halfOpen) events.emit('ping');
          ping();
        });
      };
      const open = async (): Promise<void> => {
        const headers = { authorization: String((options.headers as Record<string, string>)?.authorization) };
        // Signs in as the live call does: a cursor of nowhere shows that the rest was right.
        const answer =
          online() && server.up() ? await server.serve({ method: 'GET', url: '/v1/changes?cursor=x', headers }) : undefined;
        const who = line();
        if (state !== 'connecting') return;
        if (answer?.status !== 410 || who === undefined || !mine.alive()) return close();
        state = 'open';
        halfOpen = false;
        ofServer = {
          ...who,
          close: () => (halfOpen ? undefined : close()),
          poke(seq) {
            if (halfOpen || !online()) return count('poke lost');
            mine.later(random.between(2, 200), `${name} poked (${seq})`, () =>
              events.emit('message', JSON.stringify({ type: 'changed', seq })),
            );
          },
        };
        server.lines.add(ofServer);
        broken.add(close);
        events.emit('open');
        ping();
        ofServer.poke(0);
      };
      mine.later(latency(), '', () => void open());
      return Object.assign(events, { terminate: close }) as unknown as LiveSocket;
    };

  return {
    carrier,
    connect,
    /** The line goes dead without a word: neither end hears of it. */
    halfOpen(): void {
      if (broken.size > 0) halfOpen = true;
    },
    cutLive(): void {
      for (const close of [...broken]) close();
    },
  };
}
export type Line = ReturnType<typeof createLine>;

function asWire(config: InternalAxiosRequestConfig, page: number): WireRequest {
  const url = new URL(config.url ?? '', config.baseURL);
  for (const [key, value] of Object.entries((config.params ?? {}) as Record<string, unknown>)) {
    url.searchParams.set(key, key === 'limit' ? String(Math.min(page, Number(value))) : String(value));
  }
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(config.headers.toJSON())) headers[key.toLowerCase()] = String(value);
  // Answers are carried as text.
  delete headers['accept-encoding'];
  const data: unknown = config.data;
  const payload = typeof data === 'string' || Buffer.isBuffer(data) ? data : undefined;
  if (Buffer.isBuffer(payload)) headers['content-length'] = String(payload.length);
  const method = (config.method ?? 'get').toUpperCase();
  return { method, url: url.pathname + url.search, headers, ...(payload === undefined ? {} : { payload }) };
}

/** For the trace: what one wants to see of a request. */
function describe({ method, url, headers, payload }: WireRequest): string {
  if (url.startsWith('/v1/files')) {
    const from = headers['upload-offset'] ?? headers.range ?? '';
    return `${method} ${url.replace('/v1/', '')} ${from}${payload === undefined ? '' : `+${payload.length}`}`;
  }
  if (typeof payload === 'string' && url === '/v1/operations') {
    const { operations } = JSON.parse(payload) as { operations: { seq: number; kind: string; target: string }[] };
    return `operations ${operations.map((o) => `#${o.seq} ${o.kind} ${o.target}`).join(', ')}`;
  }
  return url.replace('/v1/', '');
}
const CODES: readonly (readonly [RegExp, string])[] = [
  [/"code":"auth\.expired"/, 'token expired'],
  [/"code":"changes\.cursor-unknown"/, 'cursor unknown'],
  [/"code":"operations\.(gap|seq-used)"/, 'count of operations disagrees'],
  [/"outcome":"retryLater"/, 'retryLater'],
  [/"code":"files\.missing"/, 'an operation came before its file'],
  [/"code":"files\.no-space"/, 'no room for a file'],
  [/"code":"files\.offset-differs"/, 'offset of a file disagrees'],
  [/"code":"files\.digest-differs"/, 'a file put together wrongly refused'],
];
const KIND_OF_ANSWER = [
  ['/v1/changes', 'page cut short'],
  ['/v1/files', 'file cut short'],
] as const;
const codesIn = (body: string): string => {
  const codes = [...body.slice(0, 20_000).matchAll(/"(?:code|outcome)":"([^"]+)"/g)].map(([, code]) => code);
  const more = /"cursor":"([^"]+)"/.exec(body.slice(-200))?.[1];
  return `${codes.length === 0 ? '' : ` ${codes.join(' ')}`}${more === undefined ? '' : ` cursor ${more}`}`;
};

function asAnswer(
  config: InternalAxiosRequestConfig,
  { status, headers, body }: WireAnswer,
  cut: number | undefined,
  reset: boolean,
  random: { below(n: number): number },
): AxiosResponse {
  const bytes = cut === undefined ? body : body.subarray(0, cut);
  const streamed = config.responseType === 'stream';
  const data = streamed ? Readable.from(pieces(bytes, cut !== undefined && reset, random)) : bytes.toString();
  return { status, statusText: '', headers: new AxiosHeaders(headers), config, data, request: {} };
}

/** In pieces that end anywhere, also in the middle of a letter; `reset`: the line breaks after the last one. */
async function* pieces(bytes: Buffer, reset: boolean, random: { below(n: number): number }): AsyncGenerator<Buffer> {
  const at = bytes.length === 0 ? 0 : random.below(bytes.length);
  if (at > 0) yield bytes.subarray(0, at);
  if (at < bytes.length) yield bytes.subarray(at);
  if (reset) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
}
