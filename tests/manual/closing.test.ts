import { expect, it } from 'vitest';
import { theDevice } from './device-side.ts';
import {
  dossier,
  exportedTicket,
  invoiceOver,
  newPoint,
  POINT,
  QUOTED,
  readyPoint,
  SECOND_POINT,
  secondPoint,
  takenPoint,
} from './rows.ts';
import { theServer } from './server-side.ts';
import { type Attempt, onBothSides } from './sides.ts';

/** Rules 1, 5, 6 and 7: what has to be done before a sub-ticket closes, the gate, and the ticket that closes by itself. */

onBothSides('a sub-ticket is not closed where communication with PC-POS was not proven', async (side) => {
  await side.has(dossier(exportedTicket(), readyPoint(side)));
  expect(await side.closes(POINT, { proof: false })).toBe('closing.no-receipt');
  expect(await side.closes(POINT)).toBe('applied');
});

onBothSides('a sub-ticket is not closed before PC-POS was configured', async (side) => {
  await side.has(dossier(exportedTicket(), readyPoint(side, { configuration: null })));
  expect(await side.closes(POINT)).toBe('closing.not-configured');
});

onBothSides('a sub-ticket is not closed where PC-POS was given another address than M/platform’s', async (side) => {
  const elsewhere = { ...side, serverAddress: 'https://inny.example' };
  await side.has(dossier(exportedTicket(), readyPoint(elsewhere)));
  expect(await side.closes(POINT)).toBe('configuration.other-server');
});

onBothSides('a sub-ticket is not closed where PC-POS was given another store', async (side) => {
  const ready = readyPoint(side);
  const configuration = ready.configuration === null ? null : { ...ready.configuration, storeIds: ['812'] };
  await side.has(dossier(exportedTicket(), { ...ready, configuration }));
  expect(await side.closes(POINT)).toBe('configuration.other-store');
});

onBothSides('a sub-ticket is not closed before the retailer was trained', async (side) => {
  await side.has(dossier(exportedTicket(), readyPoint(side, { training: null })));
  expect(await side.closes(POINT)).toBe('closing.not-trained');
  const training: Attempt = { kind: 'subTicket.recordTraining', target: POINT, args: { retailerName: 'Jan Sam' } };
  expect(await side.does({ ...training, args: { retailerName: '' } })).toBe('operation.invalid');
  expect(await side.does(training)).toBe('applied');
  expect(await side.closes(POINT)).toBe('applied');
});

onBothSides('a sub-ticket is not closed with an invoice that differs from the quote by a grosz', async (side) => {
  for (const total of [QUOTED - 1, QUOTED + 1]) {
    const invoice: Attempt = { kind: 'subTicket.recordInvoice', target: POINT, args: { number: 'FV/1', totalGross: total } };
    if (total < QUOTED) await side.has(dossier(exportedTicket(), readyPoint(side, { invoice: null })));
    expect(await side.closes(POINT)).toBe(total < QUOTED ? 'closing.no-invoice' : 'closing.invoice-differs');
    expect(await side.does(invoice)).toBe('applied');
    expect(await side.closes(POINT)).toBe('closing.invoice-differs');
  }
});

onBothSides('invoices of several points of sale come to the quote together, each number counted once', async (side) => {
  const ready = readyPoint(side, { invoice: invoiceOver(100_000) });
  const other = secondPoint(ready, {
    status: 'closed',
    closedAt: '2026-03-10T07:00:00.000Z',
    invoice: invoiceOver(23_451, 'FV/2'),
  });
  await side.has(dossier(exportedTicket(), ready, other));
  expect(await side.closes(POINT)).toBe('closing.invoice-differs');
  const together: Attempt = { kind: 'subTicket.recordInvoice', target: POINT, args: { number: 'FV/2', totalGross: QUOTED } };
  expect(await side.does(together)).toBe('invoice.other-total');
});

onBothSides('a sub-ticket is not closed twice', async (side) => {
  await side.has(dossier(exportedTicket(), readyPoint(side, { status: 'closed' }), secondPoint(takenPoint())));
  expect(await side.closes(POINT)).toBe('subTicket.ended');
});

it('on the server: the ticket closes by itself with its last sub-ticket, and not before', async () => {
  const side = await theServer();
  const ready = readyPoint(side);
  await side.has(dossier(exportedTicket(), ready, secondPoint(ready)));
  expect(await side.closes(POINT)).toBe('applied');
  expect((await side.shows()).ticket).toMatchObject({ status: 'inProgress', closedOn: null });
  expect(await side.closes(SECOND_POINT)).toBe('applied');
  expect((await side.shows()).ticket).toMatchObject({ status: 'closed', closedOn: '2026-03-10' });
  await side.end();
});

it('on the device: nothing is shown as closed before M/platform said so', async () => {
  const side = await theDevice();
  const ready = readyPoint(side);
  await side.has(dossier(exportedTicket(), secondPoint(ready, { status: 'closed' }), ready));
  expect(await side.closes(POINT)).toBe('applied');
  const shown = await side.shows();
  expect([shown.ticket.status, ...shown.subTickets.map(({ status }) => status)]).toEqual(['inProgress', 'inProgress', 'closed']);

  const other = await theDevice();
  const billed = readyPoint(other);
  await other.has(dossier(exportedTicket(), secondPoint(billed, { status: 'closed' }), takenPoint()));
  expect(await other.does({ kind: 'subTicket.resign', target: POINT, args: { note: 'Bez tej kasy.' } })).toBe('applied');
  expect((await other.shows()).ticket.status).toBe('inProgress');
});

onBothSides('a ticket whose points of sale all resigned was not finished, and does not close by itself', async (side) => {
  // Though nothing was quoted and nothing invoiced, which is the same.
  const quote = { revision: 1, totalGross: 0, savedAt: '2026-03-09T11:00:00.000Z', savedBy: 'Jan' };
  await side.has(dossier(exportedTicket({ quote }), takenPoint()));
  await side.does({ kind: 'subTicket.resign', target: POINT, args: { note: 'Detalista zrezygnował.' } });
  expect((await side.shows()).ticket.status).toBe('inProgress');
});

onBothSides('a sub-ticket that nobody took is not closed', async (side) => {
  await side.has(dossier(exportedTicket(), newPoint()));
  expect(await side.closes(POINT)).toBe('subTicket.not-taken');
});
