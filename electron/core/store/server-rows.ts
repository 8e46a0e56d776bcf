import type { Dossier, SubTicket, Ticket } from '../../../domain/model/index.ts';
import { type Change, type Setting, setting } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';

interface StoredRow {
  readonly id: string;
  readonly data: string;
  readonly removed_reason: string | null;
}

/** Rows exactly as M/platform last sent them. */
export function createServerRows(db: Database) {
  const put = db.prepare(
    `INSERT INTO server_row (kind, id, ticket_id, version, data, removed_reason) VALUES (?, ?, ?, ?, ?, NULL)
     ON CONFLICT (kind, id) DO UPDATE SET ticket_id = excluded.ticket_id, version = excluded.version,
       data = excluded.data, removed_reason = NULL`,
  );
  const remove = db.prepare('UPDATE server_row SET removed_reason = ? WHERE kind = ? AND id = ?');
  const one = db.prepare<[string, string], StoredRow>(
    'SELECT id, data, removed_reason FROM server_row WHERE kind = ? AND id = ?',
  );
  const ofTicket = db.prepare<[string], StoredRow>(
    `SELECT id, data, removed_reason FROM server_row WHERE ticket_id = ? AND kind = 'subTicket' ORDER BY id`,
  );
  const ticketIds = db.prepare<[], { id: string }>(`SELECT id FROM server_row WHERE kind = 'ticket'`);
  const subTicketTicket = db.prepare<[string], { ticket_id: string }>(
    `SELECT ticket_id FROM server_row WHERE kind = 'subTicket' AND id = ?`,
  );

  return {
    /** Applies one change and says which ticket's view it touches, if any. */
    apply(change: Change): string | undefined {
      if ('removed' in change) {
        remove.run(change.reason, change.kind, change.id);
        return change.kind === 'ticket'
          ? change.id
          : change.kind === 'subTicket'
            ? subTicketTicket.get(change.id)?.ticket_id
            : undefined;
      }
      const ticketId = change.kind === 'subTicket' ? change.data.ticketId : null;
      put.run(change.kind, change.id, ticketId, change.version, JSON.stringify(change.data));
      return change.kind === 'ticket' ? change.id : (ticketId ?? undefined);
    },
    /** The dossier as M/platform knows it, and whether it was taken away. Undefined when there is no such ticket. */
    dossier(ticketId: string): { readonly dossier: Dossier; readonly removed: string | null } | undefined {
      const row = one.get('ticket', ticketId);
      if (row === undefined) return undefined;
      // Parsed by schema when it came in; what was stored by us is only read.
      const subTickets = ofTicket
        .all(ticketId)
        .filter((s) => s.removed_reason === null || row.removed_reason !== null)
        .map((s) => JSON.parse(s.data) as SubTicket);
      return { dossier: { ticket: JSON.parse(row.data) as Ticket, subTickets }, removed: row.removed_reason };
    },
    ticketIds: (): readonly string[] => ticketIds.all().map((r) => r.id),
    setting(): Setting | undefined {
      const row = one.get('setting', 'pcpos');
      return row === undefined ? undefined : setting.parse(JSON.parse(row.data));
    },
    /** Everything M/platform sent, forgotten: for a full re-sync. Operations are not touched. */
    clear: (): void => void db.prepare('DELETE FROM server_row').run(),
  };
}
export type ServerRows = ReturnType<typeof createServerRows>;
