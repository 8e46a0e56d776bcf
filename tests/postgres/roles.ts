import { readFile } from 'node:fs/promises';
import type { Cluster } from './cluster.ts';

/** The two roles and the empty database `mplatform`, as docs/postgres-roles.sql makes them. */
export async function makeRoles(cluster: Cluster, passwords: { readonly owner: string; readonly server: string }): Promise<void> {
  const sql = (await readFile('docs/postgres-roles.sql', 'utf8'))
    .replaceAll(":'owner_password'", `'${passwords.owner}'`)
    .replaceAll(":'server_password'", `'${passwords.server}'`);
  const [before = '', after = ''] = sql.split('\\connect mplatform');
  // Outside psql a database is made by a statement of its own.
  for (const statement of before.replace(/^--.*$/gm, '').split(';')) if (statement.trim() !== '') await cluster.run(statement);
  await cluster.run(after, 'mplatform');
}
