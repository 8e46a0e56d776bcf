import { nextDeadline } from '../../../domain/deadlines.ts';
import type { Dossier, SubTicket, Ticket } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import { fold } from './fold.ts';

/** Dossiers as the interface shows them: server rows with pending operations replayed on top. */
export function createViewRows(db: Database) {
  const putTicket = db.prepare(
    `INSERT OR REPLACE INTO view_ticket
       (id, status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const putSubTicket = db.prepare(
    'INSERT OR REPLACE INTO view_sub_ticket (id, ticket_id, status, punkt_id, data) VALUES (?, ?, ?, ?, ?)',
  );
  const dropSubTickets = db.prepare('DELETE FROM view_sub_ticket WHERE ticket_id = ?');
  const ticketOf = db.prepare<[string], { ticket_id: string }>('SELECT ticket_id FROM view_sub_ticket WHERE id = ?');
  const ticketRow = db.prepare<[string], { data: string; removed_reason: string | null }>(
    `SELECT coalesce(v.data, s.data) AS data, s.removed_reason FROM view_ticket v
     JOIN server_row s ON s.kind = 'ticket' AND s.id = v.id WHERE v.id = ?`,
  );
  const subTicketRows = db.prepare<[string], { data: string }>(
    `SELECT coalesce(v.data, s.data) AS data FROM view_sub_ticket v
     JOIN server_row s ON s.kind = 'subTicket' AND s.id = v.id WHERE v.ticket_id = ? ORDER BY v.id`,
  );

  return {
    /** `unchanged`: no pending operation touched it, so that its data is not stored a second time. */
    put({ ticket, subTickets }: Dossier, options: { readonly removed: boolean; readonly unchanged: boolean }): void {
      const { company } = ticket;
      const search = [company.name, company.city, company.nip, company.crmId, ticket.id, ...subTickets.map((s) => s.punktId)];
      const data = (row: Ticket | SubTicket) => (options.unchanged ? null : JSON.stringify(row));
      putTicket.run(
        ticket.id,
        ticket.status,
        company.crmId,
        company.nip,
        company.name,
        company.city,
        ticket.openedOn,
        // Which deadline is next does not depend on today, only how near it is.
        nextDeadline(ticket, ticket.openedOn)?.dueOn ?? null,
        ticket.technicianId,
        options.removed ? 1 : 0,
        fold(search.join(' ')),
        data(ticket),
      );
      dropSubTickets.run(ticket.id);
      for (const s of subTickets) putSubTicket.run(s.id, s.ticketId, s.status, s.punktId, data(s));
    },
    dossier(ticketId: string): { readonly dossier: Dossier; readonly removed: string | null } | undefined {
      const row = ticketRow.get(ticketId);
      if (row === undefined) return undefined;
      const subTickets = subTicketRows.all(ticketId).map((r) => JSON.parse(r.data) as SubTicket);
      return { dossier: { ticket: JSON.parse(row.data) as Ticket, subTickets }, removed: row.removed_reason };
    },
    ticketIdOf: (subTicketId: string): string | undefined => ticketOf.get(subTicketId)?.ticket_id,
    clear(): void {
      db.prepare('DELETE FROM view_ticket').run();
      db.prepare('DELETE FROM view_sub_ticket').run();
    },
  };
}
