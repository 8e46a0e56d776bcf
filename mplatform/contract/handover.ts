import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import { isTooDeep } from '../../domain/json-depth.ts';
import { instant, MAX_STORES, punktId, sha256, shortText } from '../../domain/model/index.ts';
import { probeStage } from '../../domain/probe.ts';

/**
 * What a till found out about itself without a technician's account: the probe run on it from a USB stick, carried
 * to the technician's laptop and by it to M/platform.
 */
const handover = z.object({
  format: z.literal(1),
  id: z.uuid(),
  /** The till's machine, not the laptop's. */
  machineId: shortText,
  /** Ed25519, SPKI, DER in base64url: the key that this machine made for itself and keeps. */
  publicKey: z.base64url().min(40).max(200),
  startedAt: instant,
  finishedAt: instant,
  storeId: punktId,
  serverAddress: shortText,
  /** As read from the till's disk in that run; null where it could not be read. */
  till: z
    .object({
      file: shortText,
      digest: sha256,
      server: shortText.nullable(),
      stores: z.array(punktId).max(MAX_STORES),
      profile: shortText,
    })
    .nullable(),
  appVersion: shortText,
  stages: z.array(probeStage).max(30),
});
export type Handover = Readonly<z.infer<typeof handover>>;

export interface ReadHandover {
  readonly handover: Handover;
  readonly signatureValid: boolean;
  /**
   * Eight characters of the key's fingerprint, `ABCD-EFGH`: the till shows them and the person at the laptop
   * compares them, so that a file made on another machine is not taken for this till's.
   */
  readonly code: string;
}

/** `base64url(JSON) + "." + base64url(Ed25519 signature of the first part)`, as a receipt is. */
export function signHandover(content: Handover, privateKey: KeyObject): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${sign(null, Buffer.from(body), privateKey).toString('base64url')}`;
}

/** Undefined when the text is no such result at all. */
export function readHandover(text: string): ReadHandover | undefined {
  const [body, signature, ...rest] = text.trim().split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const json = Buffer.from(body, 'base64url').toString('utf8');
    if (isTooDeep(json)) return undefined;
    const content = handover.parse(JSON.parse(json));
    const der = Buffer.from(content.publicKey, 'base64url');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    const signatureValid = verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64url'));
    return { handover: content, signatureValid, code: codeOf(der) };
  } catch {
    return undefined;
  }
}

/** Without letters and digits that are mistaken for one another when read aloud. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function codeOf(publicKey: Uint8Array): string {
  const digest = createHash('sha256').update(publicKey).digest();
  const letters = [...digest.subarray(0, 8)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
