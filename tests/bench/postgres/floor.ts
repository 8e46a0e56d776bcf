import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, Params, Session } from '../../../mplatform/server/store/postgres-session.ts';
import { writer } from '../../../mplatform/server/store/postgres-writer.ts';
import type { NewRow, OutcomeRecord } from '../../../mplatform/server/store/records.ts';

/** `pgbench` on the path or where Debian puts it; undefined where there is none. */
export function findPgbench(): string | undefined {
  if (spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0) return 'pgbench';
  const home = '/usr/lib/postgresql';
  const found = existsSync(home) ? readdirSync(home).map((version) => join(home, version, 'bin', 'pgbench')) : [];
  return found.find((file) => existsSync(file));
}

/** A colon before a letter or a number would be one of `pgbench`'s variables. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").replace(/:(?=\w)/g, ': ')}'`;

/**
 * Rows that the floor writes, beside those of the devices: a device and four tickets for each client, of the same size. Its numbers are
 * from a sequence, so in no order.
 */
export const floorRows = (clients: number): string => `
  CREATE SEQUENCE floor START 1000000000;
  INSERT INTO device (id, technician_id, machine_id, name, app_version, enrolled_at, generation, last_seq)
  SELECT 'floor-' || n, 'technik-' || n, 'floor-' || n, 'Laptop', '1', 0, 0, 0 FROM generate_series(0, ${clients - 1}) n;
  INSERT INTO shared_row (kind, id, audience, version, data)
  SELECT kind, 'f' || substr(id, 2), 'floor', version, data FROM shared_row WHERE kind = 'ticket';
  INSERT INTO row_change (kind, id, audience, seq)
  SELECT kind, 'f' || substr(id, 2), 'floor', seq FROM row_change WHERE kind = 'ticket'`;

/** What `pgbench` does for one operation: the rows alone, with a round trip for each statement; the same in one message; what the node asks. */
export const FLOORS = ['rows', 'message', 'node'] as const;
export type Floor = (typeof FLOORS)[number];

/**
 * Writes the script. `rows` and `message` write what one pushed operation does and nothing else: the ticket, the number of its change, the
 * outcome, the device; nothing is read, locked or decided. `node` is every statement that a node sends for one operation alone.
 */
export async function writeFloor(
  file: string,
  floor: Floor,
  rows: { readonly ticket: string; readonly operation: object },
): Promise<void> {
  const all =
    floor === 'node'
      ? ['BEGIN;', ...(await askedFor(rows)), 'COMMIT;', `SELECT pg_logical_emit_message(true, 'technik', '');`]
      : ['BEGIN;', ...written(rows), 'COMMIT;'];
  const lines = ['\\set k random(0, 3)', ...(floor === 'message' ? ['\\startpipeline', ...all, '\\endpipeline'] : all)];
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const RESULT = { id: '01936f0e-7c00-7000-8000-000000000000', outcome: 'applied' } as const;

function written(rows: { readonly ticket: string; readonly operation: object }): readonly string[] {
  const [client, ticket] = ['(:client_id)::int', `'f-' || (:client_id)::int || '-' || (:k)::int`];
  const [operation, result] = [rows.operation, RESULT].map((one) => quoted(JSON.stringify(one)));
  return [
    `UPDATE shared_row SET version = version + 1, data = ${quoted(rows.ticket)} WHERE kind = 'ticket' AND id = ${ticket};`,
    `INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, target, outcome, app_version, operation, result) VALUES (gen_random_uuid(), 'floor-' || ${client}, 'technik-' || ${client}, nextval('floor'), 1764000000000, ${ticket}, 'applied', '1', ${operation}, ${result});`,
    `UPDATE device SET last_seq = last_seq + 1 WHERE id = 'floor-' || ${client};`,
    `UPDATE row_change SET seq = nextval('floor') WHERE kind = 'ticket' AND id = ${ticket};`,
  ];
}

/** What `pgbench` puts in their place is not known before. */
const [DEVICE, TICKET, ID, NEXT] = ['<device>', '<ticket>', '<id>', -1];
const UNKNOWN: Readonly<Record<string, string>> = {
  [DEVICE]: `'floor-' || (:client_id)::int`,
  [TICKET]: `'f-' || (:client_id)::int || '-' || (:k)::int`,
  [ID]: `gen_random_uuid()::text`,
};

/** Has the node's own store decide one operation, and notes what it asks. */
async function askedFor(rows: { readonly ticket: string; readonly operation: object }): Promise<readonly string[]> {
  const asked: string[] = [];
  const all = async (sql: string, params: Params = {}) => {
    asked.push(`${sql.replace(/\s+/g, ' ').replace(/\$(\w+)/g, (_, name: string) => literal(params[name] ?? null))};`);
    return sql.includes('begin_work')
      ? [{ part: 'row', kind: 'ticket', id: TICKET, audience: 'floor', seq: 0, version: 1, data: rows.ticket }]
      : [];
  };
  const session: Session = {
    all,
    one: async (sql, params) => (await all(sql, params))[0] ?? { before: 0 },
    run: async (sql, params) => (await all(sql, params)).length,
    command: async () => 'COMMIT',
    failure: undefined,
  };
  const { transaction, commit } = writer(session);
  await transaction.expect?.({ devices: [DEVICE], outcomes: [ID], tickets: [TICKET], subTickets: [] });
  await transaction.saveRow({ kind: 'ticket', id: TICKET, audience: 'floor', data: JSON.parse(rows.ticket) } as NewRow);
  await transaction.saveOutcome({
    id: ID,
    deviceId: DEVICE,
    technicianId: DEVICE,
    seq: NEXT,
    decidedAt: 0,
    operation: { ...rows.operation, target: TICKET },
    result: RESULT,
  } as OutcomeRecord);
  await transaction.advance(DEVICE, NEXT);
  await commit();
  return asked;
}

function literal(value: Cell): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? (UNKNOWN[value] ?? quoted(value)) : String(value);
  if (value.length === 0) return `'{}'`;
  const each = value.map((one) => (one === NEXT ? `nextval('floor')` : literal(one)));
  return `ARRAY[${each.join(', ')}]`;
}

/** Commits a second. `prepared`: pipelines need it; `pgbench` by itself has each statement parsed and planned anew. */
export function pgbench(
  program: string,
  asked: {
    readonly url: string;
    readonly script: string;
    readonly clients: number;
    readonly seconds: number;
    readonly prepared: boolean;
  },
): number {
  const { url, script, clients, seconds, prepared } = asked;
  const options = { c: clients, j: Math.min(clients, 4), T: seconds, M: prepared ? 'prepared' : 'simple', f: script };
  const args = Object.entries(options).flatMap(([name, value]) => [`-${name}`, String(value)]);
  const out = execFileSync(program, ['-n', ...args, url], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return Number(/tps = ([\d.]+)/.exec(out)?.[1]);
}
