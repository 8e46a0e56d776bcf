import type { Statement } from 'better-sqlite3-multiple-ciphers';
import { rfc3339 } from '../../../../domain/clock.ts';
import { type Database, SqliteError } from '../../../../sqlite/connect.ts';
import { createState, STATE_KEYS } from '../state.ts';
import type { Haul, Salvaged } from './salvage.ts';

type Verb = 'OR IGNORE' | 'OR REPLACE';

/** Follows from the rest, or is asked for again. */
const NOT_KEPT = ['cursor', 'resyncing', 'viewStale', 'contract'];

/** How a row meets one that a backup has already; `replace` where the salvaged one is the later word. */
const WAYS: readonly (readonly [table: string, verb: Verb])[] = [
  ['probe_run', 'OR IGNORE'],
  ['upload', 'OR REPLACE'],
  ['kept_file', 'OR REPLACE'],
  ['scan_source', 'OR IGNORE'],
  ['reminder', 'OR REPLACE'],
  ['mail_draft', 'OR REPLACE'],
  ['list_view', 'OR REPLACE'],
  ['kept_material', 'OR REPLACE'],
];

/**
 * Puts what was salvaged into a database made new or from a backup. An operation without an outcome waits again, whatever
 * became of its place in the queue: sent a second time under its id, it is not done a second time.
 * @param now milliseconds since the epoch
 */
export function merge(db: Database, haul: Haul, now: number): { readonly operations: number; readonly waiting: number } {
  const statements = new Map<string, Statement>();
  const of = (table: string): readonly Salvaged[] => haul.get(table) ?? [];

  /** One row that does not fit must not keep the others out. */
  function insert(table: string, row: Salvaged, verb: Verb): void {
    const columns = Object.keys(row);
    // Names of tables and columns are those of `SHAPES`.
    const sql = `INSERT ${verb} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    try {
      statement.run(...Object.values(row));
    } catch (cause) {
      if (!(cause instanceof SqliteError && cause.code.startsWith('SQLITE_CONSTRAINT'))) throw cause;
    }
  }
  const put = (table: string, rows: readonly Salvaged[], verb: Verb): void => {
    for (const row of rows) insert(table, row, verb);
  };

  function putOperations(): void {
    const known = db.prepare<[string], { position: number }>('SELECT position FROM operation WHERE id = ?');
    const taken = db.prepare<[number], { id: string }>('SELECT id FROM operation WHERE position = ?');
    const last = db.prepare<[], { n: number | null }>('SELECT max(position) AS n FROM operation');
    for (const row of of('operation').toSorted((a, b) => Number(a.position) - Number(b.position))) {
      if (known.get(String(row.id)) !== undefined) continue;
      const free = taken.get(Number(row.position)) === undefined;
      insert('operation', free ? row : { ...row, position: (last.get()?.n ?? 0) + 1 }, 'OR IGNORE');
    }
  }

  const exists = db.prepare<[string], unknown>('SELECT 1 FROM operation WHERE id = ?');
  const ofKnown = (rows: readonly Salvaged[]): readonly Salvaged[] =>
    rows.filter((row) => exists.get(String(row.operation_id)) !== undefined);

  function putChanges(): void {
    const finish = db.prepare(
      'UPDATE config_change SET finished_at = ?, outcome = ?, secured = 1 WHERE id = ? AND outcome IS NULL AND ? IS NOT NULL',
    );
    for (const row of of('config_change').toSorted((a, b) => Number(a.id) - Number(b.id))) {
      insert('config_change', row, 'OR IGNORE');
      finish.run(row.finished_at, row.outcome, row.id, row.outcome);
    }
  }

  function putDrafts(): void {
    const insert = db.prepare(
      `INSERT INTO draft (kind, target, version, at, data, basis) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, target) DO UPDATE SET version = excluded.version, at = excluded.at, data = excluded.data,
         basis = excluded.basis WHERE excluded.version >= draft.version`,
    );
    for (const { kind, target, version, at, data, basis } of of('draft')) insert.run(kind, target, version, at, data, basis);
  }

  function putServerRows(): void {
    const insert = db.prepare(
      `INSERT INTO server_row (kind, id, ticket_id, version, data, removed_reason, stale) VALUES (?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT (kind, id) DO UPDATE SET ticket_id = excluded.ticket_id, version = excluded.version, data = excluded.data,
         removed_reason = excluded.removed_reason WHERE excluded.version >= server_row.version`,
    );
    for (const { kind, id, ticket_id, version, data, removed_reason } of of('server_row'))
      insert.run(kind, id, ticket_id, version, data, removed_reason);
  }

  function putQueue(): void {
    db.prepare('DELETE FROM outbox').run();
    // One that is gone from the queue and has no outcome may have been sent: it can no longer just be taken back.
    db.prepare(
      `INSERT INTO outbox (position, operation_id, ticket_id, put_off_since)
       SELECT position, id, ticket_id, ? FROM operation WHERE id NOT IN (SELECT operation_id FROM operation_outcome)`,
    ).run(rfc3339(now));
    const asItWas = db.prepare(
      'UPDATE outbox SET held = ?, reason = ?, put_off_times = ?, put_off_since = ? WHERE operation_id = ?',
    );
    // Applied, and shown on top of the rows until M/platform's own has come.
    const shown = db.prepare(
      `INSERT OR IGNORE INTO outbox (position, operation_id, ticket_id, applied) SELECT position, id, ticket_id, 1 FROM operation
       WHERE id = ? AND id IN (SELECT operation_id FROM operation_outcome WHERE outcome = 'applied')`,
    );
    for (const { operation_id, applied, held, reason, put_off_times, put_off_since } of of('outbox')) {
      if (applied === 1) shown.run(operation_id);
      else asItWas.run(held, reason, put_off_times ?? 0, put_off_since ?? null, operation_id);
    }
  }

  /** What does not parse would keep the program from starting ever again. */
  function dropUnreadable(): void {
    const state = createState(db);
    for (const key of STATE_KEYS) {
      try {
        state.get(key);
      } catch {
        state.delete(key);
      }
    }
  }

  return db
    .transaction(() => {
      putOperations();
      put('operation_sending', ofKnown(of('operation_sending')), 'OR REPLACE');
      put('operation_outcome', ofKnown(of('operation_outcome')), 'OR REPLACE');
      put('operation_given_up', ofKnown(of('operation_given_up')), 'OR IGNORE');
      const redone = ofKnown(of('operation_redone')).filter((row) => exists.get(String(row.by_id)) !== undefined);
      put('operation_redone', redone, 'OR IGNORE');
      for (const [table, verb] of WAYS) put(table, of(table), verb);
      for (const { source, ticket_id, at, data } of of('left_behind'))
        insert(
          'left_behind',
          { source: source ?? '', ticket_id: ticket_id ?? null, at: at ?? '', data: data ?? '' },
          'OR IGNORE',
        );
      putChanges();
      putDrafts();
      put(
        'state',
        of('state').filter((row) => !NOT_KEPT.includes(String(row.key))),
        'OR REPLACE',
      );
      dropUnreadable();
      putServerRows();
      putQueue();
      // What M/platform sent since the backup is asked for again; until then what is here is shown.
      db.prepare('UPDATE server_row SET stale = 1').run();
      db.prepare('DELETE FROM unread_row').run();
      db.prepare(`DELETE FROM state WHERE key IN ('cursor', 'contract')`).run();
      const say = db.prepare('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)');
      say.run('viewStale', 'true');
      say.run('resyncing', 'true');
      const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
      return { operations: count('operation'), waiting: count('outbox WHERE applied = 0') };
    })
    .immediate();
}
