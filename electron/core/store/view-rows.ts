import { nextDeadline } from '../../../domain/deadlines.ts';
import type { Dossier, SubTicket, Ticket } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import { wordsOf } from './fold.ts';
import type { Outline } from './server-rows.ts';

/** After every day on which something is due. */
const NOTHING_DUE = '9999-12-31';

/** A row as it stands before it is put anew. */
export interface Before {
  readonly n: number;
  readonly search: string;
}

/** Dossiers as the interface shows them: server rows with pending operations replayed on top. */
export function createViewRows(db: Database) {
  const found = db.prepare<[string], Before>('SELECT n, search FROM view_ticket WHERE id = ?');
  const foundAll = db
    .prepare<[string], [string, number, string]>(
      'SELECT v.id, v.n, v.search FROM json_each(?) t CROSS JOIN view_ticket v ON v.id = t.value',
    )
    .raw();
  const insertTicket = db.prepare(
    `INSERT INTO view_ticket (id, status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateTicket = db.prepare(
    `UPDATE view_ticket SET (id, status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search, data) =
     (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE n = ?`,
  );
  const addWords = db.prepare('INSERT INTO ticket_search (rowid, words) VALUES (?, ?)');
  const dropWords = db.prepare('DELETE FROM ticket_search WHERE rowid = ?');
  const putSubTicket = db.prepare('INSERT INTO view_sub_ticket (id, ticket_id, punkt_id, data) VALUES (?, ?, ?, ?)');
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
    /** Which of these tickets have a row already; for hundreds at once, see `put`. */
    before(ticketIds: readonly string[]): ReadonlyMap<string, Before> {
      return new Map(foundAll.all(JSON.stringify(ticketIds)).map(([id, n, search]) => [id, { n, search }]));
    },
    /**
     * @param data what pending operations made of it; absent where they left it as it is, which is not stored a second time
     * @param known the answer of `before` when it was asked for this ticket, too
     */
    put({ ticket, subTickets }: Outline, removed: boolean, data?: Dossier, known?: ReadonlyMap<string, Before>): void {
      const { company } = ticket;
      const words = [company.name, company.city, company.nip, company.crmId, ticket.id, ...subTickets.map((s) => s.punktId)];
      const search = ` ${wordsOf(words.join(' ')).join(' ')}`;
      const columns = [
        ticket.id,
        ticket.status,
        company.crmId,
        company.nip,
        company.name,
        company.city,
        ticket.openedOn,
        // Which deadline is next does not depend on today, only how near it is.
        nextDeadline(ticket, ticket.openedOn)?.dueOn ?? NOTHING_DUE,
        ticket.technicianId,
        removed ? 1 : 0,
        search,
        data === undefined ? null : JSON.stringify(data.ticket),
      ];
      const before = known === undefined ? found.get(ticket.id) : known.get(ticket.id);
      if (before === undefined) addWords.run(insertTicket.run(...columns).lastInsertRowid, search);
      else {
        updateTicket.run(...columns, before.n);
        if (before.search !== search) {
          dropWords.run(before.n);
          addWords.run(before.n, search);
        }
        dropSubTickets.run(ticket.id);
      }
      for (const [i, s] of subTickets.entries())
        putSubTicket.run(s.id, s.ticketId, s.punktId, data === undefined ? null : JSON.stringify(data.subTickets[i]));
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
      db.prepare(`INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')`).run();
    },
  };
}
