import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { headerValues } from './guard.ts';

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in the same time whatever the guess; digests make the lengths equal. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** A launch address that nobody opened by then is worth nothing to whoever finds it later. */
export const LAUNCH_MS = 10 * 60_000;
/** A page that asked for a token opens its socket at once. */
export const PAGE_TOKEN_MS = 30_000;
/** Pages that asked for a token and never came; more than these are somebody's mistake. */
const OPEN_TOKENS = 8;

/** The header in which a page shows the key that it was launched with. */
export const KEY_HEADER = 'x-technik-key';

interface PageToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What a launch is answered with, once. */
export interface Entry {
  readonly setCookie: string;
  /** For scripts of our page alone; handed on behind the `#` of the address, which no request carries. */
  readonly key: string;
}

/**
 * What a window must show to be let in. The launch token is good once, for ten minutes, and becomes two things: a cookie,
 * which loads the page and which no script can read, and a key, which the page keeps in its memory. Cookies do not tell
 * ports apart, so another service on this machine may see ours; with it alone, nobody gets a token for a socket. Each
 * token is good for one socket.
 */
export function createSession(clock: Clock) {
  let launch: { readonly token: string; readonly until: number } | null = { token: secret(), until: clock.now() + LAUNCH_MS };
  const launchToken = launch.token;
  const cookie = { name: `technik-${randomBytes(8).toString('hex')}`, value: secret() };
  const key = secret();
  let pageTokens: readonly PageToken[] = [];
  const fresh = (): readonly PageToken[] => pageTokens.filter(({ until }) => clock.now() <= until);
  return {
    launchToken,
    /** For a right launch token, once; nothing for any other. */
    redeem(token: string): Entry | null {
      if (launch === null || !sameSecret(token, launch.token)) return null;
      const inTime = clock.now() <= launch.until;
      launch = null;
      if (!inTime) return null;
      return { setCookie: `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Strict`, key };
    },
    hasCookie(rawHeaders: readonly string[]): boolean {
      return headerValues(rawHeaders, 'cookie')
        .flatMap((line) => line.split(';'))
        .some((pair) => {
          const [name, value] = pair.trim().split('=', 2);
          return name === cookie.name && value !== undefined && sameSecret(value, cookie.value);
        });
    },
    hasKey(rawHeaders: readonly string[]): boolean {
      const [shown, ...more] = headerValues(rawHeaders, KEY_HEADER);
      return shown !== undefined && more.length === 0 && sameSecret(shown, key);
    },
    newPageToken(): string {
      const token = secret();
      pageTokens = [...fresh(), { token, until: clock.now() + PAGE_TOKEN_MS }].slice(-OPEN_TOKENS);
      return token;
    },
    /** Takes the token out of `Sec-WebSocket-Protocol: technik, token.…`; true when it was one of ours. */
    takePageToken(rawHeaders: readonly string[]): boolean {
      const offered = headerValues(rawHeaders, 'sec-websocket-protocol').flatMap((line) => line.split(',').map((p) => p.trim()));
      const guess = offered.find((p) => p.startsWith('token.'))?.slice('token.'.length);
      if (guess === undefined || !offered.includes('technik')) return false;
      const open = fresh();
      const kept = open.filter(({ token }) => !sameSecret(token, guess));
      pageTokens = kept;
      return kept.length < open.length;
    },
  };
}
export type Session = ReturnType<typeof createSession>;
