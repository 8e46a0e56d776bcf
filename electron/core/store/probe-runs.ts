import type { Database } from '../../../sqlite/database.ts';
import type { ProbeRun } from '../api/views.ts';

/**
 * Every probe that was run, in the order in which they were kept (a till's clock may jump back between two), with the
 * receipt it brought as the server signed it.
 */
export function createProbeRuns(db: Database) {
  const insert = db.prepare(
    'INSERT INTO probe_run (id, sub_ticket_id, started_at, verdict, receipt, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const ofSubTicket = db.prepare<[string, number], { data: string }>(
    'SELECT data FROM probe_run WHERE sub_ticket_id = ? ORDER BY rowid DESC LIMIT ?',
  );
  const receipt = db.prepare<[string], { receipt: string; data: string }>(
    'SELECT receipt, data FROM probe_run WHERE sub_ticket_id = ? AND receipt IS NOT NULL ORDER BY rowid DESC LIMIT 1',
  );
  return {
    add: (run: ProbeRun, signed: string | null): void =>
      void insert.run(run.id, run.subTicketId, run.startedAt, run.verdict, signed, JSON.stringify(run)),
    of: (subTicketId: string, limit = 100): readonly ProbeRun[] =>
      ofSubTicket.all(subTicketId, limit).map((r) => JSON.parse(r.data) as ProbeRun),
    /** The newest receipt for a sub-ticket, word for word; whether it still holds is for the gate. */
    latestReceipt: (subTicketId: string): string | undefined => receipt.get(subTicketId)?.receipt,
    /** The run that brought it. */
    latestWithReceipt(subTicketId: string): ProbeRun | undefined {
      const row = receipt.get(subTicketId);
      return row === undefined ? undefined : (JSON.parse(row.data) as ProbeRun);
    },
  };
}
