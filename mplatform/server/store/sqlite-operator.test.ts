import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/database.ts';
import { ago } from '../seed-rows.ts';
import { trainingDossiers } from '../seed-tickets.ts';
import { listed } from './operator-records.ts';
import { outcomesQuery, ticketsQuery } from './sqlite-operator.ts';

const migrations = 'resources/migrations/mplatform';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mplatform-operator-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (from = migrations) => openDatabase(join(folder, 'm.db'), { migrations: from, backups: join(folder, 'backups') });

it('lists the tickets of an older database just as if they were saved now', async () => {
  const older = join(folder, 'older');
  await mkdir(older);
  for (const name of await readdir(migrations)) if (name < '0070') await cp(join(migrations, name), join(older, name));
  const tickets = trainingDossiers(ago(Date.UTC(2026, 10, 23, 9))).map((d) => d.ticket);
  const backoffice = { state: 'returned', at: '2026-11-23T09:00:00.000Z', message: null } as const;
  const answered = tickets.map((t, n) => (n % 2 === 0 && t.exportedToBackofficeAt !== null ? { ...t, backoffice } : t));
  const before = open(older);
  const insert = before.prepare(
    "INSERT INTO shared_row (kind, id, audience, seq, version, data) VALUES ('ticket', ?, ?, ?, 1, ?)",
  );
  answered.forEach((t, n) => void insert.run(t.id, t.dealerId, n + 1, JSON.stringify(t)));
  before.close();
  const db = open();
  const found = db
    .prepare(
      `SELECT id, status, opened_on AS openedOn, due_on AS dueOn, waits_for_backoffice AS waitsForBackoffice, words
       FROM ticket_listed ORDER BY id`,
    )
    .all();
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  expect(found).toEqual(answered.map(listed).sort(byId));
  db.close();
});

it('finds pages of tickets and outcomes by their indexes, sorting nothing', () => {
  const db = open();
  const plan = (sql: string, params: object): string[] =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(params)
      .map((row) => (row as { detail: string }).detail);
  const tickets = (filter: Parameters<typeof ticketsQuery>[0]) => {
    const { where, params } = ticketsQuery(filter);
    return plan(`SELECT id FROM ticket_listed ${where} ORDER BY opened_on DESC, id LIMIT 25`, params);
  };
  const before = { at: 1, id: 'x' };
  for (const steps of [
    tickets({}),
    tickets({ status: 'new' }),
    tickets({ dealerId: '101' }),
    tickets({ waitsForBackoffice: true }),
    ...[{}, { deviceId: 'd' }, { outcome: 'rejected' as const }, { targets: ['t'] }].map((filter) => {
      const { sql, params } = outcomesQuery(filter, before, 25);
      return plan(sql, params).filter((s) => !('targets' in filter) || !s.includes('TEMP B-TREE'));
    }),
  ])
    expect(steps.filter((s) => s.includes('TEMP B-TREE') || /^SCAN (?!.*INDEX|json_each)/.test(s))).toEqual([]);
  expect(tickets({ dueBefore: '2026-01-01' }).join()).toContain('ticket_listed_due');
  db.close();
});
