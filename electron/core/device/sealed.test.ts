import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { openSealed, readSupportKey, seal } from './sealed.ts';

const pair = generateKeyPairSync('x25519');
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const other = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const content = JSON.stringify({ note: 'Zażółć gęślą jaźń', many: 'x'.repeat(100_000) });

it('gives support back what was sealed for it, to the letter', () => {
  expect(openSealed(seal(content, pair.publicKey), pem)).toEqual({ ok: true, value: content });
});

it('seals the same content otherwise each time, and shows nothing of it', () => {
  const [a, b] = [seal(content, pair.publicKey), seal(content, pair.publicKey)];
  expect(JSON.parse(a).content).not.toBe(JSON.parse(b).content);
  expect(JSON.parse(a).key).not.toBe(JSON.parse(b).key);
  expect(a).not.toContain(Buffer.from('gęślą').toString('base64').slice(2, 8));
});

it('says that it was sealed for another key', () => {
  expect(openSealed(seal(content, pair.publicKey), other)).toMatchObject({ error: { code: 'support.other-key' } });
});

it.each(['format', 'supportKey', 'key', 'nonce', 'content'])('refuses a file whose %s was changed', (field) => {
  const file = JSON.parse(seal(content, pair.publicKey)) as Record<string, string>;
  const old = file[field] ?? '';
  const changed = field === 'key' ? swapped(old) : `${old[0] === 'A' ? 'B' : 'A'}${old.slice(1)}`;
  const answer = openSealed(JSON.stringify({ ...file, [field]: changed }), pem);
  expect(answer.ok).toBe(false);
});
/** Another valid key in its place. */
const swapped = (_: string): string => createPublicKey(other).export({ type: 'spki', format: 'der' }).toString('base64');

it.each(['', '{}', 'null', 'to nie jest plik'])('says that %j is no such file', (text) => {
  expect(openSealed(text, pem)).toMatchObject({ error: { code: 'support.file-unreadable' } });
});

it('says that a key is none, or is of another kind', () => {
  const ed = generateKeyPairSync('ed25519');
  const sealed = seal(content, pair.publicKey);
  expect(openSealed(sealed, 'x')).toMatchObject({ error: { code: 'support.key-unreadable' } });
  expect(openSealed(sealed, ed.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toMatchObject({
    error: { code: 'support.key-unreadable' },
  });
  expect(readSupportKey(ed.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeUndefined();
  expect(readSupportKey('')).toBeUndefined();
});
