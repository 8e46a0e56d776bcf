import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { openSqliteStore } from '../../mplatform/server/store/sqlite.ts';
import { type Ask, type EngineIn, looksBy } from './engine.ts';
import { ask } from './rows.ts';
import { copyTo, serverMigrations, templates } from './templates.ts';

/** The embedded engine: a file in memory. What a dead server had begun it rolls back itself, when it finds that it is dead. */
export const sqliteEngine: EngineIn = async (folder) => {
  const file = join(folder, 'mplatform.db');
  copyTo((await templates()).server, file);
  let watcher: BetterSqlite3.Database | undefined;
  const watched = (): BetterSqlite3.Database => {
    watcher ??= new BetterSqlite3(file, { readonly: true });
    return watcher;
  };
  const rest = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const asked: Ask = <R>(sql: string, ...params: readonly (string | number)[]) =>
    ask<unknown[], R>(watched(), sql).all(...params);

  return {
    looks: looksBy(asked, 'shared_row'),
    open: (mark) => openSqliteStore({ file, migrations: serverMigrations, backups: join(folder, 'backups'), mark }),
    die: () => {},
    rest,
    copy: () => watched().serialize(),
    putBack(copy) {
      rest();
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      writeFileSync(file, copy);
    },
    newEra(era) {
      const db = new BetterSqlite3(file);
      db.prepare('UPDATE meta SET era = ?').run(era);
      db.close();
    },
  };
};
