import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import { problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';

export interface ReceiptKeys {
  readonly privateKey: KeyObject;
  /** Ed25519, SPKI in PEM. */
  readonly publicKey: string;
}

export interface ServerKeys {
  /** 32 bytes from which tokens are derived. */
  readonly secret: Buffer;
  readonly receipts: ReceiptKeys;
}

const SECRET_BYTES = 32;

const receiptKeys = (privateKey: KeyObject): ReceiptKeys => ({
  privateKey,
  publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
});

/**
 * The keys kept in `folder`, made there at first. Whoever reads them can speak as any device and sign receipts:
 * the files are for the owner alone. A damaged one is refused, not replaced: a new one would lock every device out.
 *
 * Errors: `mplatform.keys-damaged`.
 */
export function openKeys(folder: string): Result<ServerKeys, Problem> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = kept(join(folder, 'server.secret'), () => randomBytes(SECRET_BYTES));
  if (secret.length !== SECRET_BYTES) return err(problem('mplatform.keys-damaged', { file: 'server.secret' }));
  const pem = kept(join(folder, 'receipts.pem'), () =>
    Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
  );
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType === 'ed25519') return ok({ secret, receipts: receiptKeys(privateKey) });
  } catch {
    // Said below, without the content.
  }
  return err(problem('mplatform.keys-damaged', { file: 'receipts.pem' }));
}

function kept(file: string, make: () => Buffer): Buffer {
  if (existsSync(file)) return readFileSync(file);
  const content = make();
  const partial = `${file}.part`;
  rmSync(partial, { force: true });
  const handle = openSync(partial, 'wx', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, file);
  return content;
}
