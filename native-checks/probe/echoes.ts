import type { WebSocket } from 'ws';
import * as z from 'zod';
import type { ProbeTicket } from './types.ts';
import { errorCode } from './wait.ts';

/** How often a message goes there and back: enough to see a line that stutters, and still five short moments. */
const TIMES = 5;
/** After this no further one is sent: a line that is slow but works needs no more of them to be known. */
const ENOUGH_MS = 2000;

export interface Message {
  readonly text: string;
  readonly times: number;
  /** undefined: nothing that answers, such as a poke of the server. */
  isEcho(answer: string): boolean | undefined;
}

const liveMessage = z.object({ type: z.string(), probeId: z.string().optional(), nonce: z.string().optional() });

/** The live line gives a running probe's nonce back, and pokes whenever there is something new. */
export const nonceOf = ({ probeId, nonce }: ProbeTicket): Message => ({
  text: JSON.stringify({ type: 'echo', probeId, nonce }),
  times: TIMES,
  isEcho(answer) {
    const said = parse(answer);
    if (said !== undefined && said.type !== 'echo') return undefined;
    return said?.probeId === probeId && said.nonce === nonce;
  },
});

/** The open echo gives any text back as it is. */
export const openEcho = (text: string): Message => ({ text, times: TIMES, isEcho: (answer) => answer === text });

/**
 * Half a second between the quickest and the slowest, and twice as long: Wi-Fi and mobile networks vary by less than
 * 200 ms by themselves; more is a packet that was lost, or a line that others fill. What is slow evenly is steady.
 */
export const isSteady = (min: number, max: number): boolean => max - min < 500 || max < 2 * min;

export interface Ended {
  readonly how:
    | 'echoed'
    /** Plain HTTP instead of the WebSocket; `status` says what. */
    | 'answered'
    | 'noUpgrade'
    | 'noEcho'
    | 'wentSilent'
    | 'wrongEcho'
    /** By the other side, properly; `status` is its reason. */
    | 'closed'
    | 'cutOff'
    /** Confirmed, but the word WebSocket was taken out of the confirmation. */
    | 'stripped'
    | 'failed';
  readonly upgradeMs?: number;
  /** Milliseconds, to a tenth, in their order. */
  readonly roundTrips?: readonly number[];
  readonly min?: number;
  readonly median?: number;
  readonly max?: number;
  readonly spread?: number;
  readonly status?: number;
  /** The plain answer was worded as M/platform words problems, so it is no one's on the way. */
  readonly fromServer?: boolean;
  readonly reason?: string;
}

/** Sends the message again and again, each when the one before is back. Ends the connection in any case. */
export function echoes(socket: WebSocket, message: Message, signal: AbortSignal): Promise<Ended> {
  const started = performance.now();
  const trips: number[] = [];
  let upgradeMs: number | undefined;
  let sent = 0;
  let firstSent = 0;
  return new Promise((resolve) => {
    const done = (ended: Ended): void => {
      signal.removeEventListener('abort', stop);
      resolve({ ...(upgradeMs === undefined ? {} : { upgradeMs }), ...figuresOf(trips), ...ended });
      socket.terminate();
    };
    const stop = (): void => done({ how: upgradeMs === undefined ? 'noUpgrade' : trips.length === 0 ? 'noEcho' : 'wentSilent' });
    const send = (): void => {
      sent = performance.now();
      socket.send(message.text);
    };
    // Kept for good: terminating a socket that is not open yet raises an error of its own.
    socket.on('error', (cause) => done(broken(cause, upgradeMs !== undefined)));
    socket.once('unexpected-response', (_request, { statusCode: status = 0, headers }) =>
      done({ how: 'answered', status, fromServer: /^application\/problem\+json\b/i.test(headers['content-type'] ?? '') }),
    );
    socket.once('open', () => {
      upgradeMs = tenths(performance.now() - started);
      firstSent = performance.now();
      send();
    });
    socket.on('message', (data, isBinary) => {
      const isEcho = isBinary ? false : message.isEcho(data.toString());
      if (isEcho === undefined) return;
      if (!isEcho) return done({ how: 'wrongEcho' });
      trips.push(tenths(performance.now() - sent));
      if (trips.length === message.times || performance.now() - firstSent > ENOUGH_MS) done({ how: 'echoed' });
      else send();
    });
    // 1006 is no frame of the other side: the connection was cut on the way.
    socket.once('close', (status) => done(status === 1006 ? { how: 'cutOff' } : { how: 'closed', status }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

function figuresOf(trips: readonly number[]): Partial<Ended> {
  const [min, median, max] = [0, Math.floor(trips.length / 2), -1].map((i) => trips.toSorted((a, b) => a - b).at(i));
  if (min === undefined || median === undefined || max === undefined) return {};
  return { roundTrips: trips, min, median, max, spread: tenths(max - min) };
}

function broken(cause: Error, open: boolean): Ended {
  const reason = errorCode(cause);
  // As `ws` words it: the answer was 101, but not to a WebSocket any more.
  if (!open && cause.message === 'Invalid Upgrade header') return { how: 'stripped' };
  const cut = open || reason === 'ECONNRESET' || reason === 'EPIPE';
  return { how: cut ? 'cutOff' : 'failed', reason };
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

function parse(text: string): z.infer<typeof liveMessage> | undefined {
  try {
    return liveMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
