import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, type Database } from '../../../../sqlite/connect.ts';
import { openDatabase } from '../../../../sqlite/database.ts';
import { DatabaseProblem } from '../../../../sqlite/problems.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../../../../tests/support/dossiers.ts';
import { aNote, changesOf } from '../../../../tests/support/store.ts';
import { tempFolder } from '../../../../tests/support/temp.ts';
import { derived } from '../../device/data-key.ts';
import type { SecretStore } from '../../host.ts';
import { resourcePath } from '../../resources.ts';
import { backUpBeforeUpdate } from '../../updates/backup.ts';
import { openBack, openStore } from '../opening.ts';
import { createStore, type Store } from '../store.ts';
import { leftBehind } from './left-behind.ts';

const migrations = resourcePath('migrations', 'core');
const SECRET = Buffer.alloc(32, 3);
const KEY = derived(SECRET).database;
const clock = { now: () => NOW };
const DIGEST = 'ab'.repeat(32);

/** As a later release might change it: a column more, a table more, another name for one that is there. */
const NEWER = `
ALTER TABLE operation ADD COLUMN urgent INTEGER NOT NULL DEFAULT 1;
ALTER TABLE draft ADD COLUMN colour TEXT;
ALTER TABLE mail_draft RENAME COLUMN made_at TO made_on;
CREATE TABLE visit (id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL, day TEXT NOT NULL, map BLOB) STRICT;
CREATE TABLE visit_guess (n INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE visit_words USING fts5(day);
`;

interface Place {
  readonly folder: string;
  readonly file: string;
  readonly newer: string;
  readonly deps: Parameters<typeof openStore>[0];
}
function place(): Place {
  const folder = tempFolder('go-back');
  const newer = join(folder, 'migrations');
  cpSync(migrations, newer, { recursive: true });
  writeFileSync(join(newer, '9000-visits.sql'), NEWER);
  const secrets: SecretStore = { read: async () => SECRET.toString('base64'), write: async () => {}, delete: async () => {} };
  return {
    folder,
    file: join(folder, 'technik.db'),
    newer,
    deps: { folder, mode: 'production', migrations, secrets, clock },
  };
}

const device = (lastSeq: number) => {
  const { technicianId: id, name, dealerId } = ACTOR;
  const technician = { id, name, dealerId, dealerName: 'Dealer Alfa 101' };
  return { deviceId: 'device-1', server: 'https://m.example/', receiptPublicKey: '', machineId: 'm', lastSeq, technician };
};

/** Days of work with this version, and the copy that is made before an update. */
async function before({ deps, folder }: Place, backup = true): Promise<void> {
  const { db } = await openStore(deps);
  const store = createStore(db, clock, '0.1.0');
  store.state.set('device', device(0));
  const ticket = aTicket({ id: '2000', technicianId: ACTOR.technicianId, status: 'inProgress' });
  store.applyChanges(changesOf(aDossier(ticket, aSubTicket({ id: '2000-1', ticketId: '2000' }))), 'cursor-1', true);
  sent(store, 'sprzed aktualizacji');
  if (backup) {
    const made = backUpBeforeUpdate(db, join(folder, 'backups'), '0.1.0', '2026-03-10T08:00:00.000Z');
    expect(made.ok).toBe(true);
  }
  db.close();
}

function noted(store: Store, text: string): string {
  const done = store.submit(aNote(text, '2000'));
  if (!done.ok) throw new Error(done.error.code);
  return done.value.id;
}
function sent(store: Store, text: string): void {
  const id = noted(store, text);
  store.operations.number(id, device(0), null);
  store.operations.settle(id, { outcome: 'applied' });
  store.operations.forgetApplied();
}

