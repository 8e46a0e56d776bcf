import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';

export interface TillKey {
  readonly privateKey: KeyObject;
  /** Ed25519, SPKI, DER in base64url: as a handover carries it. */
  readonly publicKey: string;
}

/**
 * The key with which this machine signs what it found out about itself: made once and kept. Named after the machine,
 * so that a data folder that is carried from till to till holds one for each.
 * @param write keeps a file from other people's eyes, whole or not at all
 */
export async function tillKey(
  dataFolder: string,
  machineId: string,
  write: (file: string, text: string) => Promise<void>,
): Promise<Result<TillKey, Problem>> {
  const name = createHash('sha256').update(machineId).digest('hex').slice(0, 16);
  const file = join(dataFolder, 'till-keys', `${name}.pem`);
  if (existsSync(file)) {
    const kept = read(readFileSync(file, 'utf8'));
    // M/platform knows the machine by its key: a new one in place of a damaged one is for a person to decide.
    return kept === undefined ? err(problem('probing.key-damaged', { file })) : ok(kept);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  await write(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return ok(withPublic(privateKey));
}

function read(pem: string): TillKey | undefined {
  try {
    const privateKey = createPrivateKey(pem);
    return privateKey.asymmetricKeyType === 'ed25519' ? withPublic(privateKey) : undefined;
  } catch {
    return undefined;
  }
}

const withPublic = (privateKey: KeyObject): TillKey => ({
  privateKey,
  publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64url'),
});
