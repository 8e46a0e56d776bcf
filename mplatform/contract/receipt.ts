import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { ReceiptClaims } from '../../domain/closing.ts';
import { instant, origin, punktId, rowId, sha256, shortText } from '../../domain/model/index.ts';

const claims = z.object({
  probeId: rowId,
  subTicketId: rowId,
  storeId: punktId,
  configDigest: sha256,
  machineId: shortText,
  origin,
  passedAt: instant,
  expiresAt: instant,
}) satisfies z.ZodType<ReceiptClaims>;

/**
 * A receipt on the wire: `base64url(JSON claims) + "." + base64url(Ed25519 signature of the first part)`.
 * The signature covers the very bytes that are sent, so that no two readings of one JSON can differ.
 */
export function signReceipt(content: ReceiptClaims, privateKey: KeyObject): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${sign(null, Buffer.from(body), privateKey).toString('base64url')}`;
}

export interface ReadReceipt {
  readonly claims: ReceiptClaims;
  readonly signatureValid: boolean;
}

/** Reads a receipt and says whether its signature holds. Undefined when the text is no receipt at all. */
export function readReceipt(text: string, publicKeyPem: string): ReadReceipt | undefined {
  const [body, signature, ...rest] = text.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = claims.safeParse(content);
  if (!parsed.success) return undefined;
  const signatureValid = verify(null, Buffer.from(body), createPublicKey(publicKeyPem), Buffer.from(signature, 'base64url'));
  return { claims: parsed.data, signatureValid };
}
