import type { Database } from '../../../sqlite/database.ts';
import type { ProbeRun } from '../api/views.ts';

/** Runs that did not pass are kept up to so many for a sub-ticket: a close that waits for weeks tries again each minute. */
const MOST_UNPASSED = 500;

/** What comes with a run and is not shown with it. */
export interface Brought {
  /** The receipt as the server signed it, word for word. */
  readonly receipt: string | null;
  /** RFC 3339: the till's own last call, as M/platform told it. */
  readonly tillContactAt: string | null;
}

/**
 * Every probe that was run, passed, failed or cancelled, in the order in which they were kept (a till's clock may jump
 * back between two), with what it brought. One that passed is never dropped.
 */
export function createProbeRuns(db: Database) {
  const insert = db.prepare(
    'INSERT INTO probe_run (id, sub_ticket_id, started_at, verdict, receipt, till_contact_at, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const dropOldest = db.prepare(
    `DELETE FROM probe_run WHERE rowid IN (
       SELECT rowid FROM probe_run WHERE sub_ticket_id = ? AND verdict <> 'passed' ORDER BY rowid DESC LIMIT -1 OFFSET ?)`,
  );
  const ofSubTicket = db.prepare<[string, number], { data: string }>(
    'SELECT data FROM probe_run WHERE sub_ticket_id = ? ORDER BY rowid DESC LIMIT ?',
  );
  const one = db.prepare<[string], { data: string }>('SELECT data FROM probe_run WHERE id = ?');
  const passed = db.prepare<[string], { data: string }>(
    "SELECT data FROM probe_run WHERE sub_ticket_id = ? AND verdict = 'passed' ORDER BY rowid DESC LIMIT 1",
  );
  const receipt = db.prepare<[string], { receipt: string; data: string }>(
    'SELECT receipt, data FROM probe_run WHERE sub_ticket_id = ? AND receipt IS NOT NULL ORDER BY rowid DESC LIMIT 1',
  );
  const contact = db.prepare<[string], { at: string }>(
    'SELECT till_contact_at AS at FROM probe_run WHERE sub_ticket_id = ? AND till_contact_at IS NOT NULL ORDER BY rowid DESC LIMIT 1',
  );
  const read = (row: { readonly data: string } | undefined): ProbeRun | undefined =>
    row === undefined ? undefined : (JSON.parse(row.data) as ProbeRun);
  return {
    add: (run: ProbeRun, brought: Brought): void =>
      db
        .transaction(() => {
          const { id, subTicketId, startedAt, verdict } = run;
          insert.run(id, subTicketId, startedAt, verdict, brought.receipt, brought.tillContactAt, JSON.stringify(run));
          dropOldest.run(subTicketId, MOST_UNPASSED);
        })
        .immediate(),
    of: (subTicketId: string, limit = 100): readonly ProbeRun[] =>
      ofSubTicket.all(subTicketId, limit).map((r) => JSON.parse(r.data) as ProbeRun),
    get: (id: string): ProbeRun | undefined => read(one.get(id)),
    lastPassed: (subTicketId: string): ProbeRun | undefined => read(passed.get(subTicketId)),
    /** The newest receipt for a sub-ticket, word for word; whether it still holds is for the gate. */
    latestReceipt: (subTicketId: string): string | undefined => receipt.get(subTicketId)?.receipt,
    /** The run that brought it. */
    latestWithReceipt: (subTicketId: string): ProbeRun | undefined => read(receipt.get(subTicketId)),
    /** When the till itself last called M/platform, as it was told last. */
    tillContactAt: (subTicketId: string): string | null => contact.get(subTicketId)?.at ?? null,
  };
}
