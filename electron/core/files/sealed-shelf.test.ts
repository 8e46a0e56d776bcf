import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../tests/support/temp.ts';
import { createShelf } from './shelf.ts';

const KEY = new Uint8Array(32).fill(11);
const SECRET = 'Pełnomocnictwo, NIP 7974569439. ';
const CONTENT = Buffer.from(SECRET.repeat(70_000));
const sha256 = createHash('sha256').update(CONTENT).digest('hex');

async function kept(folder: string, key: Uint8Array | undefined) {
  const shelf = createShelf(folder, key);
  const incoming = await shelf.receive();
  for (let at = 0; at < CONTENT.length; at += 99_991) await incoming.append(CONTENT.subarray(at, at + 99_991));
  await incoming.keep((await incoming.end()).sha256);
  return shelf;
}

const onDisk = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join();

it('a document lies on the disk encrypted, and any piece of it is read as it was', async () => {
  const folder = tempFolder('shelf');
  const shelf = await kept(folder, KEY);
  expect(onDisk(folder)).not.toContain('NIP');
  expect([await shelf.sizeOf(sha256), await shelf.intact(sha256)]).toEqual([CONTENT.length, true]);
  expect(await shelf.list()).toEqual([{ sha256, size: CONTENT.length }]);
  const file = await shelf.open(sha256);
  for (const [from, length] of [
    [0, 10],
    [1, 16],
    [15, 33],
    [1_048_577, 1 << 20],
    [CONTENT.length - 5, 100],
  ] as const)
    expect(Buffer.from(await file.read(from, length)).equals(CONTENT.subarray(from, from + length))).toBe(true);
  await file.close();
});

it('two times the same content are not the same bytes on the disk', async () => {
  const [first, second] = [tempFolder('shelf'), tempFolder('shelf')];
  await kept(first, KEY);
  await kept(second, KEY);
  expect(onDisk(first)).not.toBe(onDisk(second));
});

it('what lay there before is read all the same, and encrypted in time', async () => {
  const folder = tempFolder('shelf');
  await kept(folder, undefined);
  const damaged = 'f'.repeat(64);
  writeFileSync(join(folder, damaged), 'not what its name says');
  const shelf = createShelf(folder, KEY);
  expect([await shelf.sizeOf(sha256), await shelf.intact(sha256)]).toEqual([CONTENT.length, true]);
  await shelf.sealAll(new AbortController().signal);
  expect(readdirSync(folder).sort()).toEqual([`${sha256}.sealed`, damaged, 'incoming'].sort());
  expect(await shelf.intact(sha256)).toBe(true);
  expect(await shelf.intact(damaged)).toBe(false);
  expect(onDisk(folder)).not.toContain('NIP');
});

it('a part goes on where it ended, and begins anew where a failing power tore its head', async () => {
  const folder = tempFolder('shelf');
  const shelf = createShelf(folder, KEY);
  const half = 1_000_003;
  const first = await shelf.openPart(sha256);
  await first.append(CONTENT.subarray(0, half));
  await first.close();
  expect(await shelf.partSizeOf(sha256)).toBe(half);
  const second = await shelf.openPart(sha256);
  expect(second.size).toBe(half);
  await second.append(CONTENT.subarray(half));
  await second.close();
  expect(await shelf.keepPart(sha256)).toBe(true);
  expect(await shelf.intact(sha256)).toBe(true);

  mkdirSync(join(folder, 'incoming'), { recursive: true });
  const other = await shelf.openPart('a'.repeat(64));
  await other.append(CONTENT.subarray(0, 50));
  await other.close();
  truncateSync(shelf.part('a'.repeat(64)), 7);
  const again = await shelf.openPart('a'.repeat(64));
  expect(again.size).toBe(0);
  await again.close();
});

it('one changed byte is noticed before the file is used', async () => {
  const folder = tempFolder('shelf');
  const shelf = await kept(folder, KEY);
  const path = shelf.place(sha256);
  const bytes = readFileSync(path);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(await shelf.intact(sha256)).toBe(false);
});
