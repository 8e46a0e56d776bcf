import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The public half of the key that support opens locked devices' exports with: X25519, SPKI in PEM. The private half lies in
 * `support.pem` beside the server's own keys, made there at first; it may be carried off to where support works, which
 * leaves `support.pub.pem`. Undefined when neither can be read: devices then have nobody to encrypt for.
 */
export function openSupportKey(folder: string): string | undefined {
  const secret = join(folder, 'support.pem');
  const open = join(folder, 'support.pub.pem');
  try {
    if (!existsSync(secret) && !existsSync(open)) {
      const { privateKey } = generateKeyPairSync('x25519');
      writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
    }
    const key = existsSync(secret)
      ? createPublicKey(createPrivateKey(readFileSync(secret)))
      : createPublicKey(readFileSync(open));
    if (existsSync(secret)) chmodSync(secret, 0o600);
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    if (!existsSync(open)) writeFileSync(open, pem, { mode: 0o644 });
    return key.asymmetricKeyType === 'x25519' ? pem : undefined;
  } catch {
    return undefined;
  }
}
