import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/support/temp.ts';
import { listAside, removeAside } from './aside.ts';

function putAside(folder: string, name: string, bytes: number): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'technik.db'), Buffer.alloc(bytes));
}

it('what was put aside is told with its size, and only what the person saw is removed', () => {
  const folder = tempFolder('aside');
  expect(listAside(folder)).toEqual([]);
  putAside(folder, 'newer/b', 10);
  putAside(folder, 'damaged/a', 5);
  writeFileSync(join(folder, 'damaged', 'a', 'technik.db-wal'), 'wal');
  putAside(folder, 'backups/c', 7);
  expect(listAside(folder).map(({ name, bytes }) => [name, bytes])).toEqual([
    ['damaged/a', 8],
    ['newer/b', 10],
  ]);
  removeAside(folder, ['damaged/a', '../aside', 'backups/c', 'damaged/../backups/c']);
  expect(listAside(folder).map(({ name }) => name)).toEqual(['newer/b']);
  expect(readdirSync(join(folder, 'backups', 'c'))).toEqual(['technik.db']);
});
