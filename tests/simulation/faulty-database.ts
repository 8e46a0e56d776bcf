import BetterSqlite3, { type Statement } from 'better-sqlite3-multiple-ciphers';
import type { Database } from '../../sqlite/database.ts';

export interface DatabaseFaults {
  /** Before every statement and around every commit. Throws what happens there: the crash, or the full disk. */
  point(at: 'read' | 'write' | 'commit' | 'committed'): void;
}

export const diskFull = (): Error => new BetterSqlite3.SqliteError('database or disk is full', 'SQLITE_FULL');
export const noSpace = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** A real database whose statements can meet a crash or a full disk. It knows as much of its face as the core uses. */
export function faultyDatabase(real: Database, faults: DatabaseFaults): Database {
  const around = <T>(statement: Statement<unknown[], unknown>, work: () => T): T => {
    faults.point(statement.readonly ? 'read' : 'write');
    const alone = !statement.readonly && !real.inTransaction;
    const value = work();
    // On its own it is a transaction of its own: it stands, and the crash comes before anybody knows.
    if (alone) faults.point('committed');
    return value;
  };
  const wrapped = (statement: Statement<unknown[], unknown>): unknown => ({
    run: (...params: unknown[]) => around(statement, () => statement.run(...params)),
    get: (...params: unknown[]) => around(statement, () => statement.get(...params)),
    all: (...params: unknown[]) => around(statement, () => statement.all(...params)),
    iterate: (...params: unknown[]) => around(statement, () => statement.iterate(...params)),
    raw: (toggle = true) => wrapped(statement.raw(toggle)),
    pluck: (toggle = true) => wrapped(statement.pluck(toggle)),
  });
  const prepare = (sql: string) => wrapped(real.prepare<unknown[], unknown>(sql));
  const exec = (sql: string) => {
    faults.point('write');
    real.exec(sql);
    if (!real.inTransaction) faults.point('committed');
  };
  const transaction = (work: (...params: unknown[]) => unknown) => {
    const real_ = real.transaction((...params: unknown[]) => {
      const value = work(...params);
      faults.point('commit');
      return value;
    });
    const outermost =
      (run: (...params: unknown[]) => unknown) =>
      (...params: unknown[]) => {
        const inner = real.inTransaction;
        const value = run(...params);
        if (!inner) faults.point('committed');
        return value;
      };
    return Object.assign(outermost(real_), { immediate: outermost(real_.immediate) });
  };
  return { prepare, exec, transaction, pragma: real.pragma.bind(real) } as unknown as Database;
}
