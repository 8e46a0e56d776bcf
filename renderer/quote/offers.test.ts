import { describe, expect, it } from 'vitest';
import type { PriceList, SpecialOffer } from '../../domain/model/index.ts';
import { quoteLineOf } from '../../domain/quote.ts';
import { offerViews } from './offers.ts';

const TODAY = '2026-11-23';
const offer = (id: string, change: Partial<SpecialOffer> = {}): SpecialOffer => ({
  id,
  name: `Oferta ${id}`,
  items: ['licencja'],
  stations: 'any',
  discount: 100,
  from: '2026-01-01',
  until: '2026-12-31',
  ...change,
});
const list = (...offers: readonly SpecialOffer[]): PriceList => ({
  id: 'a',
  name: 'A',
  validFrom: '2026-01-01',
  validUntil: null,
  items: [
    { id: 'licencja', name: 'Licencja', group: 'software', unit: 'szt.', unitNet: 19_999, vat: 23 },
    { id: 'dojazd', name: 'Dojazd', group: 'service', unit: 'km', unitNet: 115, vat: 23 },
  ],
  offers: [...offers],
});
const said = (of: PriceList, items: readonly string[], stations = { purchase: 1, exchange: 0 }) => {
  const lines = items.flatMap((id) => {
    const item = of.items.find((one) => one.id === id);
    return item === undefined ? [] : [quoteLineOf(of, item, { quantity: 3, unitNet: 0, stations, day: TODAY })];
  });
  return offerViews(of, lines, stations, TODAY).map(({ offer: { id }, state, saved }) => [id, state, saved]);
};

describe('a special offer', () => {
  it('says to the grosz what it takes off', () => {
    // Three times 199,99 less 33,3%: 599,97 − 400,17999.
    expect(said(list(offer('o', { discount: 333 })), ['licencja', 'dojazd'])).toEqual([['o', 'applies', 19_979]]);
  });

  it.each([
    ['nothing that it is for is in the quote', offer('o'), ['dojazd'], 'noItems'],
    ['no station of its kind is', offer('o', { stations: 'exchange' }), ['licencja'], 'noStations'],
    ['its days have not come', offer('o', { from: '2026-11-24' }), ['licencja'], 'later'],
    ['its days are over', offer('o', { until: '2026-11-22' }), ['licencja'], 'ended'],
  ] as const)('says why it does not apply: %s', (_, one, items, state) => {
    expect(said(list(one), items)).toEqual([['o', state, 0]]);
  });

  it('gives way to the better one, and names it; those that apply stand first', () => {
    const both = list(offer('worse', { discount: 50 }), offer('better', { discount: 150 }));
    expect(said(both, ['licencja'])).toEqual([
      ['better', 'applies', 9_000],
      ['worse', 'better', 0],
    ]);
    const lines = both.items
      .slice(0, 1)
      .map((item) => quoteLineOf(both, item, { quantity: 1, unitNet: 0, stations: { purchase: 1, exchange: 0 }, day: TODAY }));
    expect(offerViews(both, lines, { purchase: 1, exchange: 0 }, TODAY)[1]?.betterNames).toEqual(['Oferta better']);
  });

  it('is left out once it ended more than a month ago', () => {
    expect(said(list(offer('o', { until: '2026-10-23' })), ['licencja'])).toEqual([]);
    expect(said(list(offer('o', { until: '2026-10-24' })), ['licencja'])).toEqual([['o', 'ended', 0]]);
  });
});
