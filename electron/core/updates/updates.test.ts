import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { expect, it } from 'vitest';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { connect, kindOfFile } from '../../../sqlite/connect.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { backUpBeforeUpdate } from './backup.ts';
import type { UpdateSource } from './source.ts';
import { createUpdates, type Job } from './updates.ts';

const offer = { version: '0.2.0', releasedAt: null, bytes: 1 };

/** A source that does what it is told, and what was asked of it, in order. */
function setUp(parts: Partial<UpdateSource> = {}, jobs: readonly Job[] = [], backup: Result<string, Problem> = ok('file')) {
  const asked: string[] = [];
  const told = async (what: string) => {
    asked.push(what);
    return ok(null);
  };
  const source: UpdateSource = {
    async check() {
      asked.push('check');
      return ok(offer);
    },
    async download(onProgress) {
      onProgress(41.6);
      return told('download');
    },
    install: () => told('install'),
    before: async () => ok(null),
    goBack: () => told('goBack'),
    ...parts,
  };
  const seen: unknown[] = [];
  const updates = createUpdates({
    source,
    version: '0.1.0',
    jobs: () => jobs,
    backUp(version) {
      asked.push(`backup ${version}`);
      return backup;
    },
    changed: () => void updates.view().then(({ state, percent }) => seen.push([state, percent])),
  });
  return { updates, asked, seen };
}

it('nothing is looked for, fetched or installed but on the technician’s word, each step by itself', async () => {
  const { updates, asked, seen } = setUp();
  expect(await updates.view()).toMatchObject({ possible: true, state: 'idle', offer: null, before: null });
  await updates.check();
  expect([asked, (await updates.view()).offer]).toEqual([['check'], offer]);
  await updates.download();
  await updates.install();
  expect(asked).toEqual(['check', 'download', 'backup 0.1.0', 'install']);
  expect(seen).toContainEqual(['downloading', 42]);
});

it.each(['probe', 'till', 'upload', 'form'] as const)(
  'not while something is under way: %s; nor is anything put aside then',
  async (job) => {
    const { updates, asked } = setUp({}, [job]);
    await updates.check();
    await updates.download();
    expect(await updates.install()).toMatchObject({ ok: false, error: { code: 'update.busy', evidence: { job } } });
    expect(asked).toEqual(['check', 'download']);
    expect((await updates.view()).state).toBe('ready');
  },
);

it('not without a backup', async () => {
  const { updates, asked } = setUp({}, [], err(problem('update.no-backup', { reason: 'ENOSPC' })));
  await updates.check();
  await updates.download();
  expect(await updates.install()).toMatchObject({ ok: false, error: { code: 'update.no-backup' } });
  expect(asked).not.toContain('install');
});

it('what was not fetched whole is not installed, and can be tried again', async () => {
  let tries = 0;
  const { updates } = setUp({
    async download() {
      tries += 1;
      return tries === 1 ? err(problem('update.damaged')) : ok(null);
    },
  });
  await updates.check();
  expect(await updates.download()).toMatchObject({ ok: false });
  expect(await updates.view()).toMatchObject({ state: 'offered', problem: { code: 'update.damaged' } });
  expect(await updates.install()).toMatchObject({ ok: false, error: { code: 'update.none' } });
  await updates.download();
  expect(await updates.view()).toMatchObject({ state: 'ready', problem: null });
});

it('a copy in a browser, from a stick or unsigned never updates itself', async () => {
  const updates = createUpdates({ source: undefined, version: '1', jobs: () => [], backUp: () => ok(''), changed: () => {} });
  expect(await updates.view()).toMatchObject({ possible: false, before: null });
  for (const answer of [await updates.check(), await updates.install(), await updates.goBack()]) expect(answer.ok).toBe(false);
});

const earlier = async () => ok({ version: '0.0.9', releasedAt: null, bytes: 1 });

it('where the installer before was kept one can go back by it, with a backup, and not while something is under way', async () => {
  const { updates, asked } = setUp({ before: earlier });
  expect(await updates.view()).toMatchObject({ state: 'idle', before: '0.0.9' });
  expect(await updates.goBack()).toEqual({ ok: true, value: null });
  expect(asked).toEqual(['backup 0.1.0', 'goBack']);
  expect(await updates.view()).toMatchObject({ state: 'installing' });
  // A second press is the same wish.
  await updates.goBack();
  expect(asked).toHaveLength(2);

  const busy = setUp({ before: earlier }, ['till']);
  expect(await busy.updates.goBack()).toMatchObject({ ok: false, error: { code: 'update.busy' } });
  const full = setUp({ before: earlier }, [], err(problem('update.no-backup', { reason: 'ENOSPC' })));
  expect(await full.updates.goBack()).toMatchObject({ ok: false, error: { code: 'update.no-backup' } });
  expect([...busy.asked, ...full.asked]).not.toContain('goBack');
});

it('where none was kept that is said, and one that was no longer ours is offered no more', async () => {
  const { updates, asked } = setUp();
  expect(await updates.goBack()).toMatchObject({ ok: false, error: { code: 'update.none-before' } });
  expect(asked).toEqual([]);
  const found: Awaited<ReturnType<UpdateSource['before']>>[] = [await earlier(), ok(null)];
  const spoilt = setUp({
    before: async () => found.shift() ?? ok(null),
    goBack: async () => err(problem('update.damaged')),
  });
  expect(await spoilt.updates.goBack()).toMatchObject({ ok: false, error: { code: 'update.damaged' } });
  expect(await spoilt.updates.view()).toMatchObject({ state: 'idle', before: null });
});

function database() {
  const folder = tempFolder('update');
  const db = new BetterSqlite3(join(folder, 'technik.db'));
  db.exec("CREATE TABLE operation (id TEXT); INSERT INTO operation VALUES ('a'), ('b')");
  return { db, folder: join(folder, 'backups') };
}

it('the backup holds everything, and the newest three stay', () => {
  const { db, folder } = database();
  const made = [1, 2, 3, 4].map((day) => backUpBeforeUpdate(db, folder, '0.1.0', `2026-11-0${day}T10:00:00.000Z`));
  const last = made.at(-1);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(last?.ok === true && new BetterSqlite3(last.value).prepare('SELECT id FROM operation').pluck().all()).toEqual([
    'a',
    'b',
  ]);
  expect(readdirSync(folder).join()).not.toContain('11-01');
  db.close();
});

it('the backup of an encrypted database is encrypted with the same key', () => {
  const folder = tempFolder('update');
  const key = new Uint8Array(32).fill(7);
  const db = connect(join(folder, 'technik.db'), key);
  db.exec("CREATE TABLE operation (id TEXT); INSERT INTO operation VALUES ('a')");
  const made = backUpBeforeUpdate(db, join(folder, 'backups'), '0.1.0', '2026-11-01T10:00:00.000Z');
  db.close();
  const file = made.ok ? made.value : '';
  expect(kindOfFile(file)).toBe('encrypted');
  expect(connect(file, key).prepare('SELECT id FROM operation').pluck().all()).toEqual(['a']);
});

it('where there is no room for it that is said, and nothing half made stays', () => {
  const { db, folder } = database();
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file where the folder should be');
  expect(backUpBeforeUpdate(db, folder, '0.1.0', 'x')).toMatchObject({ ok: false, error: { code: 'update.no-backup' } });
  db.close();
});
