import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../tests/support/temp.ts';
import { connect, kindOfFile } from './connect.ts';
import { openDatabase } from './database.ts';
import { encryptFile } from './encrypt.ts';
import { DatabaseProblem } from './problems.ts';
import { openPages } from './salvage/pages.ts';

const KEY = new Uint8Array(32).fill(5);
const SECRET = 'NIP 7974569439, tel. 48 621 60 08';

function place() {
  const folder = tempFolder('encrypt');
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations);
  writeFileSync(join(migrations, '0010-first.sql'), 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;');
  const file = join(folder, 'technik.db');
  return { folder, migrations, file, backups: join(folder, 'backups') };
}

/** Closed as after a crash: half of the work lies in the log. */
function worked(at: ReturnType<typeof place>): void {
  const db = openDatabase(join(at.folder, 'first.db'), at);
  const insert = db.prepare('INSERT INTO note (text) VALUES (?)');
  for (let i = 0; i < 300; i += 1) insert.run(`${SECRET} ${i}`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  for (let i = 300; i < 400; i += 1) insert.run(`${SECRET} ${i}`);
  copyFileSync(join(at.folder, 'first.db'), at.file);
  copyFileSync(join(at.folder, 'first.db-wal'), `${at.file}-wal`);
  db.close();
}

const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('first.db'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join();

const notes = (at: ReturnType<typeof place>): number => {
  const db = openDatabase(at.file, { ...at, key: KEY });
  const count = db.prepare<[], number>('SELECT count(*) FROM note').pluck().get() ?? 0;
  db.close();
  return count;
};

it('a database that was not encrypted is, with all that was in it, and nothing readable stays beside it', () => {
  const at = place();
  worked(at);
  expect(everything(at.folder)).toContain(SECRET);
  expect(encryptFile(at.file, KEY)).toBe(true);
  expect(everything(at.folder)).not.toContain(SECRET);
  expect(notes(at)).toBe(400);
  expect(encryptFile(at.file, KEY)).toBe(false);
});

it('backups and the log of an encrypted database are encrypted, too', () => {
  const at = place();
  const db = openDatabase(at.file, { ...at, key: KEY });
  db.prepare('INSERT INTO note (text) VALUES (?)').run(SECRET);
  expect(everything(at.folder)).not.toContain(SECRET);
  db.close();
  writeFileSync(join(at.migrations, '0020-more.sql'), 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;');
  openDatabase(at.file, { ...at, key: KEY }).close();
  expect(readdirSync(at.backups)).toEqual(['technik-v10.db']);
  expect(kindOfFile(join(at.backups, 'technik-v10.db'))).toBe('encrypted');
  expect(everything(at.folder)).not.toContain(SECRET);
});

it.each(['log-emptied', 'copied', 'encrypted', 'verified', 'replaced'])(
  'killed after the step “%s” everything is there',
  (step) => {
    const at = place();
    worked(at);
    const code = `import { encryptFile } from ${JSON.stringify(new URL('./encrypt.ts', import.meta.url).href)};
    encryptFile(${JSON.stringify(at.file)}, new Uint8Array(32).fill(5), (step) => {
      if (step === ${JSON.stringify(step)}) process.kill(process.pid, 'SIGKILL');
    });`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    expect(notes(at)).toBe(400);
    encryptFile(at.file, KEY);
    expect(kindOfFile(at.file)).toBe('encrypted');
    expect(notes(at)).toBe(400);
    expect(everything(at.folder)).not.toContain(SECRET);
  },
);

it('without its key an encrypted database is not taken for a damaged one', () => {
  const at = place();
  openDatabase(at.file, { ...at, key: KEY }).close();
  const before = readFileSync(at.file);
  expect(() => openDatabase(at.file, at)).toThrow(DatabaseProblem);
  expect(() => openDatabase(at.file, at)).toThrow('database.key-missing');
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

it('each page is opened alone as SQLite wrote it, and one changed byte is noticed', () => {
  const at = place();
  const db = openDatabase(at.file, { ...at, key: KEY });
  for (let i = 0; i < 200; i += 1) db.prepare('INSERT INTO note (text) VALUES (?)').run(`${SECRET} ${'x'.repeat(i * 20)}`);
  db.close();
  const plain = connect(at.file, KEY);
  const count = plain.pragma('page_count', { simple: true });
  plain.close();
  const pages = openPages(at.file, KEY);
  const all = [...pages.all()];
  pages.close();
  expect(all.length).toBe(count);
  expect(all.every((page) => page.intact === true)).toBe(true);
  expect(all.some((page) => page.bytes.includes(SECRET))).toBe(true);
  const bytes = readFileSync(at.file);
  bytes[8192 * 3 + 100] = (bytes[8192 * 3 + 100] ?? 0) ^ 1;
  writeFileSync(at.file, bytes);
  const again = openPages(at.file, KEY);
  expect([...again.all()].filter((page) => page.intact === false).map((page) => page.number)).toEqual([4]);
  again.close();
});
