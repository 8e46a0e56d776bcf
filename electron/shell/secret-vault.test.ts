import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSecretVault, type Encryption, NoEncryption } from './secret-vault.ts';

const file = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'technik-vault-')), 'secrets.json');

/** Turns the text round: enough to see what is on disk. A wrong `key` fails, as another account's does. */
const encryption = (key = 'k1', over: Partial<Encryption> = {}): Encryption => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from(`${key}:${[...text].reverse().join('')}`),
  decryptStringAsync: async (sealed) => {
    const [by, text] = sealed.toString().split(':', 2);
    if (by !== key || text === undefined) throw new Error('wrong key');
    return { shouldReEncrypt: false, result: [...text].reverse().join('') };
  },
  ...over,
});

test('a token is read back, and its text is nowhere in the file', async () => {
  const path = await file();
  await createSecretVault(path, encryption(), 'win32').write('tokens', 'token-text');
  expect(await createSecretVault(path, encryption(), 'win32').read('tokens')).toBe('token-text');
  const raw = await readFile(path, 'utf8');
  expect(raw).not.toContain('token-text');
  expect(raw).not.toContain(Buffer.from('token-text').toString('base64'));
});

test('without the system’s key nothing is written, and the refusal is plain', async () => {
  const path = await file();
  const none = createSecretVault(path, encryption('k1', { isAsyncEncryptionAvailable: async () => false }), 'win32');
  await expect(none.write('tokens', 'abc')).rejects.toThrow(NoEncryption);
  const known = createSecretVault(path, encryption('k1', { getSelectedStorageBackend: () => 'basic_text' }), 'linux');
  await expect(known.write('tokens', 'abc')).rejects.toThrow(NoEncryption);
  await expect(readFile(path)).rejects.toThrow('ENOENT');
  expect(await none.read('tokens')).toBeNull();
});

test('a folder carried to another account: what cannot be read is not there, and can be written anew', async () => {
  const path = await file();
  await createSecretVault(path, encryption('k1'), 'win32').write('tokens', 'old');
  const other = createSecretVault(path, encryption('k2'), 'win32');
  expect(await other.read('tokens')).toBeNull();
  await other.write('tokens', 'new');
  expect(await other.read('tokens')).toBe('new');
});

test('a damaged file is kept aside; deleting and changes at the same time lose nothing', async () => {
  const path = await file();
  await writeFile(path, '{"tokens":');
  const vault = createSecretVault(path, encryption(), 'win32');
  expect(await vault.read('tokens')).toBeNull();
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe('{"tokens":');
  await Promise.all([vault.write('a', '1'), vault.write('b', '2'), vault.write('c', '3')]);
  await vault.delete('b');
  expect([await vault.read('a'), await vault.read('b'), await vault.read('c')]).toEqual(['1', null, '3']);
});
