import { expect } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { dossier, exportedTicket, TICKET, takenPoint, ticketAtAgreement } from './rows.ts';
import { onBothSides } from './sides.ts';

/** Rules 2 and 5: the three documents in Pliki, the scan of the quote first, then Backoffice. */

const exporting: Intent = { kind: 'ticket.exportToBackoffice', target: TICKET, args: {} };
const quoted = { quote: { revision: 1, totalGross: 123_450, savedAt: '2026-03-09T11:00:00.000Z', savedBy: 'Jan' } };

onBothSides('the scan of the quote is attached before any other document', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  for (const kind of ['agreement', 'powerOfAttorney', 'invoice', 'other'] as const) {
    expect(await side.does(await side.scan(kind))).toBe('documents.quote-first');
  }
  expect(await side.does(await side.scan('quote'), await side.scan('agreement'))).toBe('applied');
  expect((await side.shows()).ticket.files.map(({ kind }) => kind)).toEqual(['quote', 'agreement']);
});

onBothSides('nothing goes to Backoffice before quote, agreement and power of attorney are attached', async (side) => {
  await side.has(dossier(ticketAtAgreement(quoted)));
  for (const kind of ['quote', 'agreement', 'powerOfAttorney'] as const) {
    expect(await side.does(exporting)).toBe('documents.missing');
    expect(await side.does(await side.scan(kind))).toBe('applied');
  }
  expect(await side.does(exporting)).toBe('applied');
  expect((await side.shows()).ticket).toMatchObject({ status: 'inProgress', backoffice: { state: 'sent' } });
});

onBothSides('a sub-ticket is not closed without its documents in Backoffice', async (side) => {
  // Both were there when it was taken; M/platform lost one since.
  const { files } = exportedTicket();
  await side.has(dossier(exportedTicket({ files: files.filter(({ kind }) => kind !== 'powerOfAttorney') }), takenPoint()));
  expect(await side.closes('1042-1')).toBe('documents.missing');
});
