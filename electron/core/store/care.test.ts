import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kindOfFile } from '../../../sqlite/connect.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { NOW } from '../../../tests/support/dossiers.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { resourcePath } from '../resources.ts';
import { createCare } from './care.ts';
import { createState } from './state.ts';

const migrations = resourcePath('migrations', 'core');
const key = new Uint8Array(32).fill(4);
const DAY = 86_400_000;

function place() {
  const folder = tempFolder('care');
  const file = join(folder, 'technik.db');
  const db = openDatabase(file, { migrations, backups: join(folder, 'backups'), key });
  const time = { now: NOW };
  const said: string[] = [];
  const due: (() => void)[] = [];
  const care = createCare({
    folder,
    key,
    state: createState(db),
    clock: { now: () => time.now },
    timers: {
      after(_ms, callback) {
        due.push(callback);
        return () => {};
      },
    },
    damaged: () => said.push('damaged'),
    failed: (cause) => said.push(String(cause)),
  });
  return { folder, file, db, time, said, care, due };
}

it('what was found in order is kept as a backup, encrypted, the last two of them', async () => {
  const { folder, db, time, care, said } = place();
  for (let week = 0; week < 3; week += 1) {
    expect(await care.look('full')).toEqual({ verdict: 'ok', backup: true });
    time.now += 7 * DAY;
  }
  const names = readdirSync(join(folder, 'backups'));
  expect(names).toEqual(['technik-2026-03-17.db', 'technik-2026-03-24.db']);
  expect(kindOfFile(join(folder, 'backups', names[0] ?? ''))).toBe('encrypted');
  expect(said).toEqual([]);
  db.close();
});

it('looks through all of it after each start, and fully once a week', async () => {
  const { folder, db, time, care, due } = place();
  const backups = (): number => readdirSync(join(folder, 'backups')).length;
  care.start();
  const next = async (): Promise<void> => {
    due.shift()?.();
    while (due.length === 0) await new Promise((turn) => setImmediate(turn));
  };
  await next();
  expect(backups()).toBe(1);
  time.now += 6 * DAY;
  await next();
  expect(backups()).toBe(1);
  time.now += DAY;
  await next();
  expect(backups()).toBe(2);
  await care.stop();
  db.close();
});

it('damage that the start did not look for is found', async () => {
  const { file, db, care, said } = place();
  db.prepare("INSERT INTO server_row (kind, id, version, data) VALUES ('ticket', '1', 1, ?)").run(`"${'x'.repeat(300_000)}"`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(file);
  bytes.fill(1, bytes.length - 8192 * 3, bytes.length - 8192 * 2);
  writeFileSync(file, bytes);
  expect(await care.look('full')).toEqual({ verdict: 'damaged', backup: false });
  expect(said).toEqual(['damaged']);
  db.close();
});

it('a check that could not be made is told, and made another time', async () => {
  const { file, db, care, due, said, time } = place();
  createState(db).set('checked', { fullAt: new Date(time.now).toISOString() });
  renameSync(file, `${file}-away`);
  care.start();
  due.shift()?.();
  await expect.poll(() => due.length, { timeout: 10_000 }).toBe(1);
  expect(said).toEqual([expect.stringContaining('unable to open database file')]);
  db.prepare("UPDATE state SET value = '{}' WHERE key = 'checked'").run();
  due.shift()?.();
  await expect.poll(() => due.length).toBe(1);
  expect(said[1]).toContain('fullAt');
  await care.stop();
  db.close();
});
