import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { TLSSocket } from 'node:tls';
import { at, type Target } from './address.ts';
import { dial } from './dial.ts';
import type { Route } from './stage.ts';
import type { Trust } from './trust.ts';
import { errorCode } from './wait.ts';

/** How far one question came; where it stopped is the diagnosis. */
export type Told =
  | Answer
  /** Connected and asked, but no head of an answer came. */
  | { readonly kind: 'silent' }
  /** The head came, the body stopped half-way. */
  | { readonly kind: 'stalled'; readonly status: number; readonly bytes: number }
  | { readonly kind: 'cutOff'; readonly error: string }
  | { readonly kind: 'cutShort'; readonly status: number; readonly bytes: number }
  | { readonly kind: 'notHttp'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string };

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** From asking to the last byte, connecting included where that was needed. */
  readonly ms: number;
  /** What both sides agreed to speak; null without TLS, or where the server does not agree on such things. */
  readonly alpn: string | null;
}

export interface Question {
  readonly path: string;
  /** Makes it a POST. */
  readonly body?: Buffer;
  /** Milliseconds in which something must arrive, from asking on and again after each part. Unless given: no limit. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
}

export interface Line {
  /** Follows no redirect, reads at most 64 KB, sends no token, asks for nothing compressed. */
  ask(question: Question): Promise<Told>;
  close(): void;
}

const MOST_BYTES = 64 * 1024;
const CUT = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/**
 * A connection for questions one after the other, kept open in between as long as the server lets it.
 * @param keepAlive false: each question says that the connection is its own
 */
export function openLine(target: Target, route: Route, trust: Trust, keepAlive = true): Line {
  // With a limit of sockets Node asks to keep the connection, whatever it was told.
  const agent = new Agent(keepAlive ? { keepAlive, maxSockets: 1 } : {});
  // Node's own https.request would resolve the name again; this goes to the address already tested.
  agent.createConnection = () => dial(target, route, trust);
  return { ask: (question) => ask(agent, target, question), close: () => agent.destroy() };
}

function ask(agent: Agent, target: Target, { path, body, patienceMs, signal }: Question): Promise<Told> {
  const started = performance.now();
  const url = at(target, path);
  return new Promise((resolve) => {
    const asked = request({
      agent,
      method: body === undefined ? 'GET' : 'POST',
      path: url.pathname,
      headers: {
        host: url.host,
        'accept-encoding': 'identity',
        ...(body === undefined
          ? { accept: 'application/json' }
          : { 'content-type': 'application/octet-stream', 'content-length': body.length }),
      },
    });
    let answer: IncomingMessage | undefined;
    let bytes = 0;
    const done = (told: Told): void => {
      signal.removeEventListener('abort', stop);
      clearTimeout(patience);
      resolve(told);
      // One that came to its end leaves its connection to the next question.
      if (told.kind !== 'answered' || answer?.complete !== true) asked.destroy();
    };
    const stop = (): void =>
      done(answer === undefined ? { kind: 'silent' } : { kind: 'stalled', status: answer.statusCode ?? 0, bytes });
    const patience = patienceMs === undefined ? undefined : setTimeout(stop, patienceMs);
    asked.on('error', (cause) =>
      done(answer === undefined ? broken(errorCode(cause)) : { kind: 'cutShort', status: answer.statusCode ?? 0, bytes }),
    );
    asked.once('response', (response) => {
      answer = response;
      patience?.refresh();
      const { statusCode: status = 0, headers, socket } = response;
      const alpn = (socket instanceof TLSSocket && socket.alpnProtocol) || null;
      const parts: Buffer[] = [];
      const whole = (): void => {
        const ms = Math.round(performance.now() - started);
        done({ kind: 'answered', status, headers, body: Buffer.concat(parts), ms, alpn });
      };
      response.on('data', (part: Buffer) => {
        patience?.refresh();
        parts.push(part);
        bytes += part.length;
        if (bytes > MOST_BYTES) whole();
      });
      response.once('end', whole);
      response.on('error', () => done({ kind: 'cutShort', status, bytes }));
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    asked.end(body);
  });
}

function broken(error: string): Told {
  if (CUT.includes(error)) return { kind: 'cutOff', error };
  if (error === 'ETIMEDOUT') return { kind: 'silent' };
  return error.startsWith('HPE_') ? { kind: 'notHttp', error } : { kind: 'failed', error };
}
