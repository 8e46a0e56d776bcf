import { expect, it } from 'vitest';
import type { Material } from '../../domain/model/index.ts';
import { listColumn, listSize, ticketQuery } from '../../electron/core/api/list-contract.ts';
import { createTicketList } from '../../electron/core/tickets/list.ts';
import { enrolDevice } from '../../mplatform/server/testing.ts';
import { NOW } from '../support/dossiers.ts';
import { aStore, changesOf } from '../support/store.ts';
import { theDevice } from './device-side.ts';
import { dossier, exportedTicket, newPoint, newTicket, TICKET } from './rows.ts';
import { theServer } from './server-side.ts';
import { onBothSides } from './sides.ts';

/** Rule 8: the list, its columns, filters and pages; the help line; the fields of a sub-ticket. */

onBothSides('a ticket carries everything that the manual’s list shows of it', async (side) => {
  await side.has(dossier(newTicket({ acquiredByDealer: true, status: 'closed', closedOn: '2026-03-10' })));
  const { type, company, acquiredByDealer, status, caretaker, openedOn, closedOn } = (await side.shows()).ticket;
  expect([type, company.crmId, company.nip, company.name, company.city]).toEqual([
    'Insoft',
    '2001',
    '7974569439',
    'PPHU SAM',
    'Sieciechów',
  ]);
  expect([acquiredByDealer, status, caretaker?.name, openedOn, closedOn]).toEqual([
    true,
    'closed',
    'PH Novitus',
    '2026-03-09',
    '2026-03-10',
  ]);
});

onBothSides('a sub-ticket carries everything that the manual’s screen shows of it', async (side) => {
  await side.has(dossier(exportedTicket(), newPoint()));
  const [shown] = (await side.shows()).subTickets;
  expect(shown).toMatchObject({
    status: 'new',
    punktId: '735',
    stations: { purchase: 1, exchange: 0 },
    dealer: { name: 'Dealer Alfa 101', crmId: '101', phone: expect.any(String), email: expect.any(String) },
    contacts: {
      rms: { name: 'PH Novitus', phone: expect.any(String), email: expect.any(String) },
      rks: { name: 'RKS Insoft', phone: expect.any(String), email: expect.any(String) },
    },
  });
});

it('on the device: the list’s columns are the manual’s, in its order, after what expires next', () => {
  expect(listColumn.options).toEqual([
    'deadline',
    'type',
    'crmId',
    'nip',
    'name',
    'city',
    'acquired',
    'status',
    'caretaker',
    'openedOn',
    'closedOn',
    'days',
  ]);
});

it('on the device: pages hold 10, 25 or 50, or there are none', () => {
  expect([10, 25, 50, 'endless', 11, 100, 0].map((size) => listSize.safeParse(size).success)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('on the device: a row shows the manual’s columns, days since opened counted in Poland up to the closing', () => {
  const { db, store } = aStore();
  const ticket = (change: Parameters<typeof newTicket>[0]) =>
    changesOf(dossier(newTicket(change), newPoint({ id: `${change?.id}-1` })));
  store.applyChanges(
    [
      ...ticket({ openedOn: '2026-03-01' }),
      ...ticket({ id: '1043', status: 'closed', openedOn: '2026-03-01', closedOn: '2026-03-04' }),
    ],
    'c1',
    true,
  );
  // Half past midnight in Poland, still the day before in Greenwich.
  const clock = { now: () => Date.parse('2026-03-10T23:30:00Z') };
  const { rows } = createTicketList(db, clock, () => undefined)(ticketQuery.parse({}));
  const days = new Map(rows.map(({ id, daysSinceOpened }) => [id, daysSinceOpened]));
  expect([days.get(TICKET), days.get('1043')]).toEqual([10, 3]);
});

it('on the device: a filter shows only what fits it', () => {
  const { db, store } = aStore();
  const all = (['new', 'closed', 'resigned'] as const).map((status, i) =>
    dossier(newTicket({ id: `104${i}`, status }), newPoint({ id: `104${i}-1` })),
  );
  store.applyChanges(all.flatMap(changesOf), 'c1', true);
  const list = createTicketList(db, { now: () => NOW }, () => undefined);
  expect(list(ticketQuery.parse({ statuses: ['closed'] })).rows.map(({ id }) => id)).toEqual(['1041']);
  expect(list(ticketQuery.parse({ search: 'sieciechow' })).total).toBe(3);
});

it('on the server: a technician is given their dealer’s tickets only', async () => {
  const side = await theServer();
  await side.has(dossier(newTicket({ dealerId: '102' })));
  await expect(side.shows()).rejects.toThrow('the ticket is not there');
  await side.end();
});

it('on the server: the manual’s own two tickets are there to practise on, of the type Insoft', async () => {
  const side = await theServer();
  const { changes } = await (await enrolDevice(side.server)).changes();
  const own = ['t-115', 't-80'].map((id) => changes.find((change) => change.kind === 'ticket' && change.id === id));
  expect(own).toMatchObject([
    {
      data: { type: 'Insoft', status: 'new', company: { crmId: '115', nip: '7974569439', name: 'PPHU SAM', city: 'Sieciechów' } },
    },
    { data: { type: 'Insoft', status: 'agreement', company: { crmId: '80', nip: '8213457130', city: 'Arklity' } } },
  ]);
  await side.end();
});

it('on the server: every device is told the help line 22 123 84 09', async () => {
  const side = await theServer();
  const { changes } = await (await enrolDevice(side.server)).changes();
  expect(changes.find(({ kind }) => kind === 'setting')).toMatchObject({ data: { helpLine: '22 123 84 09' } });
  await side.end();
});

it('on the device: the help line that M/platform told is the one that is shown', async () => {
  const { store } = await theDevice();
  expect(store.serverRows.setting()?.helpLine).toBe('22 123 84 09');
});

it('on the device: training materials of M/platform are there to be read without a line', () => {
  const { store } = aStore();
  const data: Material = {
    id: 'pierwsze-kroki',
    title: 'PC-POS 7: pierwsze kroki',
    description: '',
    sha256: 'a'.repeat(64),
    size: 1000,
    type: 'application/pdf',
    pcposVersions: [],
    updatedOn: '2026-03-01',
  };
  store.applyChanges([{ kind: 'material', id: data.id, seq: 1, version: 1, data }], 'c1', true);
  expect(store.sharedRows.materials()).toEqual([data]);
});
