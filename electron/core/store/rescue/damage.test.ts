import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { connect } from '../../../../sqlite/connect.ts';
import { openDatabase } from '../../../../sqlite/database.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../../../../tests/support/dossiers.ts';
import { aNote, changesOf } from '../../../../tests/support/store.ts';
import { resourcePath } from '../../resources.ts';
import { createStore } from '../store.ts';
import { rebuild } from './rebuild.ts';

/** `DAMAGE=all npx vitest run electron/core/store/rescue` damages every page in every way; otherwise each in one. */
const ALL = process.env.DAMAGE === 'all';
const migrations = resourcePath('migrations', 'core');
const clock = { now: () => NOW };
const PAGE = 8192;

/** In memory where there is such a folder: hundreds of databases are made and none of them is to last. */
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'technik-damage-'));
const tempFolder = (name: string): string => mkdtempSync(join(root, name));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WAYS: Readonly<Record<string, (page: Buffer) => Buffer>> = {
  zeros: (page) => page.fill(0),
  noise: (page) => page.fill(0xa5),
  'the first half gone': (page) => page.fill(0, 0, PAGE / 2),
  'the second half gone': (page) => page.fill(0x5a, PAGE / 2),
  'a few bytes turned': (page) => page.fill(0xff, 3000, 3040),
};

interface Stored {
  readonly id: string;
  readonly args: string;
  readonly waits: boolean;
  /** Pages that it lies on, and the bytes of it where they can be seen. */
  readonly pages: readonly number[];
  readonly bytes: Buffer;
}
interface World {
  readonly folder: string;
  readonly key: Uint8Array | undefined;
  readonly operations: readonly Stored[];
  /** Of the file, and of its log: `open` is as a crash leaves it. */
  readonly file: Buffer;
  readonly log: Buffer;
  readonly drafts: number;
}

/** A database after weeks of work: sent, refused, waiting, given up; notes of a line and of many pages. */
function aWorld(key: Uint8Array | undefined, crashed: boolean, notes = 160): World {
  const folder = tempFolder('damage');
  const path = join(folder, 'technik.db');
  const db = openDatabase(path, { migrations, backups: join(folder, 'backups'), key });
  const store = createStore(db, clock, '0.1.0');
  const { technicianId: id, name, dealerId } = ACTOR;
  const technician = { id, name, dealerId, dealerName: 'Dealer Alfa 101' };
  const device = { deviceId: 'device-1', server: 'https://m.example/', receiptPublicKey: '', machineId: 'm', lastSeq: 0 };
  store.state.set('device', { ...device, technician });
  const tickets = Array.from({ length: 30 }, (_, i) => String(2000 + i));
  const changes = tickets.flatMap((ticket) =>
    changesOf(
      aDossier(
        aTicket({ id: ticket, technicianId: id, status: 'inProgress' }),
        aSubTicket({ id: `${ticket}-1`, ticketId: ticket }),
      ),
    ),
  );
  store.applyChanges(changes, 'cursor-1', true);
  for (let i = 0; i < notes; i += 1) {
    const text = `Uwaga ${i}: ${'umówiono wizytę, zażółć gęślą jaźń '.repeat(i % 20 === 7 ? 40 : i % 9)}`;
    const done = store.submit(aNote(text.slice(0, 1900), tickets[i % tickets.length]));
    if (!done.ok) throw new Error(done.error.code);
    const operation = done.value.id;
    if (i % 4 !== 0) store.operations.number(operation, { deviceId: 'device-1', lastSeq: 0 }, null);
    if (i % 4 === 1) store.operations.settle(operation, { outcome: 'applied' });
    if (i % 40 === 6) store.operations.giveUp(operation);
  }
  store.operations.forgetApplied();
  const draft = db.prepare(
    `INSERT INTO draft (kind, target, version, at, data) VALUES ('quote', ?, 3, '2026-03-10T08:00:00Z', ?)`,
  );
  for (const ticket of tickets) draft.run(ticket, JSON.stringify({ lines: `${ticket} `.repeat(60) }));
  if (!crashed) db.pragma('wal_checkpoint(TRUNCATE)');
  const operations = stored(db);
  const world = {
    folder,
    key,
    operations,
    drafts: tickets.length,
    file: readFileSync(path),
    log: existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0),
  };
  db.close();
  return world;
}

