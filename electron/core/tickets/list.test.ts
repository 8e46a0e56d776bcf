import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDeadline } from '../../../domain/deadlines.ts';
import type { Dossier, TicketStatus } from '../../../domain/model/index.ts';
import { aSubTicket, aTicket, NOW } from '../../../tests/support/dossiers.ts';
import { aStore, changesOf, removal } from '../../../tests/support/store.ts';
import { type TicketQuery, ticketQuery } from '../api/contract.ts';
import { fold } from '../store/fold.ts';
import { createTicketList } from './list.ts';

const words = ['Żabka', 'Sklep', 'SAM', 'Sklepik', 'Łódź', 'Łosoś', 'Rynek', '24h'];
const statuses: readonly TicketStatus[] = ['new', 'agreement', 'inProgress', 'closed'];

const dossiers = fc
  .array(
    fc.record({
      name: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
      city: fc.constantFrom('Kraków', 'Łódź', 'Żory'),
      status: fc.constantFrom(...statuses),
      day: fc.integer({ min: 1, max: 28 }),
      mine: fc.boolean(),
      stores: fc.integer({ min: 0, max: 3 }),
      gone: fc.boolean(),
    }),
    { maxLength: 25, size: 'max' },
  )
  .map((all) =>
    all.map((one, i): { dossier: Dossier; gone: boolean } => ({
      gone: one.gone && one.stores === 0,
      dossier: {
        ticket: aTicket({
          id: `T${i}`,
          company: {
            ...aTicket().company,
            name: one.name.join(' '),
            city: one.city,
            nip: String(7_000_000_000 + i),
            crmId: String(i),
          },
          status: one.status,
          openedOn: `2026-03-${String(one.day).padStart(2, '0')}`,
          technicianId: one.mine ? 'tech-1' : null,
        }),
        subTickets: Array.from({ length: one.stores }, (_, k) =>
          aSubTicket({ id: `T${i}-${k}`, ticketId: `T${i}`, punktId: String(700 + 10 * i + k) }),
        ),
      },
    })),
  );

const queries = fc.record({
  search: fc
    .array(fc.constantFrom('skl', 'sklep', 'ŁÓ', 'z', '7', '71', '700-000-00-01', 'krak', 'sam', 'nic', 'T1', '%', 'h'), {
      maxLength: 3,
    })
    .map((parts) => parts.join(' ')),
  statuses: fc.subarray([...statuses]),
  onlyMine: fc.boolean(),
  sort: fc.constant('urgency' as const),
  descending: fc.boolean(),
  page: fc.integer({ min: 0, max: 2 }),
  pageSize: fc.constantFrom(1, 4, 50),
});

/** The same without any index: every ticket looked at, every word compared; what is alike stays in the order of its coming. */
function plainly(all: readonly { readonly dossier: Dossier; readonly gone: boolean }[], query: TicketQuery): readonly string[] {
  const wanted = fold(query.search.replace(/(?<=\d)-(?=\d)/g, '')).match(/[\p{L}\p{N}]+/gu) ?? [];
  const key = ({ ticket }: Dossier): string =>
    query.sort === 'urgency'
      ? (nextDeadline(ticket, ticket.openedOn)?.dueOn ?? '9999')
      : query.sort === 'name'
        ? ticket.company.name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
        : ticket.openedOn;
  const compare = (a: string, b: string): number =>
    (Buffer.compare(Buffer.from(a), Buffer.from(b)) as -1 | 0 | 1) * (query.descending ? -1 : 1);
  return all
    .filter(({ gone, dossier: { ticket, subTickets } }) => {
      const { company } = ticket;
      const has = fold(
        [company.name, company.city, company.nip, company.crmId, ticket.id, ...subTickets.map((s) => s.punktId)].join(' '),
      );
      return (
        !gone &&
        (query.statuses.length === 0 || query.statuses.includes(ticket.status)) &&
        (!query.onlyMine || ticket.technicianId === 'tech-1') &&
        wanted.every((word) => has.split(/[^\p{L}\p{N}]+/u).some((other) => other.startsWith(word)))
      );
    })
    .toSorted(
      (a, b) => compare(key(a.dossier), key(b.dossier)) || (all.indexOf(a) - all.indexOf(b)) * (query.descending ? -1 : 1),
    )
    .map(({ dossier }) => dossier.ticket.id);
}

describe('the list of tickets', () => {
  it.each([
    [1, 800],
    [1, 0],
    [7, 2],
    [1000, 800],
  ])(
    'finds what looking at every ticket finds, when %i rows are looked at before the index of words, and it may find %i at once',
    (glanceAt, fewAt) => {
      fc.assert(
        fc.property(dossiers, fc.array(queries, { minLength: 1, maxLength: 6 }), (all, asked) => {
          const { store, db } = aStore();
          store.applyChanges(
            all.flatMap(({ dossier }) => changesOf(dossier)),
            'c1',
            false,
          );
          store.applyChanges(
            all.filter(({ gone }) => gone).map(({ dossier }) => removal('ticket', dossier.ticket.id)),
            'c2',
            true,
          );
          const list = createTicketList(db, { now: () => NOW }, () => 'tech-1', { glanceAt, fewAt });
          for (const raw of asked) {
            const query = ticketQuery.parse(raw);
            const right = plainly(all, query);
            const page = list(query);
            expect(page.rows.map((row) => row.id)).toEqual(
              right.slice(query.page * query.pageSize, (query.page + 1) * query.pageSize),
            );
            if (page.more) expect(page.total).toBeLessThanOrEqual(right.length);
            else expect(page.total).toBe(right.length);
          }
          db.close();
        }),
        { numRuns: Number(process.env.PROPERTY_RUNS ?? 40) },
      );
    },
  );

  it('follows a name that changed: the old one finds nothing any more', () => {
    const { store, db } = aStore();
    const ticket = aTicket();
    store.applyChanges(changesOf({ ticket, subTickets: [] }), 'c1', true);
    const renamed = { ...ticket, company: { ...ticket.company, name: 'Delikatesy' } };
    store.applyChanges(changesOf({ ticket: renamed, subTickets: [] }), 'c2', true);
    // One row looked at is none too few here: the index of words is asked.
    const list = createTicketList(db, { now: () => NOW }, () => undefined, { glanceAt: 0 });
    const found = (search: string) => list(ticketQuery.parse({ search, pageSize: 1 })).rows.length;
    expect([found('pphu'), found('delikat')]).toEqual([0, 1]);
  });
});
