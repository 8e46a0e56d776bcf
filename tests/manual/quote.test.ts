import { expect, it } from 'vitest';
import type { QuoteContent } from '../../domain/model/index.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import { enrolDevice } from '../../mplatform/server/testing.ts';
import { theDevice } from './device-side.ts';
import {
  dossier,
  exportedTicket,
  formalQuote,
  newPoint,
  newTicket,
  SECOND_POINT,
  secondPoint,
  TICKET,
  takenPoint,
  ticketAtAgreement,
  totalOf,
} from './rows.ts';
import { theServer } from './server-side.ts';
import { onBothSides } from './sides.ts';

/** Rule 1: the quote comes first, on the formal template, with the special offer. */

const quote = (content: QuoteContent | undefined, totalGross = content === undefined ? 123_450 : totalOf(content)): Intent => ({
  kind: 'ticket.saveQuote',
  target: TICKET,
  args: content === undefined ? { totalGross } : { totalGross, content },
});
const exporting: Intent = { kind: 'ticket.exportToBackoffice', target: TICKET, args: {} };
const changed = (change: Partial<QuoteContent['lines'][number]>): QuoteContent => {
  const { lines, ...rest } = formalQuote();
  return { ...rest, lines: lines.map((line, i) => (i === 0 ? { ...line, ...change } : line)) };
};

onBothSides('documents do not go to Backoffice where no quote was made', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  for (const kind of ['quote', 'agreement', 'powerOfAttorney'] as const) {
    expect(await side.does(await side.scan(kind))).toBe('applied');
  }
  expect(await side.does(exporting)).toBe('documents.no-quote');
  expect(await side.does(quote(formalQuote()), exporting)).toBe('applied');
});

onBothSides('an amount without the formal template is no quote', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(quote(undefined))).toBe('quote.template-only');
  expect((await side.shows()).ticket.quote).toBeNull();
});

onBothSides('a line that is not the price list’s is not on the template', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(quote(changed({ item: 'gratis', name: 'Gratis' })))).toBe('quote.item-unknown');
  expect(await side.does(quote(changed({ unitNet: 1 })))).toBe('quote.line-differs');
  expect(await side.does(quote({ ...formalQuote(), priceList: 'inny' }))).toBe('quote.price-list-unknown');
});

onBothSides('the total is the sum of the lines, to the grosz', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(quote(formalQuote(), totalOf(formalQuote()) + 1))).toBe('quote.sum-differs');
  expect(await side.does(quote(formalQuote()))).toBe('applied');
  // 990,00 zł less 15 %, and 300,00 zł, both with 23 % VAT, counted by hand.
  expect((await side.shows()).ticket.quote).toMatchObject({ totalGross: 140_405, revision: 1 });
});

onBothSides('the special offer on Insoft software is neither forgotten nor given where it is not due', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(quote(changed({ offer: null })))).toBe('quote.line-differs');
  const more = { id: 'insoft-zakup', name: 'Oferta specjalna Insoft na zakup', discount: 900 };
  expect(await side.does(quote(changed({ offer: more })))).toBe('quote.line-differs');
  // For stations that are exchanged the offer on bought ones does not stand.
  expect(await side.does(quote({ ...formalQuote(), stations: { purchase: 0, exchange: 1 } }))).toBe('quote.line-differs');
});

onBothSides('a quote that is signed and in Backoffice is not fitted to the invoice afterwards', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint(), secondPoint(takenPoint())));
  expect(await side.does(quote(formalQuote()))).toBe('quote.already-exported');
  // What is left after one point of sale resigned costs less, and is quoted anew.
  const resigned: Intent = { kind: 'subTicket.resign', target: SECOND_POINT, args: { note: 'Drugi sklep zamknięto.' } };
  expect(await side.does(resigned, quote(formalQuote()))).toBe('applied');
});

onBothSides('a quote made again is the next revision, and the one before is kept', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  await side.does(quote(formalQuote()), quote(formalQuote({ purchase: 0, exchange: 1 })));
  const { quote: last, earlierQuotes } = (await side.shows()).ticket;
  expect([last?.revision, earlierQuotes?.map(({ revision }) => revision)]).toEqual([2, [1]]);
});

it('on the server: the price list of the template comes to every technician by itself', async () => {
  const side = await theServer();
  const device = await enrolDevice(side.server);
  const { changes } = await device.changes();
  expect(changes.filter(({ kind }) => kind === 'priceList')).toHaveLength(1);
  await side.end();
});

it('on the device: the price list of the template is there without a line', async () => {
  const { store, has } = await theDevice();
  await has(dossier(newTicket(), newPoint()));
  expect(store.sharedRows.priceLists().map(({ id }) => id)).toEqual([formalQuote().priceList]);
});
