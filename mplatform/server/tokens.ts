import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { rfc3339 } from '../../domain/clock.ts';
import type { TokenPair } from '../contract/schemas.ts';

const HOUR_MS = 3_600_000;
export const ACCESS_MS = HOUR_MS;
/** Longer than any ticket lives, so that a device long offline still gets in. */
export const REFRESH_MS = 400 * 24 * HOUR_MS;

export type TokenPurpose = 'access' | 'refresh';

export interface TokenClaims {
  readonly purpose: TokenPurpose;
  readonly deviceId: string;
  readonly generation: number;
  /** Milliseconds since the epoch, whole seconds. */
  readonly expiresAt: number;
}

export interface Tokens {
  /** Derived, not drawn: the same device, generation and time always give the same pair, so nothing is stored. */
  pair(deviceId: string, generation: number, issuedAt: number, now: number): TokenPair;
  /** The claims of a token that this server made, whether expired or not; undefined for anything else. */
  read(token: string, purpose: TokenPurpose): TokenClaims | undefined;
}

const PATTERN = /^mt\.([ar])\.([A-Za-z0-9-]{1,64})\.(\d{1,9})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/;
const letter = { access: 'a', refresh: 'r' } as const;

export function createTokens(secret: Buffer): Tokens {
  // Made once: of bytes it would be made anew for each token, which takes longer than the rest.
  const key = createSecretKey(secret);
  const mac = (text: string): Buffer => createHmac('sha256', key).update(`token ${text}`).digest();
  const make = (purpose: TokenPurpose, deviceId: string, generation: number, expiresAt: number): string => {
    const text = `mt.${letter[purpose]}.${deviceId}.${generation}.${Math.floor(expiresAt / 1000)}`;
    return `${text}.${mac(text).toString('base64url')}`;
  };
  return {
    pair: (deviceId, generation, issuedAt, now) => ({
      accessToken: make('access', deviceId, generation, issuedAt + ACCESS_MS),
      refreshToken: make('refresh', deviceId, generation, issuedAt + REFRESH_MS),
      expiresAt: rfc3339(Math.floor((issuedAt + ACCESS_MS) / 1000) * 1000),
      serverTime: rfc3339(now),
    }),
    read(token, purpose) {
      const match = PATTERN.exec(token);
      if (match === null) return undefined;
      const [, kind = '', deviceId = '', generation, seconds, signature = ''] = match;
      if (kind !== letter[purpose]) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = mac(token.slice(0, token.lastIndexOf('.')));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      return { purpose, deviceId, generation: Number(generation), expiresAt: Number(seconds) * 1000 };
    },
  };
}
