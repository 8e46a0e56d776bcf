import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { SecretStore } from '../host.ts';
import { readSupportKey, supportKeyName } from './sealed.ts';
import { writeWhole } from './write-whole.ts';

/** Says that support was asked for the key, and with which public key it may answer. The private one is among the secrets. */
const ASKED = 'key-request.json';
export const requestKeyName = (mode: string): string => `${mode}-request-key`;

const asked = z.object({
  madeAt: z.string(),
  /** X25519, SPKI, PEM. */
  publicKey: z.string().max(300),
});

/** A key pair of this computer's own, made to ask for one key once. */
export interface KeyRequest {
  readonly madeAt: string;
  readonly publicKey: string;
  /** The technician reads it to support over the telephone, so that nobody's key takes this one's place on the way. */
  readonly code: string;
}

export interface RequestDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly mode: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

/** The 64 bits of the key's name in groups, as they are read aloud. */
export function codeOf(publicKey: string): string | undefined {
  const key = readSupportKey(publicKey);
  return key && supportKeyName(key).replace(/(.{4})(?!$)/g, '$1-');
}

/** The question that was asked last, where the private key to it is still here. @throws whatever the secret store does */
export async function openRequest(deps: Pick<RequestDeps, 'folder' | 'mode' | 'secrets'>) {
  const request = written(deps.folder);
  const privateKey = request && (await deps.secrets.read(requestKeyName(deps.mode)));
  return request && privateKey && publicOf(privateKey) === request.publicKey ? { ...request, privateKey } : undefined;
}

/**
 * Asks, or asks the same again: an answer to a file that was saved before stays good.
 * @throws whatever the secret store does, where the system keeps nothing for us
 */
export async function makeRequest(deps: RequestDeps): Promise<KeyRequest> {
  const { folder, mode, secrets, clock } = deps;
  const open = await openRequest(deps);
  if (open !== undefined) return { madeAt: open.madeAt, publicKey: open.publicKey, code: open.code };
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await secrets.write(requestKeyName(mode), secret);
  // An answer that this computer could not open tomorrow must not be asked for.
  if ((await secrets.read(requestKeyName(mode))) !== secret) throw new Error('What was written down cannot be read back');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const madeAt = rfc3339(clock.now());
  writeWhole(join(folder, ASKED), JSON.stringify({ madeAt, publicKey: pem } satisfies z.infer<typeof asked>));
  return { madeAt, publicKey: pem, code: codeOf(pem) ?? '' };
}

/** Nothing is asked any more: the private key goes, so that no answer is of use to anybody later. */
export async function endRequest({ folder, mode, secrets }: Omit<RequestDeps, 'clock'>): Promise<void> {
  if (!existsSync(join(folder, ASKED))) return;
  await secrets.delete(requestKeyName(mode));
  rmSync(join(folder, ASKED), { force: true });
}

function written(folder: string): KeyRequest | undefined {
  try {
    const { madeAt, publicKey } = asked.parse(JSON.parse(readFileSync(join(folder, ASKED), 'utf8')));
    const code = codeOf(publicKey);
    return code === undefined ? undefined : { madeAt, publicKey, code };
  } catch {
    return undefined;
  }
}

function publicOf(privateKey: string): string | undefined {
  try {
    return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}
