import type { Client } from 'pg';

const TABLES = `SELECT table_name::text AS name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'migration' ORDER BY table_name`;

let known: readonly string[] | undefined;
async function tables(client: Client): Promise<readonly string[]> {
  known ??= (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name);
  return known;
}

/** All rows of one moment, as a dump would have them. */
export async function copyRows(client: Client): Promise<string> {
  const parts = (await tables(client)).map((name) => `'${name}', (SELECT coalesce(json_agg(t), '[]') FROM ${name} t)`);
  const found = await client.query<{ rows: string }>(`SELECT json_build_object(${parts.join(', ')})::text AS rows`);
  return found.rows[0]?.rows ?? '';
}

/** In the place of all there are, past triggers and references, which a dump that is put back knows neither. */
export async function putRows(client: Client, rows: string): Promise<void> {
  const names = await tables(client);
  await client.query('BEGIN');
  await client.query(names.map((name) => `DELETE FROM ${name}`).join('; '));
  for (const name of names)
    await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json -> '${name}')`, [rows]);
  await client.query('COMMIT');
}
