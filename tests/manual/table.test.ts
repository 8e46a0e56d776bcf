import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'manual.md'), 'utf8');

interface Named {
  readonly file: string;
  readonly title: string;
}
/** The tests that a cell names: `[file](../path): “title”`. */
const namedIn = (cell: string): readonly Named[] =>
  [...cell.matchAll(/\[[^\]]+\]\(\.\.\/([^)]+)\): “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));

const rows = page
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [number = '', manual = '', rule = '', screen = '', device = '', server = ''] = line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim());
    return { number: Number(number), manual, rule, screen, device, server };
  });

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const source = (file: string): string => readFileSync(join(root, file), 'utf8');
const isThere = ({ file, title }: Named): boolean => new RegExp(`\\(\\s*['"\`]${quoted(title)}['"\`]`).test(source(file));
const isBoth = ({ file, title }: Named): boolean => new RegExp(`onBothSides\\(\\s*'${quoted(title)}'`).test(source(file));

it('the table numbers its rules without a gap, each with the manual’s words, a rule and a screen', () => {
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1));
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter(({ manual, rule, screen }) => manual === '' || rule === '' || screen === '')).toEqual([]);
});

it('each rule names tests that there are, on the device and on the server, or says why it is not the server’s', () => {
  const faults = rows.flatMap(({ number, device, server }) => {
    const onDevice = namedIn(device);
    const both = server === 'same';
    const onServer = both ? onDevice : namedIn(server);
    return [
      ...(onDevice.length === 0 ? [`${number}: no test on the device`] : []),
      ...(onServer.length === 0 && !server.startsWith('not the server’s: ') ? [`${number}: no test on the server`] : []),
      ...[...onDevice, ...onServer].filter((named) => !isThere(named)).map(({ title }) => `${number}: no test “${title}”`),
      ...(both
        ? onDevice.filter((named) => !isBoth(named)).map(({ title }) => `${number}: “${title}” is asked of one side`)
        : []),
    ];
  });
  expect(faults).toEqual([]);
});

it('each test of the manual’s rules stands in the table', () => {
  const named = new Set(rows.flatMap(({ device, server }) => [...namedIn(device), ...namedIn(server)].map(({ title }) => title)));
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts') && file !== 'table.test.ts');
  const titles = files.flatMap((file) =>
    [...source(`tests/manual/${file}`).matchAll(/(?:onBothSides\(\s*|\(\s*(?='on the ))'([^']+)'/g)].map(
      ([, title = '']) => title,
    ),
  );
  expect(titles.length).toBeGreaterThan(50);
  expect(titles.filter((title) => !named.has(title))).toEqual([]);
});
