import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { at, type Target } from './address.ts';
import { dial } from './dial.ts';
import type { Route } from './stage.ts';
import type { Trust } from './trust.ts';
import { errorCode } from './wait.ts';

/** How far one GET came; where it stopped is the diagnosis. */
export type Got =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
      readonly ms: number;
    }
  /** Connected and asked, but no head of an answer came. */
  | { readonly kind: 'silent' }
  /** The head came, the body stopped half-way. */
  | { readonly kind: 'stalled'; readonly status: number; readonly bytes: number }
  | { readonly kind: 'cutOff' }
  | { readonly kind: 'cutShort'; readonly status: number; readonly bytes: number }
  | { readonly kind: 'notHttp'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string };

const MOST_BYTES = 64 * 1024;
const CUT = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/** One GET on a connection of its own. Follows no redirect, reads at most 64 KB, sends no token. */
export function get(target: Target, route: Route, trust: Trust, path: string, signal: AbortSignal): Promise<Got> {
  const started = performance.now();
  const url = at(target, path);
  return new Promise((resolve) => {
    // Node's own https.request would resolve the name again; the connection is made here, to the address already tested.
    const asked = request({
      createConnection: () => dial(target, route, trust),
      path: url.pathname,
      headers: { host: url.host, accept: 'application/json', 'accept-encoding': 'identity', connection: 'close' },
    });
    let answer: IncomingMessage | undefined;
    let bytes = 0;
    const done = (got: Got): void => {
      signal.removeEventListener('abort', stop);
      resolve(got);
      asked.destroy();
    };
    const stop = (): void =>
      done(answer === undefined ? { kind: 'silent' } : { kind: 'stalled', status: answer.statusCode ?? 0, bytes });
    asked.on('error', (cause) =>
      done(answer === undefined ? broken(errorCode(cause)) : { kind: 'cutShort', status: answer.statusCode ?? 0, bytes }),
    );
    asked.once('response', (response) => {
      answer = response;
      const { statusCode: status = 0, headers } = response;
      const ms = Math.round(performance.now() - started);
      const parts: Buffer[] = [];
      const whole = (): void => done({ kind: 'answered', status, headers, body: Buffer.concat(parts).toString('utf8'), ms });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > MOST_BYTES) whole();
      });
      response.once('end', whole);
      response.on('error', () => done({ kind: 'cutShort', status, bytes }));
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    asked.end();
  });
}

function broken(error: string): Got {
  if (CUT.includes(error)) return { kind: 'cutOff' };
  if (error === 'ETIMEDOUT') return { kind: 'silent' };
  return error.startsWith('HPE_') ? { kind: 'notHttp', error } : { kind: 'failed', error };
}
