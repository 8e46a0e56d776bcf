import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import { createLock } from './lock.ts';
import { openSealed } from './sealed.ts';

const support = generateKeyPairSync('x25519');
const publicPem = support.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privatePem = support.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A device with a note to send, told (or not) for whom to encrypt. */
function bench(supportPublicKey?: string) {
  const { store, time, folder } = aStore();
  const setting = { id: 'pcpos', serverAddress: 'https://mplatform.example', helpLine: '22 123 84 09' } as const;
  const data = supportPublicKey === undefined ? setting : { ...setting, supportPublicKey };
  store.applyChanges(
    [...changesOf(aDossier(takenTicket())), { kind: 'setting', seq: 90, id: 'pcpos', version: 1, data }],
    'c1',
    true,
  );
  const lock = createLock({
    store,
    clock: { now: () => time.now },
    folder,
    mode: 'production',
    appVersion: '0.1.0',
    changed: () => {},
  });
  return {
    store,
    time,
    lock,
    folder,
    files: () => (existsSync(join(folder, 'locked')) ? readdirSync(join(folder, 'locked')) : []),
  };
}

it('is locked at once where the export cannot be written, and writes it as soon as it can', async () => {
  const b = bench(publicPem);
  b.store.submit(aNote('niewysłane'));
  // Nothing can be made where its folder should be.
  writeFileSync(join(b.folder, 'locked'), '');
  await b.lock.lock();
  expect(b.lock.view()).toMatchObject({ waiting: 1, exportFile: null });
  rmSync(join(b.folder, 'locked'));
  b.time.now += 60_000;
  const { since } = b.lock.view() ?? {};
  await b.lock.lock();
  expect(b.lock.view()).toMatchObject({ since, exportFile: expect.stringContaining('.mtsealed') });
  expect(b.files()).toHaveLength(1);
  const opened = openSealed(readFileSync(b.lock.view()?.exportFile ?? '', 'utf8'), privatePem);
  expect(opened.ok && JSON.parse(opened.value)).toMatchObject({ operations: [{ args: { text: 'niewysłane' }, sending: null }] });
});

it.each([
  ['there is nothing unsent', publicPem, false],
  ['nobody is known to encrypt it for', undefined, true],
  ['the key is none', 'x', true],
])('writes no file where %s, and keeps everything', async (_what, key, unsent) => {
  const b = bench(key);
  if (unsent) b.store.submit(aNote('niewysłane'));
  await b.lock.lock();
  expect(b.files()).toEqual([]);
  expect(b.lock.view()).toMatchObject({ waiting: unsent ? 1 : 0, exportFile: null });
});
