import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeName, s3Place } from '../../mplatform/server/files-place.ts';
import { openPostgresStore } from '../../mplatform/server/store/postgres.ts';
import english from '../../resources/translations/en/mplatform.json' with { type: 'json' };
import { aTicket } from '../support/dossiers.ts';
import { type Cluster, migrations, startCluster } from './cluster.ts';
import { makeRoles } from './roles.ts';
import { opened } from './stores.ts';

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  cluster = await startCluster();
  folder = await mkdtemp(join(tmpdir(), 'mplatform-schema-'));
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

const nameOf = (url: string) => new URL(url).pathname.slice(1);
const codeOf = async (url: string, more: object = {}) => {
  const store = await openPostgresStore({ url, migrations, limits: { connectMs: 1000 }, ...more });
  if (store.ok) await store.value.close();
  return store.ok ? 'ok' : store.error.code;
};
/** The migrations with one more at their end. */
async function later(sql: string): Promise<string> {
  const to = await mkdtemp(join(folder, 'later-'));
  for (const name of await readdir(migrations)) await copyFile(join(migrations, name), join(to, name));
  await writeFile(join(to, '9000-later.sql'), sql);
  return to;
}

it('is made once, however many nodes start at once on an empty database', async () => {
  const url = await cluster.database('empty');
  expect(new Set(await Promise.all(Array.from({ length: 6 }, () => codeOf(url))))).toEqual(new Set(['ok']));
  const known = (await readdir(migrations)).length;
  expect(await cluster.run('SELECT count(*)::int AS n FROM migration', nameOf(url))).toEqual([{ n: known }]);
});

it('is left as it was by a migration that fails, and says so without a word of it', async () => {
  const url = await cluster.database();
  const broken = await later(`CREATE TABLE half (id text); INSERT INTO dealer VALUES ('1', 'Alfa'), ('1', 'Alfa');`);
  const store = await openPostgresStore({ url, migrations: broken });
  expect(store).toMatchObject({ ok: false, error: { code: 'mplatform.database-refused', params: { state: '23505' } } });
  expect(JSON.stringify(store)).not.toContain('Alfa');
  expect(await cluster.run(`SELECT to_regclass('half') AS half`, nameOf(url))).toEqual([{ half: null }]);
});

it('may be newer than a node, which goes on serving it, unless it was made for newer ones alone', async () => {
  const url = await cluster.database();
  const older = await opened({ url, migrations });
  const newer = await opened({
    url,
    migrations:
      await later(`ALTER TABLE device ADD COLUMN later text; ALTER TABLE shared_row ADD COLUMN later text NOT NULL DEFAULT '';
      CREATE TABLE later (id bytewise PRIMARY KEY);`),
  });
  const save = (id: string) =>
    older.transaction((tx) => tx.saveRow({ kind: 'ticket', id, audience: '101', data: aTicket({ id }) }));
  expect((await save('t-1')).seq).toBe(1);
  await older.close();
  const again = await opened({ url, migrations });
  expect((await again.read((tx) => tx.changes(['101', '*'], 0, 10))).map((c) => c.id)).toEqual(['t-1']);
  await Promise.all([again.close(), newer.close()]);
  await cluster.run('UPDATE meta SET oldest_node = 9000', nameOf(url));
  expect(await codeOf(url)).toBe('mplatform.database-newer');
});

it('is brought to a later version while somebody who works has locked what it needs next: it gives way, and tries again', async () => {
  const url = await cluster.database();
  const [working, gate] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
  await Promise.all([working.connect(), gate.connect()]);
  // Whoever asks first whether all wait for each other has to give way: not who works.
  await working.query(`SET deadlock_timeout = '1h'`);
  await working.query('BEGIN; UPDATE outcome SET seq = seq');
  await gate.query('SELECT pg_advisory_lock(1)');
  const halfway = await later(`ALTER TABLE device ADD COLUMN later text; SELECT pg_advisory_xact_lock(1);
    ALTER TABLE outcome ADD COLUMN later text;`);
  const migrating = codeOf(url, { migrations: halfway });
  const until = async (found: string): Promise<void> => {
    while ((await cluster.run(found, nameOf(url))).length === 0) await new Promise(setImmediate);
  };
  // It has locked the table of devices, which is then waited for with the other one in hand.
  await until(`SELECT 1 FROM pg_locks WHERE relation = 'device'::regclass AND mode = 'AccessExclusiveLock' AND granted`);
  const reading = working.query('SELECT id FROM device');
  await until(`SELECT 1 FROM pg_locks WHERE relation = 'device'::regclass AND NOT granted`);
  await gate.end();
  await reading;
  await working.query('COMMIT');
  expect(await migrating).toBe('ok');
  await working.end();
});

