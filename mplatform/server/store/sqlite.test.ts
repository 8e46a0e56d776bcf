import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../sqlite/database.ts';
import { storeContract } from './contract.ts';
import { openSqliteStore } from './sqlite.ts';
import { CHANGES } from './sqlite-reader.ts';

const migrations = 'resources/migrations/mplatform';

async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'mplatform-store-'));
  return { options: { file: join(folder, 'mplatform.db'), migrations, backups: join(folder, 'backups') }, folder };
}

storeContract('SQLite', async () => {
  const { options, folder } = await place();
  return {
    open: async () => openSqliteStore(options),
    dispose: () => rm(folder, { recursive: true }),
  };
});

it('finds a page of changes by its indexes alone, without going through the table', async () => {
  const { options, folder } = await place();
  const db = openDatabase(options.file, options);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${CHANGES}`).all({ audience: '101', everyone: '*', after: 0, limit: 10 });
  const steps = plan.map((row) => (row as { detail: string }).detail);
  expect(steps.filter((s) => s.startsWith('SEARCH')).length).toBe(4);
  expect(steps.filter((s) => /SCAN (shared_row|tombstone)/.test(s))).toEqual([]);
  db.close();
  await rm(folder, { recursive: true });
});
