import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, kindOfFile } from '../../../sqlite/connect.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { DatabaseProblem } from '../../../sqlite/problems.ts';
import { NOW } from '../../../tests/support/dossiers.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { derived } from '../device/data-key.ts';
import type { SecretStore } from '../host.ts';
import { resourcePath } from '../resources.ts';
import { openBack, openStore } from './opening.ts';
import { keyFits } from './rescue/salvage.ts';

const migrations = resourcePath('migrations', 'core');
const SECRET = Buffer.alloc(32, 3);

function place(kept: Record<string, string> = {}) {
  const folder = tempFolder('opening');
  const file = join(folder, 'technik.db');
  const secrets: SecretStore = {
    read: async (name) => kept[name] ?? null,
    write: async (name, value) => {
      kept[name] = value;
    },
    delete: async (name) => {
      delete kept[name];
    },
  };
  const clock = { now: () => NOW };
  const deps = { folder, mode: 'production', migrations, secrets, clock };
  return { folder, file, kept, deps, open: (change: Partial<typeof deps> = {}) => openStore({ ...deps, ...change }) };
}

const NOTE = `INSERT INTO operation (id, kind, target, ticket_id, args, device_time, app_version)
  VALUES ('0195f4a0-0000-7000-8000-000000000001', 'ticket.addNote', '1042', '1042', '{"text":"wizyta"}', '2026-03-10T08:00:00Z', '0.1.0')`;

/** As an earlier release left it: not encrypted, with a note that waits and a backup. */
function fromBefore(at: ReturnType<typeof place>): void {
  const db = openDatabase(at.file, { migrations, backups: at.folder });
  db.prepare(NOTE).run();
  db.prepare(`INSERT INTO outbox (position, operation_id, ticket_id) SELECT position, id, ticket_id FROM operation`).run();
  db.close();
  mkdirSync(join(at.folder, 'backups'));
  copyFileSync(at.file, join(at.folder, 'backups', 'technik-v100.db'));
}

const waiting = (db: ReturnType<typeof connect>) => db.prepare('SELECT count(*) FROM outbox').pluck().get();

async function refusal(open: () => Promise<unknown>): Promise<string> {
  try {
    await open();
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return cause.problem.code;
    throw cause;
  }
  return 'opened';
}

it('a first start makes a key, keeps it with the system, and a database that nothing else opens', async () => {
  const at = place();
  const { db, keys, notices } = await at.open();
  db.close();
  expect([notices, kindOfFile(at.file)]).toEqual([[], 'encrypted']);
  expect(keys).toEqual(derived(Buffer.from(at.kept['production-data-key'] ?? '', 'base64')));
  (await at.open()).db.close();
  expect(await refusal(() => at.open({ secrets: place().deps.secrets }))).toBe('database.key-missing');
});

it('what an earlier release left is encrypted, its backups too, and goes on waiting', async () => {
  const at = place();
  fromBefore(at);
  const { db, notices, mended } = await at.open();
  expect([waiting(db), notices, mended]).toEqual([1, [], false]);
  db.close();
  const backup = join(at.folder, 'backups', 'technik-v100.db');
  expect([kindOfFile(at.file), kindOfFile(backup)]).toEqual(['encrypted', 'encrypted']);
});

