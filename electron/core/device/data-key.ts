import { hkdfSync, randomBytes } from 'node:crypto';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { SecretStore } from '../host.ts';

const BYTES = 32;

/** The keys by which what lies in one mode's folder is encrypted. */
export interface DataKeys {
  readonly database: Uint8Array;
  readonly files: Uint8Array;
}

export const dataKeyName = (mode: string): string => `${mode}-data-key`;

/**
 * The keys of a mode, made when there are none. Null where the system keeps no secrets: then nothing is encrypted, and that
 * is said.
 * @param needed something that is encrypted lies there already, and nothing but the old key opens it
 * Errors: `database.key-missing`, `database.key-unavailable`
 */
export async function dataKeys(
  secrets: SecretStore,
  mode: string,
  needed: boolean,
  file: string,
): Promise<Result<DataKeys | null, Problem>> {
  const name = dataKeyName(mode);
  try {
    const kept = parse(await secrets.read(name));
    if (kept !== undefined) return ok(derived(kept));
    // A new key in its place would be the end of what the old one encrypted.
    if (needed) return err(problem('database.key-missing', { file }));
    const made = randomBytes(BYTES);
    // What cannot be read back would open nothing tomorrow.
    return ok((await putBack(secrets, mode, made)) ? derived(made) : null);
  } catch (cause) {
    return needed ? err(problem('database.key-unavailable', { file }, { cause: String(cause) })) : ok(null);
  }
}

/** Those that were made already, for who only reads; undefined where there are none, or the system does not say. */
export async function keptKeys(secrets: SecretStore, mode: string): Promise<DataKeys | undefined> {
  const kept = await keptSecret(secrets, mode);
  return kept && derived(kept);
}

/** What they are derived from. */
export const keptSecret = async (secrets: SecretStore, mode: string): Promise<Buffer | undefined> =>
  parse(await secrets.read(dataKeyName(mode)).catch(() => null));

/** Puts a key back where the system lost it. False where it cannot be read back. @throws whatever the secret store does */
export async function putBack(secrets: SecretStore, mode: string, secret: Uint8Array): Promise<boolean> {
  await secrets.write(dataKeyName(mode), Buffer.from(secret).toString('base64'));
  return parse(await secrets.read(dataKeyName(mode)))?.equals(secret) === true;
}

/** Behind the key's own text, which ends with its padding: an earlier version of the program reads the same key. */
const SETTLED = '.encrypted';

/**
 * Whether everything of this mode was encrypted once, so that a database that is not was put there by somebody else. Part of the
 * key's own secret: who changes the disk alone cannot take the one away and leave the other.
 */
export const isSettled = async (secrets: SecretStore, mode: string): Promise<boolean> =>
  (await secrets.read(dataKeyName(mode)).catch(() => null))?.endsWith(SETTLED) === true;

/** Remembers that everything is encrypted. @throws whatever the secret store does */
export async function settle(secrets: SecretStore, mode: string): Promise<void> {
  const kept = await keptSecret(secrets, mode);
  if (kept !== undefined) await secrets.write(dataKeyName(mode), `${kept.toString('base64')}${SETTLED}`);
}

/** Undefined for what is no data key. */
export function parse(text: string | null): Buffer | undefined {
  const bytes = Buffer.from(text ?? '', 'base64');
  return bytes.length === BYTES ? bytes : undefined;
}

/** One for each use, so that none is used in two ways. */
export function derived(secret: Uint8Array): DataKeys {
  const of = (use: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', `m-technik ${use} 1`, BYTES));
  return { database: of('database'), files: of('files') };
}
