import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/**
 * What one pushed operation writes and nothing else, as a transaction of `pgbench`: the ticket, the number of its change, the outcome, the
 * device. Nothing is read, locked or decided. `pipelined`: all of it in one message; else a round trip for each statement,
 * as `pgbench` does by itself.
 */
export function writeFloor(
  file: string,
  rows: { readonly ticket: string; readonly operation: string },
  pipelined: boolean,
): void {
  const [client, ticket] = ['(:client_id)::int', `'f-' || (:client_id)::int || '-' || (:k)::int`];
  const result = '{"id": "01936f0e-7c00-7000-8000-000000000000", "outcome": "applied"}';
  const statements = [
    'BEGIN;',
    `UPDATE shared_row SET version = version + 1, data = ${quoted(rows.ticket)} WHERE kind = 'ticket' AND id = ${ticket};`,
    `INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, target, outcome, app_version, operation, result) VALUES (gen_random_uuid(), 'floor-' || ${client}, 'technik-' || ${client}, nextval('floor'), 1764000000000, ${ticket}, 'applied', '1', ${quoted(rows.operation)}, ${quoted(result)});`,
    `UPDATE device SET last_seq = last_seq + 1 WHERE id = 'floor-' || ${client};`,
    `UPDATE row_change SET seq = nextval('floor') WHERE kind = 'ticket' AND id = ${ticket};`,
    'COMMIT;',
  ];
  const lines = ['\\set k random(0, 3)', ...(pipelined ? ['\\startpipeline', ...statements, '\\endpipeline'] : statements)];
  writeFileSync(file, `${lines.join('\n')}\n`);
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
