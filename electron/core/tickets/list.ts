import type { Statement } from 'better-sqlite3-multiple-ciphers';
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
 * more; for the rest the index of words is sooner. What looking at a row and what a word of the index costs are balanced
 * where this grows with the root of the list. Numbers are those of server rows, of which a ticket has three or so.
 */
const FIRST_GLANCE = 250;
const glanceIn = (highest: number): number => Math.max(FIRST_GLANCE, Math.round(1.6 * Math.sqrt(highest)));
/** So many finds of the index are looked at and sorted; of more the first ones are met sooner by walking the list. */
const fewIn = (highest: number): number => Math.max(400, Math.round(1.5 * Math.sqrt(highest)));
/** A word that so large a part of the list has is looked for in what the other words find: its own finds are too many. */
const COMMON = 0.1;
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
  { glanceAt, fewAt }: { readonly glanceAt?: number; readonly fewAt?: number } = {},
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
    const words = telling(searchWords(query.search));
    const offset = query.page * query.pageSize;
    const wanted = offset + query.pageSize;
    const { found, total, more } = words.length === 0 ? glance(query, words, MOST_COUNTED, wanted) : search(query, words, wanted);
    const page = found.slice(offset, wanted);
    return { rows: rows(page), total, more };
  }

  /** Looks at the first rows; at as many more as will fill the page, where those are few; else by the index of words. */
  function search(query: TicketQuery, words: readonly string[], wanted: number): Found {
    const size = highest.get()?.n ?? 0;
    const most = Math.max(glanceAt ?? glanceIn(size), wanted);
    const first = Math.min(most, FIRST_GLANCE);
    const seen = glance(query, words, first, wanted);
    if (!seen.more || seen.found.length >= wanted) return seen;
    const needed = Math.ceil((1.5 * wanted * first) / Math.max(1, seen.found.length));
    if (first < most && needed <= most) {
      const further = glance(query, words, needed, wanted);
      if (!further.more || further.found.length >= wanted) return further;
    }
    return searched(query, words, wanted, { first, few: fewAt ?? fewIn(size) });
  }

  interface Found {
    /** Numbers of view rows, in order. */
    readonly found: readonly number[];
    readonly total: number;
    readonly more: boolean;
  }

  /** The rows that fit in the order of the list, as SQL. */
  function walk(query: TicketQuery, search: boolean) {
    // One status at a time goes along its own index, however few have it; SQLite then merges what comes from each.
    const all = query.onlyMine && query.statuses.length === 0 ? ticketStatus.options : query.statuses;
    const apart = all.length > 1;
    const branches = apart ? all.map((status) => ({ ...query, statuses: [status] })) : [query];
    const parts = branches.map((branch) => filters(branch));
    const columns = `v.due_on AS place, v.n AS n${search ? ', v.search AS search' : ''}`;
    const direction = query.descending ? 'DESC' : 'ASC';
    return {
      selects: parts.map((part) => `SELECT ${columns} FROM view_ticket v WHERE ${part.sql}`).join(' UNION ALL '),
      values: parts.flatMap((part) => part.values),
      order: `ORDER BY place ${direction}, n ${direction}`,
    };
  }

  /** How large a part of the first rows of the list has each of the words. */
  function sharesOf(query: TicketQuery, words: readonly string[], first: number): readonly number[] {
    const { selects, values, order } = walk(query, true);
    const shares = words.map((_, i) => `avg(instr(search, ?) > 0) AS w${i}`).join(', ');
    const found = statement<Record<string, number | null>>(`SELECT ${shares} FROM (${selects} ${order} LIMIT ?)`);
    const row = found.get(...beginnings(words), ...values, first);
    return words.map((_, i) => row?.[`w${i}`] ?? 0);
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
    const found = statement<{ n: number }>(`SELECT n FROM (${first}) WHERE ${having('search', words)} ${order}`).all(
      ...values,
      most,
      ...beginnings(words),
    );
    return { found: found.map(({ n }) => n), total: found.length, more: count > most };
  }

  function counted(query: TicketQuery, most: number): number {
    const where = filters(query);
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM view_ticket v WHERE ${where.sql} LIMIT ?)`;
    return statement<{ n: number }>(sql).get(...where.values, most)?.n ?? 0;
  }

  /**
   * Finds by the index of words: of several by the rarer ones, as long as those find few, or so many that enough of them
   * have the common ones, too.
   * @param first rows of the list that tell which words are common
   */
  function searched(
    query: TicketQuery,
    words: readonly string[],
    wanted: number,
    { first, few }: { readonly first: number; readonly few: number },
  ): Found {
    const shares = words.length > 1 ? sharesOf(query, words, first) : [];
    const rare = words.filter((_, i) => (shares[i] ?? 0) < COMMON);
    const common = words.filter((word) => !rare.includes(word));
    if (rare.length > 0 && common.length > 0) {
      const share = shares.filter((part) => part >= COMMON).reduce((all, part) => all * part, 1);
      const enough = Math.ceil(few / share);
      const found = matching.all(matchOf(rare), enough + 1);
      if (found.length <= few) return sorted(query, found, common);
      if (found.length > enough) return walked(query, rare, common, wanted);
    }
    const found = matching.all(matchOf(words), few + 1);
    return found.length <= few ? sorted(query, found, []) : walked(query, words, [], wanted);
  }

  /** @param also words that those which were found must have, too */
  function sorted(query: TicketQuery, among: readonly number[], also: readonly string[]): Found {
    const where = filters(query);
    const direction = query.descending ? 'DESC' : 'ASC';
    const found = statement<{ n: number }>(
      // CROSS JOIN: first what was found, then its rows. SQLite would else look at all rows.
      `SELECT v.n FROM json_each(?) t CROSS JOIN view_ticket v ON v.n = t.value
       WHERE ${where.sql}${and('v.search', also)} ORDER BY v.due_on ${direction}, v.n ${direction}`,
    ).all(JSON.stringify(among), ...where.values, ...beginnings(also));
    return { found: found.map(({ n }) => n), total: found.length, more: false };
  }

  /** Walks the list in its order until enough of it is among what the index of words finds; SQLite keeps that order. */
  function walked(query: TicketQuery, words: readonly string[], also: readonly string[], wanted: number): Found {
    const { selects, values, order } = walk(query, false);
    const search = '(SELECT w.search FROM view_ticket w WHERE w.n = t.n)';
    const found = statement<{ n: number }>(
      // The limit keeps the walk apart from what it is asked: within, what matches would be listed for each status anew.
      `SELECT t.n FROM (${selects} ${order} LIMIT -1) t
       WHERE t.n IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)${and(search, also)} LIMIT ?`,
    ).all(...values, matchOf(words), ...beginnings(also), wanted + 1);
    const page = found.slice(0, wanted);
    return { found: page.map(({ n }) => n), total: page.length, more: found.length > wanted };
  }

  return list;
}

/** Without those that say nothing more, because another word begins with them. */
const telling = (words: readonly string[]): readonly string[] =>
  words.filter((word, i) => !words.some((other, k) => other.startsWith(word) && (other !== word || k < i)));
const matchOf = (words: readonly string[]): string => words.map((word) => `"${word}"*`).join(' ');
/** The words as they stand in `view_ticket.search`. */
const beginnings = (words: readonly string[]): readonly string[] => words.map((word) => ` ${word}`);
const having = (column: string, words: readonly string[]): string => words.map(() => `instr(${column}, ?) > 0`).join(' AND ');
const and = (column: string, words: readonly string[]): string => (words.length === 0 ? '' : ` AND ${having(column, words)}`);
