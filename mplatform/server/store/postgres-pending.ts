import type { Cell, Params, Row, Session } from './postgres-session.ts';
import type { NewRow } from './records.ts';

/** What a ticket is found by, as its columns. */
export type Listed = Readonly<Record<'id' | 'dealerId' | 'status' | 'openedOn' | 'words', string>> & {
  readonly dueOn: string | null;
  readonly waitsForBackoffice: boolean;
};

/** What decisions write most, kept back until the transaction ends or asks for something: then all of it is one statement. */
export interface Pending {
  /** Gives the version under which this save will have been written. */
  saveRow(row: NewRow): () => number;
  list(listed: Listed): void;
  nameFile(sha256: string, ticketId: string): void;
  saveOutcome(outcome: Params): void;
  advance(deviceId: string, lastSeq: number): void;
  /** Writes what was kept back. Nobody waits for it: what goes wrong is found by the next read, or by the commit. */
  flush(): void;
}

interface PendingRow {
  row: NewRow;
  /** How often it was saved since the last flush. */
  saves: number;
  /** After all of them. */
  version: number;
}

/** A table's part of the statement: rows come as arrays, one for each column. */
interface Part {
  readonly columns: Readonly<Record<string, 'text' | 'bigint' | 'boolean'>>;
  readonly sql: (values: string) => string;
}

const PARTS = {
  saved: {
    columns: { kind: 'text', id: 'text', audience: 'text', ticketId: 'text', punktId: 'text', saves: 'bigint', data: 'text' },
    sql: (values) => `INSERT INTO shared_row (kind, id, audience, ticket_id, punkt_id, version, data) SELECT * FROM ${values}
      ON CONFLICT (kind, id) DO UPDATE SET audience = excluded.audience, punkt_id = excluded.punkt_id,
        version = shared_row.version + excluded.version, data = excluded.data RETURNING kind, id, version`,
  },
  listed: {
    columns: {
      id: 'text',
      dealerId: 'text',
      status: 'text',
      openedOn: 'text',
      dueOn: 'text',
      waitsForBackoffice: 'boolean',
      words: 'text',
    },
    sql: (
      values,
    ) => `INSERT INTO ticket_listed (id, dealer_id, status, opened_on, due_on, waits_for_backoffice, words) SELECT * FROM ${values}
      ON CONFLICT (id) DO UPDATE SET dealer_id = excluded.dealer_id, status = excluded.status, opened_on = excluded.opened_on,
        due_on = excluded.due_on, waits_for_backoffice = excluded.waits_for_backoffice, words = excluded.words`,
  },
  named: {
    columns: { sha256: 'text', ticketId: 'text' },
    sql: (values) => `INSERT INTO ticket_file (sha256, ticket_id) SELECT * FROM ${values} ON CONFLICT DO NOTHING`,
  },
  decided: {
    columns: {
      id: 'text',
      deviceId: 'text',
      technicianId: 'text',
      seq: 'bigint',
      decidedAt: 'bigint',
      target: 'text',
      outcome: 'text',
      appVersion: 'text',
      operation: 'text',
      result: 'text',
    },
    sql: (
      values,
    ) => `INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, target, outcome, app_version, operation, result)
      SELECT * FROM ${values}`,
  },
  advanced: {
    columns: { id: 'text', lastSeq: 'bigint' },
    sql: (values) => `UPDATE device SET last_seq = step.last_seq FROM ${values} AS step (id, last_seq) WHERE device.id = step.id`,
  },
} as const satisfies Record<string, Part>;
type PartName = keyof typeof PARTS;

const parameter = (part: string, column: string): string => `${part}${column[0]?.toUpperCase()}${column.slice(1)}`;

const sqlOf = (name: PartName): string => {
  const { columns, sql }: Part = PARTS[name];
  const arrays = Object.entries(columns).map(([column, type]) => `$${parameter(name, column)}::${type}[]`);
  return `${name} AS (${sql(`unnest(${arrays.join(', ')})`)})`;
};
const PART_SQL = Object.fromEntries((Object.keys(PARTS) as PartName[]).map((name) => [name, sqlOf(name)]));

export function keepBack(session: Session): Pending {
  let saved = new Map<string, PendingRow>();
  let rows: Partial<Record<PartName, Map<unknown, Row>>> = {};
  const put = (part: PartName, key: unknown, row: Row): void => {
    const kept = rows[part] ?? new Map<unknown, Row>();
    kept.set(key, row);
    rows[part] = kept;
  };

  function flush(): void {
    const written = saved;
    for (const [key, pending] of written) put('saved', key, asColumns(pending));
    const parts = Object.entries(rows) as [PartName, Map<unknown, Row>][];
    if (parts.length === 0) return;
    saved = new Map();
    rows = {};
    const params: Record<string, Cell> = {};
    for (const [part, of] of parts) {
      const all = [...of.values()];
      for (const column of Object.keys(PARTS[part].columns)) {
        params[parameter(part, column)] = all.map((row) => row[column] as string | null);
      }
    }
    const answer = written.size > 0 ? 'kind, id, version FROM saved' : '1';
    session.all(`WITH ${parts.map(([part]) => PART_SQL[part]).join(', ')} SELECT ${answer}`, params).then(
      (found) => {
        for (const { kind, id, version } of written.size > 0 ? found : []) {
          const pending = written.get(`${kind} ${id}`);
          if (pending !== undefined) pending.version = version as number;
        }
      },
      () => undefined,
    );
  }

  return {
    flush,
    saveRow(row) {
      const key = `${row.kind} ${row.id}`;
      const pending = saved.get(key) ?? { row, saves: 0, version: 0 };
      pending.row = row;
      pending.saves += 1;
      saved.set(key, pending);
      const place = pending.saves;
      return () => pending.version - (pending.saves - place);
    },
    list: (one) => put('listed', one.id, one),
    nameFile: (sha256, ticketId) => put('named', `${sha256} ${ticketId}`, { sha256, ticketId }),
    // Two of one id are a bug, which is to be found.
    saveOutcome: (outcome) => put('decided', outcome, outcome),
    advance: (id, lastSeq) => put('advanced', id, { id, lastSeq }),
  };
}

function asColumns({ row, saves }: PendingRow): Row {
  const { kind, id, audience } = row;
  return { kind, id, audience, saves, data: JSON.stringify(row.data), ...belonging(row) };
}

/** By what else a row is found. */
export const belonging = (row: NewRow) =>
  row.kind === 'subTicket' ? { ticketId: row.data.ticketId, punktId: row.data.punktId } : { ticketId: null, punktId: null };
