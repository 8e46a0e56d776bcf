import type { Statement } from 'better-sqlite3-multiple-ciphers';
import type { Database } from '../../sqlite/database.ts';

export interface SharedRow {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly version: number;
  readonly data: string;
}
export interface DeviceRow {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly data: string;
  readonly removed_reason: string | null;
}
export const key = ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind} ${id}`;
export const ROWS = 'SELECT kind, id, version, data, removed_reason FROM server_row';

const prepared = new WeakMap<Database, Map<string, Statement>>();
/** Prepared once for each connection: these are asked after every step. */
export function ask<P extends unknown[], R>(db: Database, sql: string): Statement<P, R> {
  const of = prepared.get(db) ?? new Map<string, Statement>();
  prepared.set(db, of);
  const found = of.get(sql) ?? db.prepare(sql);
  of.set(sql, found);
  return found as unknown as Statement<P, R>;
}
