import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** What making one hash costs: memory is 128·N·r bytes, time grows with all three. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}
/** 64 MiB, about a third of a second. Source: OWASP Password Storage Cheat Sheet, scrypt. */
export const PASSWORD_COST: PasswordCost = { N: 2 ** 16, r: 8, p: 2 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const KEPT = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{22})\$([\w-]{43})$/;

export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 200;

/** What can be put after a name on the command line or in an address. */
export const ACCOUNT_NAME = /^[a-z][a-z0-9._-]{1,31}$/;

/** Why this is no password to take; undefined where it is one. */
export function passwordFault(password: string, name: string): 'password.short' | 'password.long' | 'password.name' | undefined {
  if ([...password].length < MIN_PASSWORD) return 'password.short';
  if (password.length > MAX_PASSWORD) return 'password.long';
  return password.toLowerCase().includes(name) ? 'password.name' : undefined;
}

// The same sign can be typed in more than one way.
const typed = (password: string): string => password.normalize('NFKC');

function derive(password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(typed(password), salt, KEY_BYTES, options, (cause, key) => (cause === null ? resolve(key) : reject(cause)));
  });
}

/** What is kept of a password: `scrypt$N$r$p$SALT$KEY`. */
export async function keptPassword(
  password: string,
  random: (bytes: number) => Buffer,
  cost: PasswordCost = PASSWORD_COST,
): Promise<string> {
  const salt = random(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether that is the password. Where there is no account, as much work is done on nothing, so that the time does not tell
 * who has one.
 */
export async function isPassword(
  password: string,
  kept: string | undefined,
  cost: PasswordCost = PASSWORD_COST,
): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = KEPT.exec(kept ?? '') ?? [];
  if (N === undefined) {
    await derive(password, Buffer.alloc(SALT_BYTES), cost);
    return false;
  }
  const found = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(key, 'base64url'));
}
