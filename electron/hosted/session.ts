import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { headerValues } from './guard.ts';

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in the same time whatever the guess; digests make the lengths equal. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Pages that asked for a token and never came; more than these are somebody's mistake. */
const OPEN_TOKENS = 8;

/**
 * What a window must show to be let in. The launch token is good once and becomes a cookie, which loads the page.
 * Cookies do not tell ports apart, so another service on this machine may see it; the socket therefore asks for a
 * token too, which only a script of our own page can have read, and which is good for one socket.
 */
export function createSession() {
  let launch: string | null = secret();
  const cookie = { name: `technik-${randomBytes(8).toString('hex')}`, value: secret() };
  let pageTokens: readonly string[] = [];
  return {
    launchToken: launch,
    /** The `Set-Cookie` for a right launch token, once; nothing for any other. */
    redeem(token: string): string | null {
      if (launch === null || !sameSecret(token, launch)) return null;
      launch = null;
      return `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hasCookie(rawHeaders: readonly string[]): boolean {
      return headerValues(rawHeaders, 'cookie')
        .flatMap((line) => line.split(';'))
        .some((pair) => {
          const [name, value] = pair.trim().split('=', 2);
          return name === cookie.name && value !== undefined && sameSecret(value, cookie.value);
        });
    },
    newPageToken(): string {
      const token = secret();
      pageTokens = [...pageTokens, token].slice(-OPEN_TOKENS);
      return token;
    },
    /** Takes the token out of `Sec-WebSocket-Protocol: technik, token.…`; true when it was one of ours. */
    takePageToken(rawHeaders: readonly string[]): boolean {
      const offered = headerValues(rawHeaders, 'sec-websocket-protocol').flatMap((line) => line.split(',').map((p) => p.trim()));
      const guess = offered.find((p) => p.startsWith('token.'))?.slice('token.'.length);
      if (guess === undefined || !offered.includes('technik')) return false;
      const kept = pageTokens.filter((token) => !sameSecret(token, guess));
      const used = kept.length < pageTokens.length;
      pageTokens = kept;
      return used;
    },
  };
}
export type Session = ReturnType<typeof createSession>;
