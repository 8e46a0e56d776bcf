import type { Statement } from 'better-sqlite3-multiple-ciphers';
import type { Database } from '../../../sqlite/database.ts';

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;
/** The statement of a constant text; its parameters are named. */
export type Prepare = (sql: string) => Statement<[Record<string, Cell>], Row>;

const prepared = new WeakMap<Database, Map<string, ReturnType<Prepare>>>();

/** Prepares each text once for each connection: preparing costs more than most of these queries. */
export function preparing(db: Database): Prepare {
  let statements = prepared.get(db);
  if (statements === undefined) {
    statements = new Map();
    prepared.set(db, statements);
  }
  const cache = statements;
  return (sql) => {
    let statement = cache.get(sql);
    if (statement === undefined) {
      statement = db.prepare<[Record<string, Cell>], Row>(sql);
      cache.set(sql, statement);
    }
    return statement;
  };
}
