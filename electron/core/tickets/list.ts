import type { Statement } from 'better-sqlite3';
import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { daysSinceOpened, nextDeadline } from '../../../domain/deadlines.ts';
import { type Ticket, ticketStatus } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { TicketQuery } from '../api/contract.ts';
import type { TicketPage, TicketRow } from '../api/views.ts';
import { wordsOf } from '../store/fold.ts';

/** The columns by which the list may be sorted; nothing from outside reaches the SQL. */
const ORDER: Readonly<Record<TicketQuery['sort'], string>> = {
  urgency: 'v.due_on',
  openedOn: 'v.opened_on',
  name: 'v.name COLLATE NOCASE',
  city: 'v.city COLLATE NOCASE',
  status: 'v.status',
  crmId: 'CAST(v.crm_id AS INTEGER)',
  nip: 'v.nip',
};

/** Beyond so many it is only said that there are more. */
const MOST_COUNTED = 3000;
/**
 * A search first looks at so many rows in the order of the list. One that has not filled its page by then is for
 * something rare, and the index of words finds that sooner: how many of that there can be grows with the list, and so
 * does how far it pays to look.
 */
const glanceIn = (rows: number): number => Math.min(MOST_COUNTED, Math.max(800, Math.round(rows / 80)));
const MOST_STATEMENTS = 300;

interface Part {
  readonly sql: string;
  readonly values: readonly string[];
}