/** Work with the newer version: what this one knows, and what it does not. */
function after({ file, newer, folder }: Place): readonly string[] {
  const db = openDatabase(file, { migrations: newer, backups: join(folder, 'backups'), key: KEY });
  const store = createStore(db, clock, '9.0.0');
  sent(store, 'wysłane po aktualizacji');
  store.state.set('device', device(7));
  const waiting = [noted(store, 'niewysłane pierwsze'), noted(store, 'niewysłane drugie')];
  const draft = db.prepare(
    `INSERT OR REPLACE INTO draft (kind, target, version, at, data, colour) VALUES (?, ?, 4, '2026-03-11T08:00:00Z', ?, 'x')`,
  );
  draft.run('note', '2000', JSON.stringify('zaczęta uwaga'));
  draft.run('note', '2001', JSON.stringify({ rich: 'uwaga w nowej postaci' }));
  draft.run('visit', '2000', JSON.stringify({ day: 'piątek' }));
  draft.run('visit', '2002', null);
  const upload = `INSERT OR REPLACE INTO upload (sha256, size, type, ticket_id, name, added_at) VALUES (?, 5, 'application/pdf', '2000', 'a.pdf', '2026-03-11T08:00:00Z')`;
  db.prepare(upload).run(DIGEST);
  db.prepare(`INSERT OR REPLACE INTO scan_source VALUES ('s1', '2000', ?, 'zdjecie.jpg', 9, 1, 0, '2026-03-11T08:00:00Z')`).run(
    DIGEST,
  );
  db.prepare(`INSERT OR REPLACE INTO mail_draft VALUES ('2000', ?, '2026-03-11T08:00:00Z')`).run(DIGEST);
  const strange = db.prepare(
    `INSERT OR REPLACE INTO operation (id, kind, target, ticket_id, args, device_time, app_version) VALUES (?, 'ticket.planVisit', '2000', '2000', '{"day":"piątek"}', '2026-03-11T08:00:00Z', '9.0.0')`,
  );
  const [planned, arrived] = ['0195f4a0-0000-7000-8000-00000000000a', '0195f4a0-0000-7000-8000-00000000000b'] as const;
  if (db.prepare('SELECT 1 FROM operation WHERE id = ?').get(planned) === undefined) {
    strange.run(planned);
    strange.run(arrived);
    store.operations.settle(arrived, { outcome: 'applied' });
  }
  db.prepare(`INSERT OR REPLACE INTO visit VALUES ('v1', '2000', 'piątek', x'00ff')`).run();
  const guess = db.prepare(`INSERT INTO visit_guess (day) VALUES ('piątek')`);
  db.transaction(() => {
    for (let i = 0; i < 1100; i += 1) guess.run();
  })();
  // As a program leaves it that was ended from outside: what was done last lies in the log.
  const log = readFileSync(`${file}-wal`);
  const main = readFileSync(file);
  db.close();
  writeFileSync(file, main);
  writeFileSync(`${file}-wal`, log);
  return waiting;
}

const texts = (store: Store): readonly string[] =>
  store.operations
    .pendingOf('2000')
    .map(({ operation }) => (operation.kind === 'ticket.addNote' ? operation.args.text : operation.kind));

async function refusal(deps: Place['deps']): Promise<string> {
  try {
    (await openStore(deps)).db.close();
    return 'opened';
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return cause.problem.code;
    throw cause;
  }
}

function expectAllThere(db: Database, waiting: readonly string[]): void {
  const store = createStore(db, clock, '0.1.0');
  expect(store.operations.pending().map(({ operation }) => operation.id)).toEqual(waiting);
  expect(texts(store)).toEqual(['niewysłane pierwsze', 'niewysłane drugie']);
  expect(store.viewRows.dossier('2000')?.dossier.ticket.notes.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['niewysłane pierwsze', 'niewysłane drugie']),
  );
  expect(store.state.get('device')?.lastSeq).toBe(7);
  expect(db.prepare(`SELECT data FROM draft WHERE kind = 'note' AND target = '2000'`).pluck().get()).toBe('"zaczęta uwaga"');
  expect(db.prepare('SELECT count(*) FROM upload WHERE done_at IS NULL').pluck().get()).toBe(1);
  expect(db.prepare('SELECT count(*) FROM scan_source').pluck().get()).toBe(1);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
}

const STRANGE = ['draft', 'draft', 'operation', 'visit'];
const left = (db: Database): readonly string[] =>
  leftBehind(db)
    .map(({ source }) => source)
    .toSorted();

