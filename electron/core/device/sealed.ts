import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import * as z from 'zod';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';

/**
 * A file that only support can open, however many hands it goes through: docs/devices.md. For each file an X25519
 * key of its own meets support's public one; HKDF-SHA-256 makes of it the key for AES-256-GCM, which also covers the
 * file's own header.
 */
const FORMAT = 'm-technik-sealed-1';
const INFO = 'm-technik sealed 1';

const sealedFile = z.object({
  format: z.literal(FORMAT),
  /** The first 16 hexadecimal digits of the SHA-256 of support's public key (SPKI, DER). */
  supportKey: z.string(),
  /** X25519, SPKI, DER. */
  key: z.base64(),
  nonce: z.base64(),
  /** With the tag (16 bytes) at its end. */
  content: z.base64(),
});
type SealedFile = z.infer<typeof sealedFile>;

const TAG_BYTES = 16;

/** Undefined when the text is no X25519 public key. */
export function readSupportKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'x25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

const der = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
export const supportKeyName = (key: KeyObject): string => createHash('sha256').update(der(key)).digest('hex').slice(0, 16);

const headerOf = ({ format, supportKey, key, nonce }: Omit<SealedFile, 'content'>): Buffer =>
  Buffer.from([format, supportKey, key, nonce].join('\n'));

function contentKey(mine: KeyObject, theirs: KeyObject, once: KeyObject, support: KeyObject): Buffer {
  const shared = diffieHellman({ privateKey: mine, publicKey: theirs });
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([der(once), der(support)]), INFO, 32));
}

export function seal(content: string, support: KeyObject): string {
  const once = generateKeyPairSync('x25519');
  const nonce = randomBytes(12);
  const header = {
    format: FORMAT,
    supportKey: supportKeyName(support),
    key: der(once.publicKey).toString('base64'),
    nonce: nonce.toString('base64'),
  } as const;
  const cipher = createCipheriv('aes-256-gcm', contentKey(once.privateKey, support, once.publicKey, support), nonce);
  cipher.setAAD(headerOf(header));
  const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${JSON.stringify({ ...header, content: sealed.toString('base64') } satisfies SealedFile, null, 2)}\n`;
}

/**
 * Opens it with support's private key (PKCS#8, PEM). Errors: `support.file-unreadable`, `support.key-unreadable`,
 * `support.other-key`, `support.file-changed`.
 */
export function openSealed(text: string, privateKeyPem: string) {
  const file = parse(text);
  if (file === undefined) return err(problem('support.file-unreadable'));
  const privateKey = readPrivateKey(privateKeyPem);
  if (privateKey === undefined) return err(problem('support.key-unreadable'));
  const support = createPublicKey(privateKey);
  if (supportKeyName(support) !== file.supportKey)
    return err(problem('support.other-key', { wanted: file.supportKey, given: supportKeyName(support) }));
  return decrypt(file, privateKey, support);
}

/** Its content, which is JSON; anybody may have sealed anything. Errors: those of `openSealed` */
export function openSealedJson(text: string, privateKeyPem: string): Result<unknown, Problem> {
  const opened = openSealed(text, privateKeyPem);
  if (!opened.ok) return opened;
  try {
    return ok(JSON.parse(opened.value));
  } catch {
    return err(problem('support.file-unreadable'));
  }
}

function decrypt(file: SealedFile, privateKey: KeyObject, support: KeyObject): Result<string, ReturnType<typeof problem>> {
  try {
    const once = createPublicKey({ key: Buffer.from(file.key, 'base64'), format: 'der', type: 'spki' });
    const sealed = Buffer.from(file.content, 'base64');
    const key = contentKey(privateKey, once, once, support);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(file.nonce, 'base64'), { authTagLength: TAG_BYTES });
    decipher.setAAD(headerOf(file));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const content = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    return ok(content.toString('utf8'));
  } catch {
    return err(problem('support.file-changed'));
  }
}

function parse(text: string): SealedFile | undefined {
  try {
    return sealedFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'x25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
