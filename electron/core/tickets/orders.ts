import { setImmediate as turn } from 'node:timers/promises';
import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { ticketStatus } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { TicketSelection, TicketSort } from '../api/list-contract.ts';
import { filtersOf, searchWords } from './filters.ts';
import { type Keyed, mergeRuns, polishKey } from './sorting.ts';

type Key = string | number | null;

/** What each order sorts by: its column, and what is made of it. What has none comes last, whichever way it is sorted. */
const KEYS: Readonly<Record<TicketSort, { readonly sql: string; readonly key?: (value: Key, today: CalendarDate) => Key }>> = {
  urgency: { sql: 'v.due_on' },
  type: { sql: 'v.type' },
  crmId: { sql: 'CAST(v.crm_id AS INTEGER)' },
  nip: { sql: 'v.nip' },
  name: { sql: 'v.name', key: text },
  city: { sql: 'v.city', key: text },
  acquired: { sql: '1 - v.acquired_by_dealer' },
  // In the order in which they follow each other, which is not that of their names.
  status: { sql: 'v.status', key: (value) => STATUSES.indexOf(String(value)) },
  caretaker: { sql: 'v.caretaker', key: text },
  openedOn: { sql: 'v.opened_on' },
  closedOn: { sql: 'v.closed_on' },
  days: { sql: `coalesce(v.closed_on, '') || '/' || v.opened_on`, key: age },
};
const STATUSES: readonly string[] = ticketStatus.options;

function text(value: Key): Key {
  return typeof value === 'string' ? polishKey(value) : value;
}
function age(value: Key, today: CalendarDate): Key {
  const [closed = '', opened = ''] = String(value).split('/');
  return Date.parse(closed === '' ? today : closed) - Date.parse(opened);
}

/** Numbers of view rows looked at in one go; few enough that nobody waits, many enough that it is soon done. */
const SLICE = 6000;
const KEPT = 4;

/**
 * The list in one whole, in any order. It is made in pieces, between which the core does what else there is to do, and
 * kept until something changes, so that every further page of it costs nothing.
 */
export function createTicketOrders(db: Database, clock: Clock, technicianId: () => string | undefined, slice = SLICE) {
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  const highest = db.prepare<[], number | null>('SELECT max(n) FROM view_ticket').pluck();
  const kept = new Map<string, { readonly changes: number; readonly order: Promise<Int32Array> }>();

  async function make(view: TicketSelection): Promise<Int32Array> {
    const today = warsawDate(clock.now());
    const where = filtersOf(view, technicianId(), today);
    const words = searchWords(view.search).map((word) => ` ${word}`);
    const { sql, key } = KEYS[view.sort];
    const find = db
      .prepare<unknown[], [number, Key]>(
        // By number, and by nothing else: an index would make each piece look through all rows.
        `SELECT v.n, ${sql} FROM view_ticket v NOT INDEXED
         WHERE v.n >= ? AND v.n < ? AND ${where.sql}${words.map(() => ' AND instr(v.search, ?) > 0').join('')} ORDER BY v.n`,
      )
      .raw();
    const runs: Keyed[][] = [];
    const without: number[] = [];
    const end = highest.get() ?? 0;
    for (let from = 0; from <= end; from += slice) {
      const run: Keyed[] = [];
      for (const [n, value] of find.all(from, from + slice, ...where.values, ...words)) {
        const sorted = key === undefined ? value : key(value, today);
        if (sorted === null) without.push(n);
        else run.push({ n, key: sorted });
      }
      runs.push(run);
      await turn();
    }
    const sorted = await mergeRuns(runs, turn);
    const direct = view.descending ? sorted.toReversed() : sorted;
    const last = view.descending ? without.toReversed() : without;
    return Int32Array.from([...direct.map(({ n }) => n), ...last]);
  }

  /** Numbers of the view rows that fit, in order. */
  return function orderOf(view: TicketSelection): Promise<Int32Array> {
    const { search, statuses, onlyMine, due, waiting, acquired, caretaker, openedFrom, openedTo, sort, descending } = view;
    const asked = [search, statuses, onlyMine, due, waiting, acquired, caretaker, openedFrom, openedTo, sort, descending];
    const name = JSON.stringify([warsawDate(clock.now()), technicianId(), ...asked]);
    const now = changes.get() ?? 0;
    const before = kept.get(name);
    if (before?.changes === now) return before.order;
    const order = make(view);
    kept.delete(name);
    kept.set(name, { changes: now, order });
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    order.catch(() => kept.delete(name));
    return order;
  };
}