it('where the system keeps no keys, work goes on unencrypted and that is said', async () => {
  const at = place();
  const silent: SecretStore = { ...at.deps.secrets, read: async () => Promise.reject(new Error('no keyring')) };
  const { db, notices } = await at.open({ secrets: silent });
  db.close();
  expect(notices).toMatchObject([{ code: 'database.not-encrypted' }]);
  expect(kindOfFile(at.file)).toBe('plain');
  (await at.open()).db.close();
  expect(kindOfFile(at.file)).toBe('encrypted');
  const before = readFileSync(at.file);
  expect(await refusal(() => at.open({ secrets: silent }))).toBe('database.key-unavailable');
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

it('another key is not taken for damage: nothing is moved', async () => {
  const at = place();
  (await at.open()).db.close();
  at.kept['production-data-key'] = SECRET.toString('base64');
  const before = readFileSync(at.file);
  expect(await refusal(at.open)).toBe('database.key-missing');
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(readdirSync(at.folder)).toEqual(['technik.db']);
});

it('a newer database is left to the byte, encrypted or not', async () => {
  for (const key of [undefined, derived(SECRET).database]) {
    const at = place({ 'production-data-key': SECRET.toString('base64') });
    openDatabase(at.file, { migrations, backups: at.folder, key }).close();
    const newer = connect(at.file, key);
    newer.pragma('user_version = 9000');
    newer.close();
    const before = readFileSync(at.file);
    expect(await refusal(at.open)).toBe('database.newer');
    expect(readFileSync(at.file).equals(before)).toBe(true);
  }
});

it('damage is mended at once, said, and kept aside', async () => {
  const at = place({ 'production-data-key': SECRET.toString('base64') });
  fromBefore(at);
  (await at.open()).db.close();
  const bytes = readFileSync(at.file);
  writeFileSync(at.file, bytes.fill(0, 0, 8192));
  const { db, notices, mended } = await at.open();
  expect([waiting(db), mended]).toEqual([1, true]);
  db.close();
  expect(notices).toMatchObject([{ code: 'database.rebuilt', params: { operations: 1, waiting: 1 } }]);
  expect(readFileSync(join(String(notices[0]?.params.folder), 'technik.db')).equals(bytes)).toBe(true);
});

it.each(['built', 'kept-aside', 'ready', 'log-gone', 'replaced'])(
  'killed after the step “%s” of mending, the next start ends it',
  async (step) => {
    const at = place({ 'production-data-key': SECRET.toString('base64') });
    fromBefore(at);
    (await at.open()).db.close();
    writeFileSync(at.file, readFileSync(at.file).fill(0, 0, 8192));
    const url = new URL('./rescue/rebuild.ts', import.meta.url).href;
    const key = [...derived(SECRET).database];
    const code = `import { rebuild } from ${JSON.stringify(url)};
    const key = new Uint8Array(${JSON.stringify(key)});
    const deps = { folder: ${JSON.stringify(at.folder)}, migrations: ${JSON.stringify(migrations)}, key, clock: { now: () => ${NOW} } };
    rebuild(deps, (step) => { if (step === ${JSON.stringify(step)}) process.kill(process.pid, 'SIGKILL'); });`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    const { db } = await at.open();
    expect([waiting(db), db.pragma('integrity_check', { simple: true })]).toEqual([1, 'ok']);
    db.close();
    expect(existsSync(join(at.folder, 'damaged'))).toBe(true);
    expect(readdirSync(at.folder).filter((name) => name.startsWith('rebuil'))).toEqual([]);
  },
);

/** As somebody would make it who wants the key sealed for himself, and has nothing but the disk. */
function aStrangers(file: string): void {
  const db = openDatabase(`${file}.own`, { migrations, backups: `${file}-backups` });
  db.prepare(`INSERT INTO server_row (kind, id, version, data) VALUES ('setting', 'stranger', 1, '{}')`).run();
  db.pragma('journal_mode = DELETE');
  db.close();
  renameSync(`${file}.own`, file);
}
const strangers = (db: ReturnType<typeof connect>) =>
  db.prepare(`SELECT count(*) FROM server_row WHERE id = 'stranger'`).pluck().get();

it('a database that is not encrypted, put where everything was, is neither opened nor taken in', async () => {
  const at = place();
  (await at.open()).db.close();
  for (const name of readdirSync(at.folder)) rmSync(join(at.folder, name), { recursive: true });
  aStrangers(at.file);
  const before = readFileSync(at.file);
  expect(await refusal(at.open)).toBe('database.exchanged');
  expect(await refusal(() => openBack(at.deps))).toBe('database.exchanged');
  expect(readFileSync(at.file).equals(before)).toBe(true);
  // Nor does a program from before lose the key by what is remembered with it.
  expect(Buffer.from(at.kept['production-data-key'] ?? '', 'base64')).toHaveLength(32);
});

it('a backup that is not encrypted, put where everything was, is not begun with', async () => {
  const at = place();
  (await at.open()).db.close();
  mkdirSync(join(at.folder, 'backups'), { recursive: true });
  aStrangers(join(at.folder, 'backups', 'technik-2026-03-09.db'));
  writeFileSync(at.file, readFileSync(at.file).fill(0, 0, 8192));
  const { db, mended } = await at.open();
  expect([mended, strangers(db)]).toEqual([true, 0]);
  db.close();
});

it('no key counts as that of a database that is not encrypted', () => {
  const at = place();
  aStrangers(at.file);
  expect(keyFits(at.file, derived(SECRET).database)).toBe(false);
});
