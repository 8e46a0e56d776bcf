import type { Database } from '../../../sqlite/database.ts';

/** Facts out of a core database, picked one by one: what is not named here (what people wrote, tokens, proofs) is never read. */
const QUESTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sync.json': {
    state: `SELECT key, value FROM state WHERE key IN ('mode', 'contract', 'clockOffset', 'resyncing', 'lastSuccessAt', 'locked')`,
    rows: 'SELECT kind, count(*) AS count, sum(removed_reason IS NOT NULL) AS removed FROM server_row GROUP BY kind',
    counted: `SELECT o.kind, coalesce(r.outcome, 'none') AS outcome, r.code, count(*) AS count
              FROM operation o LEFT JOIN operation_outcome r ON r.operation_id = o.id GROUP BY 1, 2, 3`,
    newest: `SELECT o.position, o.id, o.kind, o.device_time, o.app_version, s.seq, r.outcome, r.code, r.at, b.held, b.reason
             FROM operation o LEFT JOIN operation_sending s ON s.operation_id = o.id
             LEFT JOIN operation_outcome r ON r.operation_id = o.id LEFT JOIN outbox b ON b.operation_id = o.id
             ORDER BY o.position DESC LIMIT 200`,
  },
  'probes.json': { runs: 'SELECT data FROM probe_run ORDER BY rowid DESC LIMIT 50' },
  'configuration-changes.json': {
    changes: `SELECT id, file, kind, restored_id, sub_ticket_id, changes, before_digest, after_digest, started_at, finished_at, outcome
              FROM config_change ORDER BY id DESC LIMIT 100`,
  },
  'database.json': {
    schema: 'SELECT user_version FROM pragma_user_version',
    size: 'SELECT page_count, page_size, freelist_count FROM pragma_page_count, pragma_page_size, pragma_freelist_count',
    check: 'SELECT quick_check FROM pragma_quick_check LIMIT 20',
    tables: `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`,
  },
};
const JSON_COLUMNS: ReadonlySet<string> = new Set(['data', 'changes', 'value', 'held', 'reason']);

export const databaseParts: readonly string[] = Object.keys(QUESTIONS);

/** Each question is asked by itself: of a damaged database the rest is still told. */
export function askDatabase(db: Database, part: string): Readonly<Record<string, unknown>> {
  const asked = Object.entries(QUESTIONS[part] ?? {});
  return Object.fromEntries(asked.map(([name, sql]) => [name, answer(db, sql)]));
}

function answer(db: Database, sql: string): unknown {
  try {
    return db.prepare<[], Record<string, unknown>>(sql).all().map(readable);
  } catch (cause) {
    return { unreadable: cause instanceof Error ? cause.message : String(cause) };
  }
}

const readable = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, JSON_COLUMNS.has(name) ? parsed(value) : value]));

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const NAMES = /"(?:name|fullName|city|street|dealerName|firstName|lastName|contactPerson)":\s*"((?:[^"\\]|\\.){3,120})"/g;

/** People, firms and places that may stand in a text: the technician's, and those of the tickets worked on last. */
export function namesIn(db: Database): readonly string[] {
  const questions = [
    `SELECT value AS text FROM state WHERE key = 'device'`,
    `SELECT data AS text FROM server_row WHERE ticket_id IN (SELECT ticket_id FROM operation ORDER BY position DESC LIMIT 200)`,
    `SELECT data AS text FROM server_row WHERE id IN (SELECT ticket_id FROM operation ORDER BY position DESC LIMIT 200)`,
  ];
  return questions.flatMap((sql) => {
    try {
      const texts = db.prepare<[], { text: string }>(sql).all();
      return texts.flatMap(({ text }) => [...text.matchAll(NAMES)].map(([, name]) => String(JSON.parse(`"${name}"`))));
    } catch {
      return [];
    }
  });
}