/** SQLite itself says which pages each operation lies on: leaves in their order have so many rows each. */
function stored(db: ReturnType<typeof connect>): readonly Stored[] {
  const rows = db
    .prepare<
      [],
      Record<'id' | 'kind' | 'target' | 'ticket_id' | 'args' | 'device_time' | 'app_version', string> & { waits: number }
    >(
      `SELECT o.*, b.position IS NOT NULL AS waits FROM operation o LEFT JOIN outbox b ON b.position = o.position ORDER BY o.position`,
    )
    .all();
  const leaves = db
    .prepare<[], { pageno: number; ncell: number; path: string }>(
      `SELECT pageno, ncell, path FROM dbstat WHERE name = 'operation' AND pagetype = 'leaf' ORDER BY path`,
    )
    .all();
  const pages = leaves.flatMap(({ pageno, ncell }) => Array.from({ length: ncell }, () => pageno));
  return rows.map((row, i) => ({
    id: row.id,
    args: row.args,
    waits: row.waits === 1,
    pages: [pages[i] ?? 0],
    bytes: Buffer.from(row.id + row.kind + row.target + row.ticket_id + row.args + row.device_time + row.app_version),
  }));
}

/** What a database rebuilt from those bytes has. */
function mended({ key }: World, file: Buffer, log: Buffer) {
  const folder = tempFolder('mended');
  const path = join(folder, 'technik.db');
  writeFileSync(path, file);
  if (log.length > 0) writeFileSync(`${path}-wal`, log);
  const { aside } = rebuild({ folder, migrations, key, clock });
  expect(readFileSync(join(aside, 'technik.db')).equals(file)).toBe(true);
  const db = openDatabase(path, { migrations, backups: folder, key });
  createStore(db, clock, '0.1.0');
  const answer = {
    operations: new Map(
      db
        .prepare<[], { id: string; args: string; waits: number }>(
          'SELECT o.id, o.args, b.position IS NOT NULL AS waits FROM operation o LEFT JOIN outbox b ON b.position = o.position',
        )
        .all()
        .map((row) => [row.id, row]),
    ),
    drafts: db.prepare<[], number>('SELECT count(*) FROM draft').pluck().get() ?? 0,
    verdict: db.pragma('integrity_check', { simple: true }),
  };
  db.close();
  rmSync(folder, { recursive: true, force: true });
  return answer;
}

function expectKept(world: World, found: ReturnType<typeof mended>, readable: (operation: Stored) => boolean): void {
  expect(found.verdict).toBe('ok');
  const lost = world.operations.filter((operation) => {
    const kept = found.operations.get(operation.id);
    return readable(operation) && (kept?.args !== operation.args || (operation.waits && kept.waits !== 1));
  });
  expect(lost.map(({ id }) => id)).toEqual([]);
  // What was never there must not be there now.
  const known = new Set(world.operations.map(({ id }) => id));
  expect([...found.operations.keys()].filter((id) => !known.has(id))).toEqual([]);
}

/** Found again in the file by its bytes alone, with the head of its record before it. */
function seen(world: World, file: Buffer, { bytes }: Stored): boolean {
  const at = world.file.indexOf(bytes);
  if (at < 0) return false;
  const [from, to] = [at - 24, at + bytes.length + 8];
  return file.subarray(from, to).equals(world.file.subarray(from, to));
}

