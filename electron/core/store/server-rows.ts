import { type Dossier, type PcPosProfile, pcposProfile, type SubTicket, type Ticket } from '../../../domain/model/index.ts';
import { type Setting, setting, type UnreadRow } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { ReceivedChange, WrittenRow } from '../field/line.ts';
import { type Listed, listedOf } from './listed.ts';

interface StoredRow {
  readonly id: string;
  readonly data: string;
  readonly removed_reason: string | null;
}

type StoredPlace = Omit<StoredRow, 'data'>;

/** Rows of a page that is being applied. */
export interface FreshRows {
  readonly tickets: ReadonlyMap<string, Ticket | WrittenRow>;
  readonly subTickets: ReadonlyMap<string, SubTicket | WrittenRow>;
  /** Which sub-tickets the tickets of this page have, by the ticket's id; see `subTicketsOfAll`. */
  readonly places: ReadonlyMap<string, readonly StoredPlace[]>;
}
const NOTHING_FRESH: FreshRows = { tickets: new Map(), subTickets: new Map(), places: new Map() };

const whole = <T extends Ticket | SubTicket>(row: T | WrittenRow): T =>
  'bytes' in row ? (JSON.parse(row.bytes.toString()) as T) : row;

/** A ticket with as much of it and its sub-tickets as the list needs. */
export interface Outline {
  readonly id: string;
  readonly listed: Listed;
  readonly punktIds: readonly string[];
}

/** Rows that a page was the first to bring; the number under which each ticket now stands. */
export interface Added {
  /** The highest number so far. */
  last: number;
  readonly tickets: Map<string, number>;
}

