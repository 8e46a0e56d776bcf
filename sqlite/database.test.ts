import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../tests/support/temp.ts';
import { type Database, openDatabase } from './database.ts';
import { DatabaseProblem } from './problems.ts';

/** A place with two migrations of its own; `more` adds to them as a newer app would. */
function place() {
  const folder = tempFolder('sqlite');
  const migrations = join(folder, 'migrations');
  const backups = join(folder, 'backups');
  mkdirSync(migrations);
  writeFileSync(join(migrations, '0010-first.sql'), 'CREATE TABLE ticket (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;');
  writeFileSync(join(migrations, '0020-city.sql'), "ALTER TABLE ticket ADD COLUMN city TEXT NOT NULL DEFAULT '';");
  const file = join(folder, 'technik.db');
  return {
    folder,
    file,
    backups,
    open: () => openDatabase(file, { migrations, backups }),
    more: (name: string, sql: string) => writeFileSync(join(migrations, name), sql),
    /** Made by today's app, with work in it, and closed. */
    used(rows = 1): void {
      const db = this.open();
      const insert = db.prepare('INSERT INTO ticket (id, name) VALUES (?, ?)');
      db.transaction(() => {
        for (let i = 1; i <= rows; i += 1) insert.run(String(i), `PPHU SAM ${'x'.repeat(200)}`);
      })();
      db.close();
    },
  };
}

function refusal(open: () => Database): DatabaseProblem['problem'] {
  try {
    open().close();
  } catch (error) {
    if (error instanceof DatabaseProblem) return error.problem;
    throw error;
  }
  throw new Error('it was opened');
}
const version = (db: Database) => db.pragma('user_version', { simple: true });

describe('a database', () => {
  it('is made where there was none, folder and all, at the newest version and with no backup', () => {
    const { open, backups, folder } = place();
    const db = openDatabase(join(folder, 'a', 'b.db'), { migrations: join(folder, 'migrations'), backups });
    expect(version(db)).toBe(20);
    db.close();
    open().close();
    expect(existsSync(backups)).toBe(false);
  });

  it('writes each commit through to the disk before it answers, and keeps its promises', () => {
    const at = place();
    at.used();
    const db = at.open();
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('secure_delete')).toBe(1);
    db.close();
  });

  it('has what was committed before a crash that left its log behind', () => {
    const at = place();
    const db = at.open();
    db.prepare("INSERT INTO ticket (id, name) VALUES ('1', 'PPHU SAM')").run();
    const crashed = join(at.folder, 'crashed.db');
    copyFileSync(at.file, crashed);
    copyFileSync(`${at.file}-wal`, `${crashed}-wal`);
    db.close();
    const again = openDatabase(crashed, { migrations: join(at.folder, 'migrations'), backups: at.backups });
    expect(again.prepare('SELECT name FROM ticket').pluck().all()).toEqual(['PPHU SAM']);
    again.close();
  });

  it('that lost power in a write without the new log is rolled back and opened', () => {
    const at = place();
    const old = new BetterSqlite3(at.file);
    old.exec(readFileSync(join(at.folder, 'migrations', '0010-first.sql'), 'utf8'));
    old.pragma('user_version = 10');
    old.pragma('cache_size = 1');
    old.exec('BEGIN IMMEDIATE');
    const insert = old.prepare('INSERT INTO ticket (id, name) VALUES (?, ?)');
    for (let i = 0; i < 2000; i += 1) insert.run(String(i), 'x'.repeat(500));
    const crashed = join(at.folder, 'crashed.db');
    copyFileSync(at.file, crashed);
    copyFileSync(`${at.file}-journal`, `${crashed}-journal`);
    old.close();
    const db = openDatabase(crashed, { migrations: join(at.folder, 'migrations'), backups: at.backups });
    expect(db.prepare('SELECT count(*) FROM ticket').pluck().get()).toBe(0);
    expect(version(db)).toBe(20);
    db.close();
  });

  it('is made in a file left empty by a crash', () => {
    const at = place();
    writeFileSync(at.file, '');
    const db = at.open();
    expect(version(db)).toBe(20);
    db.close();
  });
});

