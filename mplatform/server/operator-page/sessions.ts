import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../domain/clock.ts';
import type { OperatorSession } from '../store/operator-records.ts';
import type { Store } from '../store/port.ts';

/** Milliseconds without a page; and from the login on, whatever is done. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly longestMs: number;
}
export const SESSION_LIMITS: SessionLimits = { idleMs: 30 * 60_000, longestMs: 12 * 3_600_000 };
/** Being seen is written down no more often than this. */
const SEEN_MS = 60_000;

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

export const isToken = (text: string | undefined): text is string => text !== undefined && TOKEN.test(text);
export const newToken = (random: (bytes: number) => Buffer): string => random(TOKEN_BYTES).toString('base64url');
const hashOf = (token: string): string => createHash('sha256').update(`session ${token}`).digest('hex');

/** What a form carries to show that it is ours and this visitor's: follows from the cookie, which no other page can read. */
export const formToken = (token: string): string => createHmac('sha256', token).update('form').digest('base64url');

export function isFormToken(token: string, given: string): boolean {
  const [right, got] = [Buffer.from(formToken(token)), Buffer.from(given)];
  return right.length === got.length && timingSafeEqual(right, got);
}

export interface Sessions {
  /** The operator whose session that is; undefined when it is none or has ended. */
  operatorOf(token: string): Promise<string | undefined>;
  /** A new session under a token of its own: one that was there before the login is never taken over. */
  begin(name: string): Promise<string>;
  end(token: string): Promise<void>;
}

export function createSessions(store: Store, clock: Clock, random: (bytes: number) => Buffer, limits: SessionLimits): Sessions {
  const holds = ({ startedAt, seenAt }: OperatorSession, now: number): boolean =>
    now - startedAt < limits.longestMs && now - seenAt < limits.idleMs;

  return {
    async operatorOf(token) {
      const now = clock.now();
      const found = await store.read((tx) => tx.session(hashOf(token)));
      if (found === undefined || !holds(found, now)) return undefined;
      if (now - found.seenAt < SEEN_MS) return found.name;
      return store.transaction(async (tx) => {
        const again = await tx.session(found.hash);
        if (again === undefined || !holds(again, now)) return undefined;
        await tx.saveSession({ ...again, seenAt: Math.max(again.seenAt, now) });
        return again.name;
      });
    },
    async begin(name) {
      const token = newToken(random);
      const now = clock.now();
      await store.transaction(async (tx) => {
        await tx.dropSessions({ startedBefore: now - limits.longestMs, seenBefore: now - limits.idleMs });
        await tx.saveSession({ hash: hashOf(token), name, startedAt: now, seenAt: now });
      });
      return token;
    },
    async end(token) {
      await store.transaction((tx) => tx.dropSession(hashOf(token)));
    },
  };
}
