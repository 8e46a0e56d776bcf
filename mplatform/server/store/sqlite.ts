import { randomBytes } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { type Database, openDatabase } from '../../../sqlite/database.ts';
import type { CommitNotice, Store } from './port.ts';
import { reader } from './sqlite-reader.ts';
import { preparing } from './sqlite-statements.ts';
import { writer } from './sqlite-writer.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  /** Folder of the numbered `.sql` files. */
  readonly migrations: string;
  readonly backups: string;
  /** Another one each time; a simulation gives its own. */
  readonly mark?: string;
}

/**
 * The store on embedded SQLite: one connection that writes, behind a queue, and readers of their own, so that a
 * reader never sees a half-done transaction. Change numbers are in order because there is one writer.
 *
 * @throws DatabaseProblem when the file cannot be used; see `openDatabase`
 */
export function openSqliteStore({ file, migrations, backups, mark = randomBytes(6).toString('hex') }: SqliteStoreOptions): Store {
  const db = openDatabase(file, { migrations, backups });
  // No number carries the mark that is replaced: nothing was changed since it was drawn.
  db.prepare('INSERT OR REPLACE INTO opening (after_change, mark) SELECT change_number, ? FROM meta').run(mark);
  const prepareWrite = preparing(db);
  const idle: Database[] = [];
  const listeners = new Set<(notice: CommitNotice) => void>();
  let writes: Promise<unknown> = Promise.resolve();
  let reads = 0;
  let closing: (() => void) | undefined;

  const tell = (notice: CommitNotice | undefined): void => {
    if (notice !== undefined) for (const listener of listeners) listener(notice);
  };

  async function write<T>(work: Parameters<Store['transaction']>[0]): Promise<T> {
    const tx = writer(prepareWrite);
    db.exec('BEGIN IMMEDIATE');
    let value: T;
    try {
      value = (await work(tx.transaction)) as T;
      db.exec('COMMIT');
    } catch (cause) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw cause;
    }
    tell(tx.notice());
    return value;
  }

  return {
    transaction<T>(work: Parameters<Store['transaction']>[0]) {
      const mine = writes.then(() => write<T>(work));
      writes = mine.catch(() => undefined);
      return mine;
    },
    async read(work) {
      const connection = idle.pop() ?? new BetterSqlite3(file, { readonly: true });
      reads += 1;
      try {
        connection.exec('BEGIN');
        return await work(reader(preparing(connection)));
      } finally {
        if (connection.inTransaction) connection.exec('COMMIT');
        idle.push(connection);
        reads -= 1;
        if (reads === 0) closing?.();
      }
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writes;
      if (reads > 0) await new Promise<void>((resolve) => (closing = resolve));
      for (const connection of idle) connection.close();
      db.close();
    },
  };
}