describe('a database that cannot be used is left to the byte as it was found', () => {
  function leftAlone(at: ReturnType<typeof place>) {
    const before = readFileSync(at.file);
    const problem = refusal(at.open);
    expect(readFileSync(at.file).equals(before)).toBe(true);
    expect(existsSync(at.backups)).toBe(false);
    return problem;
  }

  it.each(['wal', 'delete'])('when it is newer than the app (journal mode %s)', (mode) => {
    const at = place();
    at.used();
    const newer = new BetterSqlite3(at.file);
    newer.pragma(`journal_mode = ${mode}`);
    newer.pragma('user_version = 30');
    newer.close();
    expect(leftAlone(at)).toMatchObject({ code: 'database.newer', params: { file: 'technik.db', version: 30, known: 20 } });
  });

  it('when it is newer and its log was left behind by a crash', () => {
    const at = place();
    at.used();
    const newer = new BetterSqlite3(at.file);
    newer.pragma('user_version = 30');
    const copy = join(at.folder, 'copy.db');
    copyFileSync(at.file, copy);
    copyFileSync(`${at.file}-wal`, `${copy}-wal`);
    newer.close();
    expect(
      leftAlone({
        ...at,
        file: copy,
        open: () => openDatabase(copy, { migrations: join(at.folder, 'migrations'), backups: at.backups }),
      }).code,
    ).toBe('database.newer');
    expect(readFileSync(`${copy}-wal`).length).toBeGreaterThan(0);
  });

  it('when it is no database at all', () => {
    const at = place();
    writeFileSync(at.file, 'To jest zwykły plik tekstowy, a nie baza danych. '.repeat(100));
    expect(leftAlone(at).code).toBe('database.damaged');
  });

  it('when its header is damaged', () => {
    const at = place();
    at.used();
    const bytes = readFileSync(at.file);
    bytes.fill(0xff, 0, 100);
    writeFileSync(at.file, bytes);
    expect(leftAlone(at).code).toBe('database.damaged');
  });

  it('when a page in its middle is damaged', () => {
    const at = place();
    at.used(500);
    const bytes = readFileSync(at.file);
    bytes.fill(0xa5, 4096 * 10, 4096 * 11);
    writeFileSync(at.file, bytes);
    expect(leftAlone(at).code).toBe('database.damaged');
  });

  it('when its end is missing', () => {
    const at = place();
    at.used(500);
    truncateSync(at.file, 4096 * 5);
    expect(leftAlone(at).code).toBe('database.damaged');
  });
});

it('what stands where the database should be, and is no file, is said to be unusable', () => {
  const at = place();
  mkdirSync(at.file);
  expect(refusal(at.open)).toMatchObject({ code: 'database.unusable', params: { file: 'technik.db' } });
});

describe('a migration', () => {
  it('carries the rows over, and first puts a copy of the old database aside', () => {
    const at = place();
    at.used();
    at.more('0030-split.sql', "CREATE TABLE city (name TEXT) STRICT; UPDATE ticket SET city = 'Sieciechów';");
    const db = at.open();
    expect(version(db)).toBe(30);
    expect(db.prepare('SELECT id, city FROM ticket').all()).toEqual([{ id: '1', city: 'Sieciechów' }]);
    db.close();

    expect(readdirSync(at.backups)).toEqual(['technik-v20.db']);
    const old = new BetterSqlite3(join(at.backups, 'technik-v20.db'), { readonly: true });
    expect(version(old)).toBe(20);
    expect(old.prepare('SELECT id, city FROM ticket').all()).toEqual([{ id: '1', city: '' }]);
    old.close();
  });

  it('is run once only', () => {
    const at = place();
    at.used();
    at.more('0030-count.sql', "INSERT INTO ticket (id, name) VALUES ('new', 'x');");
    at.open().close();
    const db = at.open();
    expect(db.prepare('SELECT count(*) FROM ticket').pluck().get()).toBe(2);
    db.close();
  });

  it('that fails takes back all that were run with it, and the version', () => {
    const at = place();
    at.used();
    at.more('0030-good.sql', "CREATE TABLE half (a TEXT) STRICT; UPDATE ticket SET city = 'Arklity';");
    at.more('0040-bad.sql', 'CREATE TABLE other (a TEXT) STRICT; INSERT INTO nowhere VALUES (1);');
    expect(refusal(at.open)).toMatchObject({ code: 'database.unusable', params: { reason: expect.stringContaining('nowhere') } });

    const found = new BetterSqlite3(at.file, { readonly: true });
    expect(version(found)).toBe(20);
    expect(found.prepare('SELECT city FROM ticket').pluck().all()).toEqual(['']);
    expect(found.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['ticket']);
    found.close();
  });

  it('mended by the next version of the app runs where the bad one failed', () => {
    const at = place();
    at.used();
    at.more('0030-bad.sql', 'INSERT INTO nowhere VALUES (1);');
    refusal(at.open);
    at.more('0030-bad.sql', 'CREATE TABLE nowhere (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);');
    const db = at.open();
    expect(version(db)).toBe(30);
    expect(readdirSync(at.backups)).toEqual(['technik-v20.db']);
    db.close();
  });

  it('is a numbered file; what else lies in the folder is not run', () => {
    const at = place();
    at.more('README.md', 'not SQL');
    at.more('0030-old.sql.bak', 'not SQL');
    const db = at.open();
    expect(version(db)).toBe(20);
    db.close();
  });
});
