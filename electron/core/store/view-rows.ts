import type { Dossier, SubTicket, Ticket } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import { listedOf } from './listed.ts';
import type { Outline } from './server-rows.ts';

/** Where a ticket's row stands before it is put. */
export interface Before {
  /** The number of its server row, which its own has too. */
  readonly n: number;
  /** The words that the search index has of it; null while it has no row. */
  readonly search: string | null;
}

/** What the view says of a dossier: its outline, or all of what pending operations made of it. */
export const outlineOf = ({ ticket, subTickets }: Dossier): Outline => ({
  id: ticket.id,
  listed: listedOf(ticket),
  punktIds: subTickets.map((s) => s.punktId),
});

/** Dossiers as the interface shows them: server rows with pending operations replayed on top. */
export function createViewRows(db: Database) {
  const found = db.prepare<[string], Before>(
    `SELECT s.n, v.search FROM server_row s LEFT JOIN view_ticket v ON v.n = s.n WHERE s.kind = 'ticket' AND s.id = ?`,
  );
  const foundAll = db
    .prepare<[string], [string, number, string | null]>(
      `SELECT s.id, s.n, v.search FROM json_each(?) t CROSS JOIN server_row s ON s.kind = 'ticket' AND s.id = t.value
       LEFT JOIN view_ticket v ON v.n = s.n`,
    )
    .raw();
  const insertTicket = db.prepare(
    `INSERT INTO view_ticket (status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search,
       type, acquired_by_dealer, caretaker, closed_on, due_kind, data, id, n)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateTicket = db.prepare(
    `UPDATE view_ticket SET (status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search, type,
       acquired_by_dealer, caretaker, closed_on, due_kind, data) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE n = ?`,
  );
  const addWords = db.prepare('INSERT INTO ticket_search (rowid, words) VALUES (?, ?)');
  // The index keeps nothing but places of words, so it is told which they were.
  const dropWords = db.prepare(`INSERT INTO ticket_search (ticket_search, rowid, words) VALUES ('delete', ?, ?)`);
  const putSubTicket = db.prepare('INSERT INTO view_sub_ticket (ticket_id, id, data) VALUES (?, ?, ?)');
  const dropSubTickets = db.prepare('DELETE FROM view_sub_ticket WHERE ticket_id = ?');
  // One that was taken away alone is no longer of its ticket.
  const ticketOf = db.prepare<[string], { ticket_id: string }>(
    `SELECT s.ticket_id FROM server_row s JOIN server_row t ON t.kind = 'ticket' AND t.id = s.ticket_id
     WHERE s.kind = 'subTicket' AND s.id = ? AND (s.removed_reason IS NULL OR t.removed_reason IS NOT NULL)`,
  );
  const ticketRow = db.prepare<[string], { data: string; removed_reason: string | null }>(
    `SELECT coalesce(v.data, s.data) AS data, s.removed_reason FROM server_row s JOIN view_ticket v ON v.n = s.n
     WHERE s.kind = 'ticket' AND s.id = ?`,
  );
  const subTicketRows = db.prepare<[string, number], { data: string }>(
    `SELECT coalesce(v.data, s.data) AS data FROM server_row s INDEXED BY server_row_by_ticket
     LEFT JOIN view_sub_ticket v ON v.ticket_id = s.ticket_id AND v.id = s.id
     WHERE s.ticket_id = ? AND (s.removed_reason IS NULL OR ?) ORDER BY s.id`,
  );
  const configuredFrom = db.prepare<[string, string, string], { data: string }>(
    `SELECT coalesce(v.data, s.data) AS data FROM view_ticket t
     JOIN server_row s INDEXED BY server_row_by_ticket ON s.ticket_id = t.id AND s.kind = 'subTicket' AND s.removed_reason IS NULL
     LEFT JOIN view_sub_ticket v ON v.ticket_id = s.ticket_id AND v.id = s.id
     WHERE t.removed = 0 AND t.technician_id = ? AND t.status IN ('agreement', 'inProgress')
       AND coalesce(v.data, s.data) ->> '$.configuration.machineId' = ?
       AND coalesce(v.data, s.data) ->> '$.configuration.file' = ? ORDER BY s.id`,
  );

  return {
    /** Where these tickets stand; for hundreds at once, see `put`. */
    before(ticketIds: readonly string[]): ReadonlyMap<string, Before> {
      return new Map(foundAll.all(JSON.stringify(ticketIds)).map(([id, n, search]) => [id, { n, search }]));
    },
    /**
     * @param data what pending operations made of it; absent where they left it as it is, which is not stored a second time
     * @param known the answer of `before` when it was asked for this ticket, too
     */
    put({ id, listed, punktIds }: Outline, removed: boolean, data?: Dossier, known?: ReadonlyMap<string, Before>): void {
      const before = known?.get(id) ?? found.get(id);
      if (before === undefined) return;
      const search = `${listed.search}${punktIds.map((punktId) => ` ${punktId}`).join('')}`;
      const columns = [
        listed.status,
        listed.crmId,
        listed.nip,
        listed.name,
        listed.city,
        listed.openedOn,
        listed.dueOn,
        listed.technicianId,
        removed ? 1 : 0,
        search,
        listed.type,
        listed.acquiredByDealer ? 1 : 0,
        listed.caretaker,
        listed.closedOn,
        listed.dueKind,
        data === undefined ? null : JSON.stringify(data.ticket),
      ];
      if (before.search === null) insertTicket.run(...columns, id, before.n);
      else {
        updateTicket.run(...columns, before.n);
        dropSubTickets.run(id);
      }
      if (before.search !== search) {
        if (before.search !== null) dropWords.run(before.n, before.search);
        addWords.run(before.n, search);
      }
      for (const s of data?.subTickets ?? []) putSubTicket.run(id, s.id, JSON.stringify(s));
    },
    dossier(ticketId: string): { readonly dossier: Dossier; readonly removed: string | null } | undefined {
      const row = ticketRow.get(ticketId);
      if (row === undefined) return undefined;
      const subTickets = subTicketRows
        .all(ticketId, row.removed_reason === null ? 0 : 1)
        .map((r) => JSON.parse(r.data) as SubTicket);
      return { dossier: { ticket: JSON.parse(row.data) as Ticket, subTickets }, removed: row.removed_reason };
    },
    /** Points of sale of tickets in work whose configuration was recorded from that file of that machine. */
    configuredFrom: (technicianId: string, machineId: string, file: string): readonly SubTicket[] =>
      configuredFrom.all(technicianId, machineId, file).map(({ data }) => JSON.parse(data) as SubTicket),
    ticketIdOf: (subTicketId: string): string | undefined => ticketOf.get(subTicketId)?.ticket_id,
    clear(): void {
      db.prepare('DELETE FROM view_ticket').run();
      db.prepare('DELETE FROM view_sub_ticket').run();
      db.prepare(`INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')`).run();
    },
  };
}
