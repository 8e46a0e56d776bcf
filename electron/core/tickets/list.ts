import type { Statement } from 'better-sqlite3';
import { warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { ticketStatus } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { TicketQuery } from '../api/contract.ts';
import type { TicketPage } from '../api/views.ts';
import { filtersOf, type Part, searchWords } from './filters.ts';
import { createTicketRows } from './rows.ts';

/** Beyond so many it is only said that there are more. */
const MOST_COUNTED = 3000;
/**
 * A search first looks at a few rows in the order of the list. What is common fills its page with these or with not many
 * more; for the rest the index of words is sooner. How many of that there can be grows with the list, and so does how far
 * it pays to look. Numbers are those of server rows, of which a ticket has three or so.
 */
const FIRST_GLANCE = 250;
const glanceIn = (highest: number): number => Math.min(MOST_COUNTED, Math.max(800, Math.round(highest / 240)));
const MOST_STATEMENTS = 300;

/** Rows so near the head of the list are met by walking there; from there on the whole order is made and kept. */
const NEAR = 500;

/** Whether `createTicketList` answers it in a few milliseconds. What it cannot, `createTicketOrders` does in pieces. */
export const isNear = (query: TicketQuery): boolean =>
  query.sort === 'urgency' &&
  !query.exact &&
  (query.page + 1) * query.pageSize <= NEAR &&
  !query.waiting &&
  query.acquired === 'any' &&
  query.caretaker === null &&
  query.openedFrom === null &&
  query.openedTo === null;

/** The list of tickets, most urgent first: filtered, searched by the beginnings of words, one page near its head. */
export function createTicketList(
  db: Database,
  clock: Clock,
  technicianId: () => string | undefined,
  { glanceAt, fewAt = 800 }: { readonly glanceAt?: number; readonly fewAt?: number } = {},
) {
  /** Preparing costs more than most of these queries; there are about as many texts as ways to filter. */
  const prepared = new Map<string, Statement<unknown[], unknown>>();
  function statement<Row>(sql: string): Statement<unknown[], Row> {
    const known = prepared.get(sql) ?? db.prepare<unknown[], unknown>(sql);
    if (prepared.size < MOST_STATEMENTS) prepared.set(sql, known);
    return known as Statement<unknown[], Row>;
  }
  const highest = db.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM view_ticket');
  const matching = db
    .prepare<[string, number], number>('SELECT rowid FROM ticket_search WHERE ticket_search MATCH ? LIMIT ?')
    .pluck();
  const rows = createTicketRows(db, clock, technicianId);
  const filters = (query: TicketQuery): Part => filtersOf(query, technicianId(), warsawDate(clock.now()));

  function list(query: TicketQuery): TicketPage {
    const words = searchWords(query.search);
    const offset = query.page * query.pageSize;
    const wanted = offset + query.pageSize;
    const { found, total, more } = words.length === 0 ? glance(query, words, MOST_COUNTED, wanted) : search(query, words, wanted);
    const page = found.slice(offset, wanted);
    return { rows: rows(page), total, more };
  }

  /** Looks at the first rows; at as many more as will fill the page, where those are few; else by the index of words. */
  function search(query: TicketQuery, words: readonly string[], wanted: number): Found {
    const most = Math.max(glanceAt ?? glanceIn(highest.get()?.n ?? 0), wanted);
    const first = Math.min(most, FIRST_GLANCE);
    const seen = glance(query, words, first, wanted);
    if (!seen.more || seen.found.length >= wanted) return seen;
    const needed = Math.ceil((wanted * first) / Math.max(1, seen.found.length));
    if (first === most || needed > most) return searched(query, words, wanted);
    const further = glance(query, words, Math.min(most, Math.ceil(1.5 * needed)), wanted);
    return !further.more || further.found.length >= wanted ? further : searched(query, words, wanted);
  }

  interface Found {
    /** Numbers of view rows, in order. */
    readonly found: readonly number[];
    readonly total: number;
    readonly more: boolean;
  }

  /** The rows that fit in the order of the list, as SQL. */
  function walk(query: TicketQuery, search: boolean, also = '') {
    // One status at a time goes along its own index, however few have it; SQLite then merges what comes from each.
    const all = query.onlyMine && query.statuses.length === 0 ? ticketStatus.options : query.statuses;
    const apart = all.length > 1;
    const branches = apart ? all.map((status) => ({ ...query, statuses: [status] })) : [query];
    const parts = branches.map((branch) => filters(branch));
    const columns = `v.due_on AS place, v.n AS n${search ? ', v.search AS search' : ''}`;
    const direction = query.descending ? 'DESC' : 'ASC';
    return {
      selects: parts.map((part) => `SELECT ${columns} FROM view_ticket v WHERE ${part.sql}${also}`).join(' UNION ALL '),
      values: parts.flatMap((part) => part.values),
      order: `ORDER BY place ${direction}, n ${direction}`,
    };
  }

  /** Walks the first rows of the list in its order and looks at each. */
  function glance(query: TicketQuery, words: readonly string[], most: number, wanted: number): Found {
    const { selects, values, order } = walk(query, words.length > 0);
    const first = `${selects} ${order} LIMIT ?`;
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
    const where = filters(query);
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM view_ticket v WHERE ${where.sql} LIMIT ?)`;
    return statement<{ n: number }>(sql).get(...where.values, most)?.n ?? 0;
  }

  /** Finds by the index of words. What it has few of is sorted; of more the first ones are met by walking the list. */
  function searched(query: TicketQuery, words: readonly string[], wanted: number): Found {
    const match = words.map((word) => `"${word}"*`).join(' ');
    const found = matching.all(match, fewAt + 1);
    return found.length <= fewAt ? sorted(query, found) : walked(query, match, wanted);
  }

  function sorted(query: TicketQuery, among: readonly number[]): Found {
    const where = filters(query);
    const direction = query.descending ? 'DESC' : 'ASC';
    const found = statement<{ n: number }>(
      // CROSS JOIN: first what was found, then its rows. SQLite would else look at all rows.
      `SELECT v.n FROM json_each(?) t CROSS JOIN view_ticket v ON v.n = t.value
       WHERE ${where.sql} ORDER BY v.due_on ${direction}, v.n ${direction}`,
    ).all(JSON.stringify(among), ...where.values);
    return { found: found.map(({ n }) => n), total: found.length, more: false };
  }

  function walked(query: TicketQuery, match: string, wanted: number): Found {
    // Without the plus SQLite would look up and sort all that matches.
    const { selects, values, order } = walk(query, false, ' AND +v.n IN matched');
    const found = statement<{ n: number }>(
      `WITH matched AS MATERIALIZED (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?) ${selects} ${order} LIMIT ?`,
    ).all(match, ...values, wanted + 1);
    const page = found.slice(0, wanted);
    return { found: page.map(({ n }) => n), total: page.length, more: found.length > wanted };
  }

  return list;
}
