import { readFile, rename } from 'node:fs/promises';
import type { SafeStorage } from 'electron';
import * as z from 'zod';
import type { SecretStore } from '../core/index.ts';
import { writePrivateFile } from '../shared/private-file.ts';

export type Encryption = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

/** The system has nowhere to keep a key. We refuse rather than write a token that anybody can read. */
export class NoEncryption extends Error {}

const contents = z.record(z.string(), z.base64());
type Contents = Readonly<z.infer<typeof contents>>;

/**
 * Tokens in a file, each encrypted with a key that the system keeps for this user. What cannot be decrypted (the
 * folder was carried to another account) counts as not there: the device is then enrolled again.
 */
export function createSecretVault(file: string, encryption: Encryption, platform: NodeJS.Platform): SecretStore {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work, work);
    queue = mine.catch(() => {});
    return mine;
  };

  async function check(): Promise<void> {
    // `basic_text` encrypts with a key that everybody knows.
    const plain = platform === 'linux' && encryption.getSelectedStorageBackend?.() === 'basic_text';
    if (plain || !(await encryption.isAsyncEncryptionAvailable())) throw new NoEncryption('safeStorage is not available');
  }

  return {
    read: (name) =>
      inTurn(async () => {
        const kept = new Map(Object.entries(await load(file))).get(name);
        if (kept === undefined) return null;
        await check();
        try {
          return (await encryption.decryptStringAsync(Buffer.from(kept, 'base64'))).result;
        } catch {
          return null;
        }
      }),
    write: (name, value) =>
      inTurn(async () => {
        await check();
        const sealed = (await encryption.encryptStringAsync(value)).toString('base64');
        await save(file, new Map(Object.entries(await load(file))).set(name, sealed));
      }),
    delete: (name) =>
      inTurn(async () => {
        const all = new Map(Object.entries(await load(file)));
        if (all.delete(name)) await save(file, all);
      }),
  };
}

const save = (file: string, all: ReadonlyMap<string, string>): Promise<void> =>
  writePrivateFile(file, JSON.stringify(Object.fromEntries(all), null, 2));

async function load(file: string): Promise<Contents> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw cause;
  }
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    // Kept aside, not overwritten.
    await rename(file, `${file}.damaged`);
    return {};
  }
}
