import { expect } from 'vitest';
import { DIGEST } from '../attacks/scene.ts';
import { dossier, exportedTicket, newPoint, newTicket, POINT, TICKET, takenPoint, ticketAtAgreement } from './rows.ts';
import { type Attempt, onBothSides, type Side } from './sides.ts';

/** Rule 5: the order of work, from taking the ticket to taking the sub-ticket and working at the till. */

const take: Attempt = { kind: 'ticket.take', target: TICKET, args: {} };
const takePoint: Attempt = { kind: 'subTicket.take', target: POINT, args: {} };
const note: Attempt = { kind: 'ticket.addNote', target: TICKET, args: { text: 'Uwaga' } };
const workOnTicket = async (side: Side): Promise<readonly Attempt[]> => [
  { kind: 'ticket.editCompany', target: TICKET, args: { fields: {} } },
  { kind: 'ticket.saveQuote', target: TICKET, args: { totalGross: 1 } },
  await side.scan('quote'),
  { kind: 'ticket.exportToBackoffice', target: TICKET, args: {} },
  { kind: 'ticket.suspend', target: TICKET, args: { note: 'Waha się' } },
  takePoint,
];
const workAtPoint = ({ serverAddress, machineId }: Side): readonly Attempt[] => [
  { kind: 'subTicket.editPointOfSale', target: POINT, args: { fields: {} } },
  {
    kind: 'subTicket.recordConfiguration',
    target: POINT,
    args: {
      digest: DIGEST,
      file: 'pcpos7.conf',
      serverAddress,
      storeIds: ['735'],
      profile: 'builtin',
      machineId,
      origin: 'workstation',
    },
  },
  { kind: 'subTicket.recordTraining', target: POINT, args: { retailerName: 'Jan Sam' } },
  { kind: 'subTicket.recordInvoice', target: POINT, args: { number: 'FV/1', totalGross: 123_450 } },
  { kind: 'subTicket.suspend', target: POINT, args: { note: 'Brak prądu' } },
];

onBothSides('a ticket is taken before any work on it', async (side) => {
  await side.has(dossier(newTicket()));
  for (const work of await workOnTicket(side)) expect(await side.does(work)).toBe('ticket.not-taken');
  expect(await side.does(take)).toBe('applied');
  expect((await side.shows()).ticket.status).toBe('agreement');
});

onBothSides('a ticket is one technician’s', async (side) => {
  await side.has(dossier(newTicket()));
  expect(await side.does(take)).toBe('applied');
  expect(await side.does(take)).toBe('ticket.already-taken');
  expect(await side.colleagueDoes(take)).toBe('ticket.taken-by-another');
  expect(await side.colleagueDoes(note)).toBe('ticket.taken-by-another');
});

onBothSides('a sub-ticket is taken once the scans are in Backoffice, not before', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(takePoint)).toBe('subTicket.documents-first');
});

onBothSides('a point of sale is worked on once its sub-ticket is taken, not before', async (side) => {
  await side.has(dossier(exportedTicket()));
  for (const work of workAtPoint(side)) expect(await side.does(work)).toBe('subTicket.not-taken');
  expect(await side.closes(POINT)).toBe('subTicket.not-taken');
  for (const work of [takePoint, ...workAtPoint(side)]) expect(await side.does(work)).toBe('applied');
});

onBothSides('the punkt ID is M/platform’s: the technician notes it down and cannot change it', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint()));
  const edit = { fields: { punktId: { from: '735', to: '736' } } };
  expect(await side.does({ kind: 'subTicket.editPointOfSale', target: POINT, args: edit })).toBe('operation.invalid');
  expect((await side.shows()).subTickets[0]?.punktId).toBe('735');
});

onBothSides('what PC-POS is given holds the ID of this very point of sale', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint()));
  const [, configuration] = workAtPoint(side);
  const other = { ...configuration, args: { ...(configuration?.args as object), storeIds: ['812'] } } as Attempt;
  expect(await side.does(other)).toBe('configuration.other-store');
});

onBothSides('what has ended is not worked on, and takes a note', async (side) => {
  await side.has(dossier(exportedTicket({ status: 'resigned', closedOn: '2026-03-09' }), newPoint()));
  for (const work of [take, ...(await workOnTicket(side))]) expect(await side.does(work)).toBe('ticket.ended');
  expect(await side.does(note)).toBe('applied');
});

onBothSides('a suspended sub-ticket is resumed before it is worked on', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint({ status: 'suspended' })));
  for (const work of workAtPoint(side)) expect(await side.does(work)).toBe('subTicket.suspended');
  expect(await side.does({ kind: 'subTicket.resume', target: POINT, args: {} }, ...workAtPoint(side))).toBe('applied');
});

onBothSides('a resigned sub-ticket is not taken up again', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint(), takenPoint({ id: 'other', punktId: '736' })));
  const resign: Attempt = { kind: 'subTicket.resign', target: POINT, args: { note: 'Sklep zamknięto.' } };
  expect(await side.does({ ...resign, args: { note: ' ' } })).toBe('operation.invalid');
  expect(await side.does(resign)).toBe('applied');
  for (const work of [takePoint, ...workAtPoint(side)]) expect(await side.does(work)).toBe('subTicket.ended');
});