it('is only ever added to after its first version', async () => {
  const allowed =
    /^(CREATE (UNIQUE )?INDEX|CREATE TABLE|CREATE (OR REPLACE )?FUNCTION|CREATE TRIGGER|ALTER TABLE \w+ ADD COLUMN (?!.*\bNOT NULL\b(?!.*\bDEFAULT\b))|INSERT INTO|UPDATE meta SET oldest_node)/i;
  for (const name of (await readdir(migrations)).filter((file) => file > '0010-first.sql')) {
    const sql = (await readFile(join(migrations, name), 'utf8')).replace(/--.*$/gm, '').replace(/\$\$[\s\S]*?\$\$/g, '');
    const statements = sql.split(';').map((text) => text.trim().replace(/\s+/g, ' '));
    expect([name, statements.filter((text) => text !== '' && !allowed.test(text))]).toEqual([name, []]);
  }
});

describe('with the two roles of docs/postgres-roles.sql', () => {
  const passwords = { owner: 'owner-Secret-1', server: 'server-Secret-2' };
  const owner = () => cluster.url('mplatform', 'mplatform_owner', passwords.owner);
  const server = () => cluster.url('mplatform', 'mplatform_server', passwords.server);
  beforeAll(async () => {
    await makeRoles(cluster, passwords);
    await mkdir(join(folder, 'none'), { recursive: true });
  });

  it('lets the owner alone make the schema, and the server then serve it', async () => {
    expect(await codeOf(server())).toBe('mplatform.database-older');
    expect(await codeOf(owner())).toBe('ok');
    const store = await opened({ url: server(), migrations });
    const saved = await store.transaction((tx) => tx.saveRow({ kind: 'ticket', id: 't-1', audience: '101', data: aTicket() }));
    expect(saved.seq).toBe(1);
    await store.transaction((tx) => tx.saveAudit({ id: 'e1', at: 1, by: null, action: 'a', target: 't', detail: '' }));
    await store.close();
  });

  it('keeps the server from changing the schema and what operators did, also by plain SQL', async () => {
    await codeOf(owner());
    for (const sql of [
      'CREATE TABLE own (id text)',
      'DROP TABLE outcome',
      'ALTER TABLE device ADD COLUMN own text',
      'CREATE FUNCTION own() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'ALTER TABLE operator_audit DISABLE TRIGGER ALL',
      'TRUNCATE operator_audit',
      "UPDATE operator_audit SET detail = ''",
      'DELETE FROM operator_audit',
      'CREATE SCHEMA own',
    ])
      await expect(cluster.run(`SET ROLE mplatform_server; ${sql}`, 'mplatform'), sql).rejects.toThrow();
  });
});

it('says neither the password nor the user of an address that does not work', async () => {
  const secret = 'very-Secret-3';
  for (const [url, code] of [
    [`postgres://someone:${secret}@localhost:1/technik`, 'mplatform.database-unreachable'],
    [cluster.url('nowhere', 'postgres', secret), 'mplatform.database-refused'],
    [`postgres://someone:${secret}@`, 'mplatform.database-invalid'],
    [`mysql://someone:${secret}@localhost/technik`, 'mplatform.database-invalid'],
    [`postgres://someone:${secret}@[::1/technik`, 'mplatform.database-invalid'],
  ] as const) {
    const store = await openPostgresStore({ url, migrations, limits: { connectMs: 1000 } });
    const said = JSON.stringify(store);
    expect([store.ok ? 'ok' : store.error.code, said.includes(secret), said.includes('someone')]).toEqual([code, false, false]);
  }
});

it('refuses a node that keeps files at another place than the others, names both, and takes the new one once it is told to', async () => {
  const url = await cluster.database();
  const place = (text: string, endpoint?: string) => {
    const found = s3Place(text, { endpoint });
    return placeName(found.ok ? found.value : undefined);
  };
  const storage = place('s3://wspolne/pliki', 'https://storage.example.com');
  const codes: string[] = [];
  for (const files of ['folder', 'folder', storage]) codes.push(await codeOf(url, { files }));
  // Who keeps no files does not say where, and nodes of an older version do not either.
  codes.push(await codeOf(url));
  expect(codes).toEqual(['ok', 'ok', 'mplatform.other-files', 'ok']);
  const refused = await openPostgresStore({ url, migrations, files: storage });
  expect(refused.ok ? undefined : refused.error.params).toMatchObject({
    kept: 'folder',
    own: 's3://wspolne/pliki/ https://storage.example.com/',
  });
  const [said] = /UPDATE meta SET files_kept = NULL/.exec(english['mplatform.other-files']) ?? [];
  await cluster.run(String(said), nameOf(url));
  const elsewhere = [
    place('s3://wspolne/pliki'),
    place('s3://wspolne/', 'https://storage.example.com'),
    place('s3://inne/pliki', 'https://storage.example.com'),
    place('s3://wspolne/pliki', 'https://other.example.com'),
    'folder',
  ];
  for (const files of [storage, place('s3://wspolne/pliki/', 'https://storage.example.com/')])
    expect(await codeOf(url, { files })).toBe('ok');
  for (const files of elsewhere) expect([files, await codeOf(url, { files })]).toEqual([files, 'mplatform.other-files']);
});

it('refuses a node with other keys than those that the others have', async () => {
  const url = await cluster.database();
  expect([await codeOf(url, { keys: 'a' }), await codeOf(url, { keys: 'a' }), await codeOf(url, { keys: 'b' })]).toEqual([
    'ok',
    'ok',
    'mplatform.other-keys',
  ]);
});