/** Rows exactly as M/platform last sent them. */
export function createServerRows(db: Database) {
  const insert = db.prepare(
    // Bytes as they came are cheaper to bind than a string.
    `INSERT INTO server_row (n, kind, id, ticket_id, version, data, removed_reason, stale)
     VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), NULL, 0) ON CONFLICT (kind, id) DO NOTHING`,
  );
  const replace = db.prepare(
    `UPDATE server_row SET ticket_id = ?, version = ?, data = CAST(? AS TEXT), removed_reason = NULL, stale = 0
     WHERE kind = ? AND id = ?`,
  );
  const noteUnread = db.prepare('INSERT OR IGNORE INTO unread_row (kind, id) VALUES (?, ?)');
  const seen = db.prepare('UPDATE server_row SET stale = 0 WHERE kind = ? AND id = ?');
  const forgetUnread = db.prepare('DELETE FROM unread_row WHERE kind = ? AND id = ?');
  const countUnread = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM unread_row');
  const remove = db.prepare('UPDATE server_row SET removed_reason = ? WHERE kind = ? AND id = ?');
  const one = db.prepare<[string, string], StoredRow>(
    'SELECT id, data, removed_reason FROM server_row WHERE kind = ? AND id = ?',
  );
  const highest = db.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM server_row');
  const subTicketsOf = db.prepare<[string], StoredPlace>(
    `SELECT id, removed_reason FROM server_row INDEXED BY server_row_by_ticket WHERE ticket_id = ? ORDER BY id`,
  );
  const subTicketsOfAll = db
    .prepare<[string], [string, string, string | null]>(
      `SELECT s.ticket_id, s.id, s.removed_reason FROM json_each(?) t
       CROSS JOIN server_row s INDEXED BY server_row_by_ticket ON s.ticket_id = t.value
       ORDER BY t.key, s.id`,
    )
    .raw();
  const profiles = db.prepare<[], StoredRow>(
    `SELECT id, data, removed_reason FROM server_row WHERE kind = 'pcposProfile' AND removed_reason IS NULL ORDER BY id`,
  );
  const standing = db.prepare<[string, string], { version: number; removed_reason: string | null }>(
    'SELECT version, removed_reason FROM server_row WHERE kind = ? AND id = ?',
  );
  const ticketIds = db.prepare<[], { id: string }>(`SELECT id FROM server_row WHERE kind = 'ticket'`);
  const subTicketTicket = db.prepare<[string], { ticket_id: string }>(
    `SELECT ticket_id FROM server_row WHERE kind = 'subTicket' AND id = ?`,
  );

  const added = (): Added => ({ last: highest.get()?.n ?? 0, tickets: new Map() });
  let someUnread = (countUnread.get()?.n ?? 0) > 0;

  // Parsed by schema when it came in; what was stored by us is only read.
  const stored = <T extends Ticket | SubTicket>(kind: 'ticket' | 'subTicket', id: string): T =>
    JSON.parse(one.get(kind, id)?.data ?? '') as T;

  function ticketAndPlaces(ticketId: string, fresh: FreshRows) {
    const received = fresh.tickets.get(ticketId);
    const row = received === undefined ? one.get('ticket', ticketId) : undefined;
    const ticket = received ?? (row && (JSON.parse(row.data) as Ticket));
    if (ticket === undefined) return undefined;
    const removed = row?.removed_reason ?? null;
    const places = (fresh.places.get(ticketId) ?? subTicketsOf.all(ticketId)).filter(
      (s) => s.removed_reason === null || removed !== null,
    );
    return { ticket, removed, places };
  }

  function place(kind: string, id: string, ticketId: string | null, version: number, data: Buffer, added: Added): void {
    const n = added.last + 1;
    if (insert.run(n, kind, id, ticketId, version, data).changes === 0) {
      replace.run(ticketId, version, data, kind, id);
      return;
    }
    added.last = n;
    if (kind === 'ticket') added.tickets.set(id, n);
  }

  return {
    /** What an earlier version sent of this row stays to be read; it is there, so a re-sync must not take it for gone. */
    noteUnread({ kind, id }: UnreadRow): void {
      someUnread = true;
      noteUnread.run(kind, id);
      seen.run(kind, id);
    },
    /** How many rows there are that only a newer version of this program can read. */
    unread: (): number => (someUnread ? (countUnread.get()?.n ?? 0) : 0),
    added,
    /** Applies one change and says which ticket's view it touches, if any. */
    apply(change: ReceivedChange, into: Added = added()): string | undefined {
      if (someUnread) forgetUnread.run(change.kind, change.id);
      if ('removed' in change) {
        remove.run(change.reason, change.kind, change.id);
        return change.kind === 'ticket'
          ? change.id
          : change.kind === 'subTicket'
            ? subTicketTicket.get(change.id)?.ticket_id
            : undefined;
      }
      if ('bytes' in change) {
        const { kind, id, version, bytes, ticketId } = change;
        place(kind, id, kind === 'subTicket' ? ticketId : null, version, bytes, into);
        return kind === 'ticket' ? id : ticketId;
      }
      const ticketId = change.kind === 'subTicket' ? change.data.ticketId : null;
      place(change.kind, change.id, ticketId, change.version, Buffer.from(JSON.stringify(change.data)), into);
      return change.kind === 'ticket' ? change.id : (ticketId ?? undefined);
    },
    /**
     * The dossier as M/platform knows it, and whether it was taken away. Undefined when there is no such ticket.
     * @param fresh rows that were stored a moment ago and need not be read again
     */
    dossier(
      ticketId: string,
      fresh: FreshRows = NOTHING_FRESH,
    ): { readonly dossier: Dossier; readonly removed: string | null } | undefined {
      const found = ticketAndPlaces(ticketId, fresh);
      if (found === undefined) return undefined;
      const subTickets = found.places.map(({ id }): SubTicket => {
        const row = fresh.subTickets.get(id);
        return row === undefined ? stored('subTicket', id) : whole(row);
      });
      return { dossier: { ticket: whole(found.ticket), subTickets }, removed: found.removed };
    },
    /** The same, with no more of the sub-tickets than a list of tickets shows. */
    outline(ticketId: string, fresh: FreshRows = NOTHING_FRESH): (Outline & { readonly removed: string | null }) | undefined {
      const found = ticketAndPlaces(ticketId, fresh);
      if (found === undefined) return undefined;
      const { ticket, places, removed } = found;
      const listed = ('bytes' in ticket ? ticket.listed : undefined) ?? listedOf(whole<Ticket>(ticket));
      const punktIds = places.map(({ id }) => (fresh.subTickets.get(id) ?? stored<SubTicket>('subTicket', id)).punktId);
      return { id: ticketId, listed, punktIds, removed };
    },
    /** The version of one row and why it was taken away, if it was. */
    standing(
      kind: 'ticket' | 'subTicket',
      id: string,
    ): { readonly version: number; readonly removed: string | null } | undefined {
      const row = standing.get(kind, id);
      return row && { version: row.version, removed: row.removed_reason };
    },
    /** For hundreds of tickets at once: asking for each costs several times as much. */
    subTicketsOfAll(ticketIds: readonly string[]): ReadonlyMap<string, readonly StoredPlace[]> {
      const found = new Map(ticketIds.map((id): [string, StoredPlace[]] => [id, []]));
      for (const [ticketId, id, removed_reason] of subTicketsOfAll.all(JSON.stringify(ticketIds)))
        found.get(ticketId)?.push({ id, removed_reason });
      return found;
    },
    ticketIds: (): readonly string[] => ticketIds.all().map((r) => r.id),
    setting(): Setting | undefined {
      const row = one.get('setting', 'pcpos');
      return row === undefined ? undefined : setting.parse(JSON.parse(row.data));
    },
    /** What M/platform says of where tills keep its settings; one that this program does not understand is left out. */
    pcposProfiles(): readonly PcPosProfile[] {
      return profiles.all().flatMap(({ data }) => pcposProfile.safeParse(JSON.parse(data)).data ?? []);
    },
    /** The beginning of a full re-sync: what is there stays to be read, but has to be seen again. */
    doubtAll(): void {
      db.prepare('UPDATE server_row SET stale = 1').run();
      db.prepare('DELETE FROM unread_row').run();
    },
    /** Its end: what was not seen again has gone from M/platform. Says which tickets that touches. */
    sweep(): readonly string[] {
      const gone = db
        .prepare<[], { id: string }>(
          `SELECT coalesce(ticket_id, id) AS id FROM server_row WHERE stale = 1 AND kind IN ('ticket', 'subTicket')`,
        )
        .all();
      db.prepare(`UPDATE server_row SET removed_reason = coalesce(removed_reason, 'gone'), stale = 0 WHERE stale = 1`).run();
      return gone.map((row) => row.id);
    },
  };
}
