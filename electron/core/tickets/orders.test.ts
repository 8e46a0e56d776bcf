import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysSinceOpened, nextDeadline } from '../../../domain/deadlines.ts';
import { type Ticket, ticketStatus } from '../../../domain/model/index.ts';
import { aTicket, NOW, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, ticketChange } from '../../../tests/support/store.ts';
import { ticketQuery } from '../api/contract.ts';
import { type TicketSelection, type TicketSort, ticketSelection, ticketSort } from '../api/list-contract.ts';
import { fold } from '../store/fold.ts';
import { createTicketList } from './list.ts';
import { createTicketOrders } from './orders.ts';
import { createTicketRows } from './rows.ts';

const TODAY = '2026-03-10';
const clock = { now: () => NOW };
const collator = new Intl.Collator('pl');
const people = ['Ewa Lis', 'Łucja Żak', 'Lech Ćwik'];

const tickets = fc
  .array(
    fc.record({
      name: fc.constantFrom('Zajazd', 'Łabędź', 'Lwów', 'Żuraw', 'Źródło', 'ćma', 'Cukiernia', 'Ósemka', 'Orzeł'),
      city: fc.constantFrom('Łódź', 'Lublin', 'Żory', 'Zamość'),
      status: fc.constantFrom(...ticketStatus.options),
      day: fc.integer({ min: 1, max: 28 }),
      mine: fc.boolean(),
      acquired: fc.boolean(),
      caretaker: fc.option(fc.constantFrom(...people)),
    }),
    { maxLength: 20, size: 'max' },
  )
  .map((all) =>
    all.map(({ name, city, status, day, mine, acquired, caretaker }, i): Ticket => {
      const openedOn = `2026-02-${String(day).padStart(2, '0')}`;
      return aTicket({
        id: `T${i}`,
        company: { ...aTicket().company, name, city, crmId: String((i * 7) % 20), nip: String(7_000_000_000 + ((i * 13) % 20)) },
        status,
        openedOn,
        closedOn: status === 'closed' ? '2026-03-01' : null,
        technicianId: mine ? 'tech-1' : null,
        acquiredByDealer: acquired,
        caretaker: caretaker === null ? null : { name: caretaker, phone: '', email: '' },
      });
    }),
  );

const selections = fc.record({
  search: fc.constantFrom('', 'z', 'lab', 'ŁÓ', '7', 'nic'),
  statuses: fc.subarray([...ticketStatus.options], { maxLength: 3 }),
  onlyMine: fc.boolean(),
  due: fc.constantFrom('any' as const, 'soon' as const, 'late' as const),
  acquired: fc.constantFrom('any' as const, 'yes' as const, 'no' as const),
  caretaker: fc.option(fc.constantFrom(...people)),
  openedFrom: fc.option(fc.constantFrom('2026-02-05', '2026-02-20')),
  openedTo: fc.option(fc.constantFrom('2026-02-10', '2026-02-28')),
  sort: fc.constantFrom(...ticketSort.options),
  descending: fc.boolean(),
});

const KEY: Readonly<Record<TicketSort, (ticket: Ticket) => string | number | null>> = {
  urgency: (t) => nextDeadline(t, TODAY)?.dueOn ?? '9999-12-31',
  type: (t) => t.type,
  crmId: (t) => Number(t.company.crmId),
  nip: (t) => t.company.nip,
  name: (t) => t.company.name,
  city: (t) => t.company.city,
  acquired: (t) => (t.acquiredByDealer ? 0 : 1),
  status: (t) => ticketStatus.options.indexOf(t.status),
  caretaker: (t) => t.caretaker?.name ?? null,
  openedOn: (t) => t.openedOn,
  closedOn: (t) => t.closedOn,
  days: (t) => daysSinceOpened(t, TODAY),
};