it('a newer database is gone back from with all that was done since; what means nothing here is kept and counted', async () => {
  const at = place();
  await before(at);
  const waiting = after(at);
  expect(await refusal(at.deps)).toBe('database.newer');
  const [file, log] = [readFileSync(at.file), readFileSync(`${at.file}-wal`)];

  const went = await openBack(at.deps);
  expect(went).toMatchObject({ waiting: 2, drafts: 1, uploads: 1, left: 4 });
  expect(went.backupAt).not.toBeNull();
  // The newer one, whole, log and all: the newer program goes on with it.
  expect(readFileSync(join(went.aside, 'technik.db')).equals(file)).toBe(true);
  expect(readFileSync(join(went.aside, 'technik.db-wal')).equals(log)).toBe(true);

  const { db, notices } = await openStore(at.deps);
  expectAllThere(db, waiting);
  expect(left(db)).toEqual(STRANGE);
  expect(leftBehind(db).find(({ source }) => source === 'visit')?.row).toEqual({
    id: 'v1',
    ticket_id: '2000',
    day: 'piątek',
    map: Buffer.from([0, 255]),
  });
  expect(notices).toMatchObject([
    { code: 'database.went-back', params: { waiting: 2, drafts: 1, uploads: 1, folder: went.aside } },
    { code: 'database.left-behind', params: { count: 4 } },
  ]);
  db.close();
  // Told once; that there is something left, until there is not.
  const again = await openStore(at.deps);
  expect(again.notices.map(({ code }) => code)).toEqual(['database.left-behind']);
  again.db.close();
});

it('without a copy from before it begins empty, and loses as little', async () => {
  const at = place();
  await before(at, false);
  const waiting = after(at);
  rmSync(join(at.folder, 'backups'), { recursive: true, force: true });
  expect(await openBack(at.deps)).toMatchObject({ backupAt: null, waiting: 2, drafts: 1, uploads: 1, left: 4 });
  const { db } = await openStore(at.deps);
  expectAllThere(db, waiting);
  db.close();
});

it('a copy that the newer version made is none to go back to', async () => {
  const at = place();
  await before(at);
  after(at);
  const db = openDatabase(at.file, { migrations: at.newer, backups: at.folder, key: KEY });
  expect(backUpBeforeUpdate(db, join(at.folder, 'backups'), '9.0.0', '2026-03-12T08:00:00.000Z').ok).toBe(true);
  db.close();
  await openBack(at.deps);
  expect(await refusal(at.deps)).toBe('opened');
});

it('forward again and back again: what was left is taken up, once, and left again', async () => {
  const at = place();
  await before(at);
  after(at);
  await openBack(at.deps);
  (await openStore(at.deps)).db.close();

  const forward = await openStore({ ...at.deps, migrations: at.newer });
  // The table that only the newer version has.
  expect(forward.notices).toMatchObject([
    { code: 'database.taken-up', params: { count: 1 } },
    { code: 'database.left-behind', params: { count: 3 } },
  ]);
  expect(forward.db.prepare('SELECT map FROM visit').pluck().all()).toEqual([Buffer.from([0, 255])]);
  const store = createStore(forward.db, clock, '9.0.0');
  noted(store, 'za drugim razem');
  forward.db.close();

  expect(await openBack(at.deps)).toMatchObject({ waiting: 3, left: 4 });
  const { db } = await openStore(at.deps);
  expect(texts(createStore(db, clock, '0.1.0'))).toEqual(['niewysłane pierwsze', 'niewysłane drugie', 'za drugim razem']);
  expect(left(db)).toEqual(STRANGE);
  expect(readdirSync(join(at.folder, 'newer')).length).toBeGreaterThan(0);
  db.close();
});

