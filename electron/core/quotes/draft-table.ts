import * as z from 'zod';
import { calendarDate, priceList } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type KeptDraft, type QuoteDraft, quoteDraft } from '../api/quote-views.ts';

interface Row {
  readonly version: number;
  readonly at: string;
  readonly data: string | null;
  readonly basis: string | null;
}
const basis = z.object({ list: priceList, day: calendarDate });
const NONE: KeptDraft = { version: 0, at: null, typed: null, basis: null };

/** The `quote_draft` table: a quote as it is being typed, one for each ticket. What another version wrote and this one cannot read is left. */
export function createDraftTable(db: Database) {
  const one = db.prepare<[string], Row>('SELECT version, at, data, basis FROM quote_draft WHERE ticket_id = ?');
  const put = db.prepare(
    `INSERT INTO quote_draft (ticket_id, version, at, data, basis) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (ticket_id) DO UPDATE SET version = excluded.version, at = excluded.at, data = excluded.data, basis = excluded.basis`,
  );
  return {
    of(ticketId: string): KeptDraft {
      const row = one.get(ticketId);
      if (row === undefined) return NONE;
      const typed = row.data === null ? undefined : quoteDraft.safeParse(JSON.parse(row.data)).data;
      if (typed === undefined) return { ...NONE, version: row.version };
      const seen = row.basis === null ? undefined : basis.safeParse(JSON.parse(row.basis)).data;
      return { version: row.version, at: row.at, typed, basis: seen ?? null };
    },
    put(ticketId: string, version: number, at: string, typed: QuoteDraft | null, seen: KeptDraft['basis']): void {
      const data = typed === null ? null : JSON.stringify(typed);
      put.run(ticketId, version, at, data, typed === null || seen === null ? null : JSON.stringify(seen));
    },
  };
}
