import type * as z from 'zod';
import type { Database } from '../../../sqlite/database.ts';

/** What is being typed, as it was kept last. */
export interface Kept<T, B> {
  /** Grows with each change; 0 where there never was one. */
  readonly version: number;
  /** When it was kept, RFC 3339; null where there is none. */
  readonly at: string | null;
  readonly typed: T | null;
  /** By what the person last looked at it. */
  readonly basis: B | null;
}

/** Of which thing a draft is. */
export type DraftKind = 'quote' | 'company' | 'pointOfSale' | 'training' | 'note' | 'scan';

interface Row {
  readonly version: number;
  readonly at: string;
  readonly data: string | null;
  readonly basis: string | null;
}
const NONE = { version: 0, at: null, typed: null, basis: null } as const;

/**
 * The `draft` table: one draft of each kind for each row. What another version of the program wrote and this one cannot read
 * is left.
 */
export function createDraftTable<T, B>(
  db: Database,
  kind: DraftKind,
  shape: { readonly typed: z.ZodType<T>; readonly basis: z.ZodType<B> },
) {
  const one = db.prepare<[string, string], Row>('SELECT version, at, data, basis FROM draft WHERE kind = ? AND target = ?');
  const put = db.prepare(
    `INSERT INTO draft (kind, target, version, at, data, basis) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, target) DO UPDATE SET version = excluded.version, at = excluded.at, data = excluded.data, basis = excluded.basis`,
  );
  return {
    of(target: string): Kept<T, B> {
      const row = one.get(kind, target);
      if (row === undefined) return NONE;
      const typed = row.data === null ? undefined : shape.typed.safeParse(JSON.parse(row.data)).data;
      if (typed === undefined) return { ...NONE, version: row.version };
      const seen = row.basis === null ? undefined : shape.basis.safeParse(JSON.parse(row.basis)).data;
      return { version: row.version, at: row.at, typed, basis: seen ?? null };
    },
    put(target: string, version: number, at: string, typed: T | null, seen: B | null): void {
      const data = typed === null ? null : JSON.stringify(typed);
      put.run(kind, target, version, at, data, typed === null || seen === null ? null : JSON.stringify(seen));
    },
  };
}