describe.each([
  ['plain', undefined],
  ['encrypted', new Uint8Array(32).fill(9)],
])('a database (%s) with one page damaged', (_kind, key) => {
  let world: World;
  beforeAll(() => {
    world = aWorld(key, false);
    expect(world.log.length).toBe(0);
    expect(world.operations.filter(({ waits }) => waits).length).toBeGreaterThan(50);
  });
  const ways = Object.entries(WAYS);

  it('loses no operation that lies on another page, nor one that can still be seen on it', { timeout: 600_000 }, () => {
    const pages = world.file.length / PAGE;
    let [damaged, partly] = [0, 0];
    for (let number = 1; number <= pages; number += 1) {
      for (const [name, spoil] of ALL ? ways : ways.slice(number % ways.length).slice(0, 1)) {
        const file = Buffer.from(world.file);
        spoil(file.subarray((number - 1) * PAGE, number * PAGE));
        const found = mended(world, file, world.log);
        damaged += 1;
        const readable = (operation: Stored): boolean => {
          const visible = key === undefined && seen(world, file, operation);
          if (visible && operation.pages.includes(number)) partly += 1;
          return !operation.pages.includes(number) || visible;
        };
        expectKept(world, found, readable);
        expect(found.drafts, `${name}, page ${number}`).toBeGreaterThan(0);
      }
    }
    expect(damaged).toBeGreaterThanOrEqual(pages);
    if (key === undefined) expect(partly).toBeGreaterThan(0);
  });

  it('cut off anywhere, keeps every operation before the cut', { timeout: 600_000 }, () => {
    const pages = world.file.length / PAGE;
    for (let number = 1; number < pages; number += ALL ? 1 : 7) {
      const length = number * PAGE - (number % 3) * 1000;
      const found = mended(world, world.file.subarray(0, length), world.log);
      expectKept(world, found, ({ pages: on }) => on.every((page) => page * PAGE <= length));
    }
  });
});

describe('a log that a crash left behind', () => {
  const world = (): World => aWorld(new Uint8Array(32).fill(9), true, 40);

  it('loses with one damaged piece nothing that lies in another, nor in a newer version of the same page', {
    timeout: 600_000,
  }, () => {
    const at = world();
    const frame = 24 + PAGE;
    const frames = Math.floor((at.log.length - 32) / frame);
    expect(frames).toBeGreaterThan(100);
    const last = new Map<number, number>();
    for (let i = 0; i < frames; i += 1) last.set(at.log.readUInt32BE(32 + i * frame), i);
    for (let i = 0; i < frames; i += ALL ? 1 : 29) {
      const log = Buffer.from(at.log);
      log.fill(0, 32 + i * frame, 32 + (i + 1) * frame);
      const gone = at.log.readUInt32BE(32 + i * frame);
      const found = mended(at, at.file, log);
      expectKept(at, found, ({ pages }) => !(pages.includes(gone) && last.get(gone) === i));
    }
  });
});

it('begins with the newest backup that is in order, and adds what was done since', () => {
  const world = aWorld(undefined, false);
  const folder = tempFolder('mended');
  const path = join(folder, 'technik.db');
  writeFileSync(path, world.file);
  mkdirSync(join(folder, 'backups'));
  copyFileSync(path, join(folder, 'backups', 'technik-1.db'));
  const db = openDatabase(path, { migrations, backups: folder });
  const store = createStore(db, clock, '0.1.0');
  const later = store.submit(aNote('po kopii', '2000'));
  db.close();
  const bytes = readFileSync(path);
  // The tickets' rows are gone with all else but the last pages.
  writeFileSync(path, bytes.fill(0, 0, PAGE * 4));
  writeFileSync(join(folder, 'backups', 'technik-2.db'), 'not one');
  const said = rebuild({ folder, migrations, key: undefined, clock });
  expect(said.backupAt).not.toBeNull();
  const again = openDatabase(path, { migrations, backups: folder });
  const there = createStore(again, clock, '0.1.0');
  expect(there.serverRows.ticketIds().length).toBe(30);
  expect(there.operations.get(later.ok ? later.value.id : '')?.outcome).toBeNull();
  expect(there.operations.waiting()).toBe(world.operations.filter(({ waits }) => waits).length + 1);
  expect(there.state.get('cursor')).toBeUndefined();
  again.close();
});
