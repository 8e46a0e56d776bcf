import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';
import { secretFiles } from '../shared/secret-files.ts';
import { createSecretFile } from './secret-file.ts';

const KEY = 'production-data-key';
async function kept() {
  const folder = tempFolder('secret-files');
  const secrets = secretFiles(folder, createSecretFile);
  await secrets.write(KEY, 'opens everything');
  await secrets.write('production-tokens', 'for an hour');
  return { folder, again: () => secretFiles(folder, createSecretFile) };
}

it('a damaged file of tokens costs the tokens, and no key', async () => {
  const { folder, again } = await kept();
  writeFileSync(join(folder, 'secrets.json'), 'nonsense');
  expect([await again().read('production-tokens'), await again().read(KEY)]).toEqual([null, 'opens everything']);
});

it.each(['keys.json', 'keys-copy.json'])('a key outlives the damage and the loss of %s', async (name) => {
  const { folder, again } = await kept();
  writeFileSync(join(folder, name), '{"half');
  expect(await again().read(KEY)).toBe('opens everything');
  rmSync(join(folder, name), { force: true });
  expect(await again().read(KEY)).toBe('opens everything');
});

it('what was deleted is nowhere any more', async () => {
  const { folder, again } = await kept();
  await again().delete(KEY);
  expect(await again().read(KEY)).toBeNull();
  for (const name of ['keys.json', 'keys-copy.json']) expect(readFileSync(join(folder, name), 'utf8')).not.toContain('opens');
});

it('the hourly change of tokens writes no file of keys', async () => {
  const { folder, again } = await kept();
  rmSync(join(folder, 'keys.json'));
  await again().write('production-tokens', 'for another hour');
  expect(() => readFileSync(join(folder, 'keys.json'))).toThrow('ENOENT');
});