it('an operation that an earlier version left waits again where it is understood, and nothing that was done later is lost', async () => {
  const at = place();
  await before(at);
  const { db } = await openStore(at.deps);
  const id = '0195f4a0-0000-7000-8000-00000000000c';
  const row = {
    position: 1,
    id,
    kind: 'ticket.addNote',
    target: '2000',
    ticket_id: '2000',
    args: '{"text":"odłożone"}',
    device_time: '2026-03-11T08:00:00Z',
    app_version: '9.0.0',
    clock_offset_ms: null,
  };
  db.prepare(`INSERT INTO left_behind (source, ticket_id, at, data) VALUES ('operation', '2000', '2026-03-11T08:00:00Z', ?)`).run(
    JSON.stringify(row),
  );
  noted(createStore(db, clock, '0.1.0'), 'późniejsze');
  db.close();
  const next = await openStore(at.deps);
  expect(next.notices).toMatchObject([{ code: 'database.taken-up', params: { count: 1 } }]);
  expect(texts(createStore(next.db, clock, '0.1.0')).toSorted()).toEqual(['odłożone', 'późniejsze']);
  expect(leftBehind(next.db)).toEqual([]);
  next.db.close();
});

it('a newer database that is damaged, too, is read page by page', async () => {
  const at = place();
  await before(at);
  const waiting = after(at);
  // Everything into the file, and then its table of contents gone.
  openDatabase(at.file, { migrations: at.newer, backups: at.folder, key: KEY }).close();
  const version = connect(at.file, KEY, { readonly: true });
  expect(version.pragma('user_version', { simple: true })).toBe(9000);
  const page = version.prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'draft'`).pluck().get() ?? 0;
  version.close();
  const bytes = readFileSync(at.file);
  bytes.fill(0xa5, (page - 1) * 8192 + 100, page * 8192);
  writeFileSync(at.file, bytes);
  rmSync(`${at.file}-wal`, { force: true });
  expect(await openBack(at.deps)).toMatchObject({ waiting: 2, uploads: 1 });
  const { db } = await openStore(at.deps);
  const store = createStore(db, clock, '0.1.0');
  expect(store.operations.pending().map(({ operation }) => operation.id)).toEqual(waiting);
  db.close();
});

it('one of this very version is not gone back from, and not touched', async () => {
  const at = place();
  await before(at);
  const bytes = readFileSync(at.file);
  await expect(openBack(at.deps)).rejects.toMatchObject({ problem: { code: 'database.not-newer' } });
  expect(readFileSync(at.file).equals(bytes)).toBe(true);
  expect(existsSync(join(at.folder, 'newer'))).toBe(false);
});

it('where there is no room the newer database lies as it did, and the way back stays open', async () => {
  const at = place();
  await before(at);
  after(at);
  const bytes = readFileSync(at.file);
  // A file where the folder should be: nothing can be written there.
  writeFileSync(join(at.folder, 'newer'), '');
  await expect(openBack(at.deps)).rejects.toBeInstanceOf(DatabaseProblem);
  expect(readFileSync(at.file).equals(bytes)).toBe(true);
  rmSync(join(at.folder, 'newer'));
  expect(await refusal(at.deps)).toBe('database.newer');
  expect(await openBack(at.deps)).toMatchObject({ waiting: 2 });
});

it.each(['built', 'kept-aside', 'ready', 'log-gone', 'replaced'])(
  'killed after the step “%s”, the next start meets the newer database or all of the work',
  async (step) => {
    const at = place();
    await before(at);
    const waiting = after(at);
    const url = new URL('./go-back.ts', import.meta.url).href;
    const code = `import { goBack } from ${JSON.stringify(url)};
    const key = new Uint8Array(${JSON.stringify([...KEY])});
    const deps = { folder: ${JSON.stringify(at.folder)}, migrations: ${JSON.stringify(migrations)}, key, clock: { now: () => ${NOW} } };
    goBack(deps, (step) => { if (step === ${JSON.stringify(step)}) process.kill(process.pid, 'SIGKILL'); });`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    if (step === 'built' || step === 'kept-aside') {
      expect(await refusal(at.deps)).toBe('database.newer');
      await openBack(at.deps);
    }
    const { db, notices } = await openStore(at.deps);
    expectAllThere(db, waiting);
    expect(left(db)).toEqual(STRANGE);
    expect(notices.map(({ code: said }) => said)).toEqual(['database.went-back', 'database.left-behind']);
    db.close();
    expect(readdirSync(at.folder).filter((name) => name.startsWith('rebuil'))).toEqual([]);
    mkdirSync(join(at.folder, 'newer'), { recursive: true });
    expect(readdirSync(join(at.folder, 'newer')).length).toBeGreaterThan(0);
  },
);
