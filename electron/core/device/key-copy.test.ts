import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memorySecrets } from '../../../tests/support/secrets.ts';
import { aStore } from '../../../tests/support/store.ts';
import { dataKeyName, dataKeys } from './data-key.ts';
import { createKeyCopy, KEY_COPY, keyCopyContent } from './key-copy.ts';
import { openSealed } from './sealed.ts';

function aSupport() {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

async function bench() {
  const { store, time, folder } = aStore();
  const secrets = memorySecrets();
  const made = await dataKeys(secrets, 'production', false, 'technik.db');
  if (!made.ok) throw new Error(made.error.code);
  const keys = made.value;
  const copy = () => createKeyCopy({ folder, mode: 'production', keys, secrets, store, clock: { now: () => time.now } });
  let version = 0;
  const supportIs = (supportPublicKey?: string) => {
    version += 1;
    const setting = { id: 'pcpos', serverAddress: 'https://mplatform.example', helpLine: '22 123 84 09' } as const;
    const data = supportPublicKey === undefined ? setting : { ...setting, supportPublicKey };
    store.applyChanges([{ kind: 'setting', seq: 90 + version, id: 'pcpos', version, data }], `c${version}`, true);
  };
  const file = join(folder, KEY_COPY);
  return { store, folder, secrets, copy, supportIs, file, text: () => readFileSync(file, 'utf8') };
}

const keyIn = (text: string, privatePem: string): string => {
  const opened = openSealed(text, privatePem);
  return opened.ok ? keyCopyContent.parse(JSON.parse(opened.value)).key : opened.error.code;
};

it('lies beside the database as soon as it is known whom to seal it for, and only support reads the key in it', async () => {
  const b = await bench();
  const support = aSupport();
  const copy = b.copy();
  await copy.keep();
  expect(existsSync(b.file)).toBe(false);
  b.supportIs(support.publicPem);
  await copy.keep();
  const secret = (await b.secrets.read(dataKeyName('production'))) ?? '';
  expect(b.text()).not.toContain(secret);
  expect(keyIn(b.text(), support.privatePem)).toBe(secret);
  expect(keyIn(b.text(), aSupport().privatePem)).toBe('support.other-key');
  if (process.platform !== 'win32') expect(statSync(b.file).mode & 0o077).toBe(0);
});

it('is left as it is while nothing changed, and made anew for support’s new key', async () => {
  const b = await bench();
  const [first, second] = [aSupport(), aSupport()];
  b.supportIs(first.publicPem);
  await b.copy().keep();
  const before = b.text();
  const copy = b.copy();
  await copy.keep();
  expect(b.text()).toBe(before);
  b.supportIs(second.publicPem);
  await copy.keep();
  expect(keyIn(b.text(), first.privatePem)).toBe('support.other-key');
  expect(keyIn(b.text(), second.privatePem)).toBe(await b.secrets.read(dataKeyName('production')));
  b.supportIs(undefined);
  await copy.keep();
  expect(existsSync(b.file)).toBe(true);
});

it.each([
  ['gone', (file: string) => rmSync(file)],
  ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
  ['another database’s', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(/"nonce": "./, '"nonce": "_'))],
])('is made anew at the next start where it is %s', async (_what, harm) => {
  const b = await bench();
  const support = aSupport();
  b.supportIs(support.publicPem);
  await b.copy().keep();
  harm(b.file);
  await b.copy().keep();
  expect(keyIn(b.text(), support.privatePem)).toBe(await b.secrets.read(dataKeyName('production')));
});

it('leaves the old copy whole where the new one cannot be written, and writes it when it can', async () => {
  const b = await bench();
  const [first, second] = [aSupport(), aSupport()];
  b.supportIs(first.publicPem);
  await b.copy().keep();
  b.supportIs(second.publicPem);
  // What a crash in the middle of writing would leave, and nothing can be written in its place.
  mkdirSync(join(`${b.file}.part`, 'x'), { recursive: true });
  const copy = b.copy();
  await copy.keep();
  expect(keyIn(b.text(), first.privatePem)).toBe(await b.secrets.read(dataKeyName('production')));
  rmSync(`${b.file}.part`, { recursive: true });
  writeFileSync(`${b.file}.part`, 'half');
  await copy.keep();
  expect(keyIn(b.text(), second.privatePem)).toBe(await b.secrets.read(dataKeyName('production')));
});

it('is never made of a key that does not open this database, nor where the system says nothing', async () => {
  const b = await bench();
  b.supportIs(aSupport().publicPem);
  const right = (await b.secrets.read(dataKeyName('production'))) ?? '';
  await b.secrets.write(dataKeyName('production'), Buffer.alloc(32, 7).toString('base64'));
  const copy = b.copy();
  await copy.keep();
  b.secrets.refuse = true;
  await copy.keep();
  expect(existsSync(b.file)).toBe(false);
  b.secrets.refuse = false;
  await b.secrets.write(dataKeyName('production'), right);
  await copy.keep();
  expect(existsSync(b.file)).toBe(true);
});

it('writes nothing any more once it was stopped, so that a folder that is wiped stays empty', async () => {
  const b = await bench();
  b.supportIs(aSupport().publicPem);
  const copy = b.copy();
  const keeping = copy.keep();
  await copy.stop();
  await keeping;
  await copy.keep();
  expect(existsSync(b.file)).toBe(false);
});