/** The same by looking at every ticket, with the language's own rules for what comes before what. */
function plainly(all: readonly Ticket[], s: TicketSelection): readonly string[] {
  const days = { any: '9999-12-31', soon: '2026-03-13', late: '2026-03-09' }[s.due];
  const fits = all.filter(
    (t) =>
      (s.statuses.length === 0 || s.statuses.includes(t.status)) &&
      (!s.onlyMine || t.technicianId === 'tech-1') &&
      (s.due === 'any' || String(KEY.urgency(t)) <= days) &&
      (s.acquired === 'any' || (s.acquired === 'yes') === t.acquiredByDealer) &&
      (s.caretaker === null || s.caretaker === t.caretaker?.name) &&
      (s.openedFrom === null || t.openedOn >= s.openedFrom) &&
      (s.openedTo === null || t.openedOn <= s.openedTo) &&
      fold(`${t.company.name} ${t.company.city} ${t.company.nip} ${t.company.crmId} ${t.id}`)
        .split(' ')
        .some((word) => word.startsWith(fold(s.search))),
  );
  const key = KEY[s.sort];
  const compare = (a: Ticket, b: Ticket): number => {
    const [x, y] = [key(a), key(b)];
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    return ['name', 'city', 'caretaker'].includes(s.sort)
      ? collator.compare(String(x), String(y))
      : String(x) < String(y)
        ? -1
        : String(x) > String(y)
          ? 1
          : 0;
  };
  const way = s.descending ? -1 : 1;
  const order = (some: readonly Ticket[], by: (a: Ticket, b: Ticket) => number) =>
    some.toSorted((a, b) => way * (by(a, b) || all.indexOf(a) - all.indexOf(b)));
  return [
    ...order(
      fits.filter((t) => key(t) !== null),
      compare,
    ),
    ...order(
      fits.filter((t) => key(t) === null),
      () => 0,
    ),
  ].map(({ id }) => id);
}

describe('the whole list', () => {
  it.each([3, 6000])(
    'stands in every order and under every filter as when every ticket is looked at, %i at a time',
    async (slice) => {
      await fc.assert(
        fc.asyncProperty(tickets, fc.array(selections, { minLength: 1, maxLength: 8 }), async (all, asked) => {
          const { store, db } = aStore();
          store.applyChanges(all.map(ticketChange), 'c1', true);
          const orderOf = createTicketOrders(db, clock, () => 'tech-1', slice);
          const rows = createTicketRows(db, clock, () => 'tech-1');
          for (const one of asked) {
            const selection = ticketSelection.parse(one);
            expect(rows([...(await orderOf(selection))]).map(({ id }) => id)).toEqual(plainly(all, selection));
          }
          db.close();
        }),
        { numRuns: Number(process.env.PROPERTY_RUNS ?? 40) },
      );
    },
  );

  it('goes on where the pages near its head end, also from the other end', async () => {
    const { store, db } = aStore();
    const all = Array.from({ length: 90 }, (_, i) =>
      aTicket({
        id: `T${i}`,
        openedOn: `2026-02-${String(1 + (i % 28)).padStart(2, '0')}`,
        status: i % 5 === 0 ? 'closed' : 'new',
      }),
    );
    store.applyChanges(all.map(ticketChange), 'c1', true);
    const list = createTicketList(db, clock, () => undefined);
    const orderOf = createTicketOrders(db, clock, () => undefined);
    const rows = createTicketRows(db, clock, () => undefined);
    for (const descending of [false, true]) {
      const near = list(ticketQuery.parse({ descending, pageSize: 90 })).rows.map(({ id }) => id);
      expect(rows([...(await orderOf(ticketSelection.parse({ descending })))]).map(({ id }) => id)).toEqual(near);
    }
  });

  it('is made once for all its pages, and anew when something has changed', async () => {
    const { store, db } = aStore();
    store.applyChanges([ticketChange(aTicket({ id: 'T1' }))], 'c1', true);
    const orderOf = createTicketOrders(db, clock, () => undefined);
    const selection = ticketSelection.parse({ sort: 'name' });
    const first = await orderOf(selection);
    expect(await orderOf({ ...selection })).toBe(first);
    store.applyChanges([ticketChange(aTicket({ id: 'T2' }))], 'c2', true);
    expect((await orderOf(selection)).length).toBe(2);
  });

  it('shows only what waits to be sent when asked to', async () => {
    const { store, db } = aStore();
    store.applyChanges([ticketChange(takenTicket()), ticketChange(takenTicket({ id: 'T2' }))], 'c1', true);
    store.submit(aNote('Detalista prosi o telefon', 'T2'));
    const orderOf = createTicketOrders(db, clock, () => undefined);
    const rows = createTicketRows(db, clock, () => undefined);
    expect(rows([...(await orderOf(ticketSelection.parse({ waiting: true })))]).map(({ id }) => id)).toEqual(['T2']);
  });
});
