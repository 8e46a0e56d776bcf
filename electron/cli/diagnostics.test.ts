import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';

const run = promisify(execFile);
const cli = join(import.meta.dirname, '..', 'cli.ts');
const technik = (data: string, ...args: string[]) => run(process.execPath, [cli, 'diagnostics', '--data', data, ...args]);

/** A data folder whose database is a text file. */
function damaged(): string {
  const data = tempFolder('diagnostics-cli');
  mkdirSync(join(data, 'training'));
  writeFileSync(join(data, 'training', 'technik.db'), 'To nie jest baza danych. '.repeat(100));
  return data;
}

it('lists what would be in the file, and without a name for it saves nothing', async () => {
  const data = damaged();
  const { stdout } = await technik(data);
  expect(stdout).toMatch(/about\.json +\d+ B/);
  expect(stdout).toContain('Nic nie zapisano');
});

it('works where the database is no database, says so in the file, and leaves everything as it was', async () => {
  const data = damaged();
  const before = readFileSync(join(data, 'training', 'technik.db'));
  const out = join(data, 'wsparcie.zip');
  const { stdout } = await technik(data, '--out', out, '--json');
  const { parts, file } = JSON.parse(stdout);
  expect(file).toBe(out);
  expect(parts.map(({ name }: { name: string }) => name)).toContain('sync.json');
  expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
  if (process.platform !== 'win32') expect(statSync(out).mode & 0o077).toBe(0);
  expect(readFileSync(join(data, 'training', 'technik.db')).equals(before)).toBe(true);
  expect(existsSync(join(data, 'secrets.json'))).toBe(false);
});

it('writes over no file that is there', async () => {
  const data = damaged();
  const out = join(data, 'moje.zip');
  writeFileSync(out, 'moje');
  await expect(technik(data, '--out', out)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('EEXIST') });
  expect(readFileSync(out, 'utf8')).toBe('moje');
});