/** The list of tickets: filtered, searched by the beginnings of words, sorted, one page of it. */
export function createTicketList(
  db: Database,
  clock: Clock,
  technicianId: () => string | undefined,
  { glanceAt }: { readonly glanceAt?: number } = {},
) {
  /** Preparing costs more than most of these queries; there are about as many texts as ways to filter. */
  const prepared = new Map<string, Statement<unknown[], unknown>>();
  function statement<Row>(sql: string): Statement<unknown[], Row> {
    const known = prepared.get(sql) ?? db.prepare<unknown[], unknown>(sql);
    if (prepared.size < MOST_STATEMENTS) prepared.set(sql, known);
    return known as Statement<unknown[], Row>;
  }
  const rows = db.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM view_ticket');
  const row = db.prepare<[number], { data: string; waiting: number }>(
    `SELECT coalesce(v.data, s.data) AS data,
       (SELECT count(*) FROM outbox b WHERE b.ticket_id = v.id AND b.applied = 0) AS waiting
     FROM view_ticket v CROSS JOIN server_row s ON s.n = v.n WHERE v.n = ?`,
  );

  function list(query: TicketQuery): TicketPage {
    const words = searchWords(query.search);
    const offset = query.page * query.pageSize;
    const wanted = offset + query.pageSize;
    const most = glanceAt ?? (words.length === 0 ? MOST_COUNTED : glanceIn(rows.get()?.n ?? 0));
    const seen = glance(query, words, Math.max(most, wanted), wanted);
    const { found, total, more } = words.length > 0 && seen.more && seen.found.length < wanted ? searched(query, words) : seen;
    const page = found.slice(offset, wanted);
    const today = warsawDate(clock.now());
    return { rows: page.flatMap((n) => toRow(row.get(n), today) ?? []), total, more };
  }

  interface Found {
    /** Numbers of view rows, in order. */
    readonly found: readonly number[];
    readonly total: number;
    readonly more: boolean;
  }

  /** Walks the first rows of the list in its order and looks at each. */
  function glance(query: TicketQuery, words: readonly string[], most: number, wanted: number): Found {
    // One status at a time goes along its own index, however few have it; SQLite then merges what comes from each.
    const all = query.onlyMine && query.statuses.length === 0 ? ticketStatus.options : query.statuses;
    const apart = query.sort === 'urgency' && all.length > 1;
    const branches = apart ? all.map((status) => ({ ...query, statuses: [status] })) : [query];
    const parts = branches.map((branch) => filters(branch, technicianId()));
    const columns = `${ORDER[query.sort]} AS place, v.n AS n${words.length === 0 ? '' : ', v.search AS search'}`;
    const selects = parts.map((where) => `SELECT ${columns} FROM view_ticket v WHERE ${where.sql}`);
    const direction = query.descending ? 'DESC' : 'ASC';
    const order = `ORDER BY place ${direction}, n ${direction}`;
    const first = `${selects.join(' UNION ALL ')} ${order} LIMIT ?`;
    const values = parts.flatMap((part) => part.values);
    const count = counted(query, most + 1);
    if (words.length === 0) {
      const found = statement<{ n: number }>(`SELECT n FROM (${first})`).all(...values, wanted);
      return { found: found.map(({ n }) => n), total: Math.min(count, most), more: count > most };
    }
    const seen = words.map(() => 'instr(search, ?) > 0').join(' AND ');
    const found = statement<{ n: number }>(`SELECT n FROM (${first}) WHERE ${seen} ${order}`).all(
      ...values,
      most,
      ...words.map((word) => ` ${word}`),
    );
    return { found: found.map(({ n }) => n), total: found.length, more: count > most };
  }

  function counted(query: TicketQuery, most: number): number {
    const where = filters(query, technicianId());
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM view_ticket v WHERE ${where.sql} LIMIT ?)`;
    return statement<{ n: number }>(sql).get(...where.values, most)?.n ?? 0;
  }

  /** Finds by the index of words, and sorts what was found. */
  function searched(query: TicketQuery, words: readonly string[]): Found {
    const where = filters(query, technicianId());
    const found = statement<{ n: number }>(
      // CROSS JOIN: first what was found, then its rows. SQLite would else look at all rows.
      `SELECT v.n FROM (SELECT rowid AS n FROM ticket_search WHERE ticket_search MATCH ?) f
       CROSS JOIN view_ticket v ON v.n = f.n WHERE ${where.sql} ORDER BY ${orderOf(query)}`,
    ).all(words.map((word) => `"${word}"*`).join(' '), ...where.values);
    return { found: found.map(({ n }) => n), total: found.length, more: false };
  }

  function toRow(
    found: { readonly data: string; readonly waiting: number } | undefined,
    today: CalendarDate,
  ): TicketRow | undefined {
    if (found === undefined) return undefined;
    const ticket = JSON.parse(found.data) as Ticket;
    const { company } = ticket;
    return {
      id: ticket.id,
      type: ticket.type,
      crmId: company.crmId,
      nip: company.nip,
      name: company.name,
      city: company.city,
      acquiredByDealer: ticket.acquiredByDealer,
      status: ticket.status,
      caretaker: ticket.caretaker?.name ?? null,
      openedOn: ticket.openedOn,
      closedOn: ticket.closedOn,
      daysSinceOpened: daysSinceOpened(ticket, today),
      nextDeadline: nextDeadline(ticket, today) ?? null,
      mine: ticket.technicianId !== null && ticket.technicianId === technicianId(),
      taken: ticket.technicianId !== null,
      waiting: found.waiting,
    };
  }

  return list;
}

function orderOf({ sort, descending }: TicketQuery): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `${ORDER[sort]} ${direction}, v.n ${direction}`;
}

function filters({ statuses, onlyMine }: TicketQuery, technicianId: string | undefined): Part {
  const parts: Part[] = [{ sql: 'v.removed = 0', values: [] }];
  if (statuses.length > 0) parts.push({ sql: `v.status IN (${statuses.map(() => '?').join(', ')})`, values: statuses });
  if (onlyMine) parts.push({ sql: 'v.technician_id = ?', values: [technicianId ?? ''] });
  return { sql: parts.map((part) => part.sql).join(' AND '), values: parts.flatMap((part) => part.values) };
}

/** A NIP is typed in groups, as it stands on paper (`797-456-94-39`, `797 456 94 39`), and kept without. */
function searchWords(text: string): readonly string[] {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{10}$/.test(digits) ? [digits] : wordsOf(text.replace(/(?<=\d)-(?=\d)/g, ''));
}
