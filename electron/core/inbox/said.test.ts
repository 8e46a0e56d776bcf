import { expect, it } from 'vitest';
import type { QuoteContent } from '../../../domain/model/index.ts';
import type { Operation } from '../../../domain/operations/operation.ts';
import { canBeReworded, saidBy } from './said.ts';

const stamp = { id: '0190b3a0-0000-7000-8000-000000000000', deviceTime: '2026-03-10T08:00:00.000Z', appVersion: '0.1.0' };
const saving = (content?: QuoteContent): Operation =>
  ({
    kind: 'ticket.saveQuote',
    target: '1042',
    args: { totalGross: 246_00, ...(content && { content }) },
    ...stamp,
  }) as Operation;
const content: QuoteContent = {
  priceList: 'a',
  lines: [
    { item: 'x', name: 'Licencja', group: 'software', unit: 'szt.', quantity: 2, unitNet: 10_000, vat: 23, offer: null },
    { item: 'y', name: 'Dojazd', group: 'service', unit: 'km', quantity: 40, unitNet: 0, vat: 23, offer: null },
  ],
  stations: { purchase: 1, exchange: 0 },
  quotedOn: '2026-03-10',
  validUntil: '2026-03-24',
};

it('a bare total that was refused can be said otherwise; a quote with lines only where it is made', () => {
  expect(canBeReworded(saving())).toBe(true);
  expect(canBeReworded(saving(content))).toBe(false);
});

it('a refused quote says its total and its lines', () => {
  expect(saidBy(saving())).toEqual([{ name: 'totalGross', value: '24600' }]);
  expect(saidBy(saving(content))[1]).toEqual({ name: 'lines', value: 'Licencja × 2, Dojazd × 40' });
});
