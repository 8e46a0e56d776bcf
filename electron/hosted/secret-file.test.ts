import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSecretFile } from './secret-file.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'technik-secrets-'));

test('what was written is there for the next start, and gone once deleted', async () => {
  const file = join(await folder(), 'data', 'secrets.json');
  await createSecretFile(file).write('tokens', 'abc');
  const again = createSecretFile(file);
  expect(await again.read('tokens')).toBe('abc');
  await again.delete('tokens');
  expect(await createSecretFile(file).read('tokens')).toBeNull();
});

test('changes asked for at the same time are all kept', async () => {
  const file = join(await folder(), 'secrets.json');
  const secrets = createSecretFile(file);
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => secrets.write(name, name)));
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: 'a', b: 'b', c: 'c', d: 'd' });
});

test.skipIf(process.platform === 'win32')(
  'nobody but the owner can read the file, also one that came with wider rights',
  async () => {
    const file = join(await folder(), 'secrets.json');
    const secrets = createSecretFile(file);
    await secrets.write('tokens', 'abc');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    await secrets.read('tokens');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  },
);

test('a file that is not one of ours is kept aside, and the secrets in it count as gone', async () => {
  const parent = await folder();
  const file = join(parent, 'secrets.json');
  await writeFile(file, '{"tokens": ');
  const secrets = createSecretFile(file);
  expect(await secrets.read('tokens')).toBeNull();
  await secrets.write('tokens', 'new');
  expect((await readdir(parent)).sort()).toEqual(['secrets.json', 'secrets.json.damaged']);
  expect(await readFile(`${file}.damaged`, 'utf8')).toBe('{"tokens": ');
});

test('a name that every object has is still only a name', async () => {
  const secrets = createSecretFile(join(await folder(), 'secrets.json'));
  expect(await secrets.read('constructor')).toBeNull();
});
