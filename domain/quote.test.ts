import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceList, QuoteContent, QuoteLine } from './model/index.ts';
import { lineNet, offerFor, quoteFault, quoteLineOf, quoteTotals } from './quote.ts';

const line = (quantity: number, unitNet: number, vat: QuoteLine['vat'] = 23, discount?: number): QuoteLine => ({
  item: 'x',
  name: 'X',
  group: 'software',
  unit: 'szt.',
  quantity,
  unitNet,
  vat,
  offer: discount === undefined ? null : { id: 'o', name: 'O', discount },
});

describe('sums', () => {
  // Worked out by hand, on paper.
  it.each([
    // 0,05 zł net at 23 % is 0,0115 zł of tax: a grosz.
    [[line(1, 5)], { net: 5, vat: 1, gross: 6 }],
    // 0,50 zł at 5 % is 2,5 gr: half goes up.
    [[line(1, 50, 5)], { net: 50, vat: 3, gross: 53 }],
    // Three times 33,33 zł: 99,99 zł, tax 22,9977 zł.
    [[line(3, 3333)], { net: 9999, vat: 2300, gross: 12299 }],
    // 199,99 zł less 33,3 %: 133,39333 zł, so 133,39; tax 30,6797 zł.
    [[line(1, 19999, 23, 333)], { net: 13339, vat: 3068, gross: 16407 }],
    // Tax on the sum of a rate, not on each line: three lines of 0,02 zł have 0,0138 zł of tax together, none alone.
    [[line(1, 2), line(1, 2), line(1, 2)], { net: 6, vat: 1, gross: 7 }],
    // Two rates: 990,00 at 23 % less 15 % is 841,50 and 193,545; 33,33 at 5 % is 1,6665.
    [[line(1, 99000, 23, 150), line(1, 3333, 5)], { net: 87483, vat: 19355 + 167, gross: 107005 }],
  ])('are counted as on an invoice, to the grosz: %#', (lines, sums) => {
    expect(quoteTotals(lines)).toMatchObject(sums);
  });

  it('say what the offers took off', () => {
    expect(quoteTotals([line(2, 10000, 23, 100), line(1, 5000)]).saved).toBe(2000);
  });

  it('are exact for the dearest quote there can be', () => {
    const dearest = Array.from({ length: 100 }, () => line(9999, 100_000_000, 23, 1));
    const net = 100n * ((9999n * 100_000_000n * 999n * 2n + 1000n) / 2000n);
    const vat = (net * 23n * 2n + 100n) / 200n;
    expect(BigInt(quoteTotals(dearest).gross)).toBe(net + vat);
  });

  it('always hold together: gross is net and tax, rates add up, and the order of lines is all the same', () => {
    const anyLine = fc
      .record({
        quantity: fc.integer({ min: 1, max: 9999 }),
        unitNet: fc.integer({ min: 0, max: 100_000_000 }),
        vat: fc.constantFrom(23 as const, 8 as const, 5 as const, 0 as const),
        discount: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
      })
      .map(({ quantity, unitNet, vat, discount }) => line(quantity, unitNet, vat, discount));
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 30 }), (lines) => {
        const totals = quoteTotals(lines);
        expect(totals.gross).toBe(totals.net + totals.vat);
        expect(totals.net).toBe(lines.reduce((sum, one) => sum + lineNet(one), 0));
        expect(quoteTotals([...lines].reverse())).toEqual(totals);
      }),
    );
  });
});

const list: PriceList = {
  id: 'cennik-1',
  name: 'Cennik 1',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  items: [
    { id: 'licencja', name: 'Licencja', group: 'software', unit: 'szt.', unitNet: 99_000, vat: 23 },
    { id: 'dojazd', name: 'Dojazd', group: 'service', unit: 'km', unitNet: null, vat: 23 },
  ],
  offers: [
    {
      id: 'zakup',
      name: 'Zakup',
      items: ['licencja'],
      stations: 'purchase',
      discount: 150,
      from: '2026-11-01',
      until: '2026-11-30',
    },
    { id: 'kazdy', name: 'Każdy', items: ['licencja'], stations: 'any', discount: 50, from: '2026-01-01', until: '2026-12-31' },
  ],
};
const purchase = { purchase: 1, exchange: 0 };
const exchange = { purchase: 0, exchange: 1 };
const [licence, travel] = list.items as [PriceList['items'][number], PriceList['items'][number]];

describe('the special offer', () => {
  it('is the best one that holds on the day and for the stations', () => {
    expect(offerFor(list, licence, purchase, '2026-11-30')?.id).toBe('zakup');
    expect(offerFor(list, licence, purchase, '2026-12-01')?.id).toBe('kazdy');
    expect(offerFor(list, licence, exchange, '2026-11-15')?.id).toBe('kazdy');
    expect(offerFor(list, travel, purchase, '2026-11-15')).toBeUndefined();
  });
});

describe('the formal template', () => {
  const today = '2026-11-23';
  const lines = [
    quoteLineOf(list, licence, { quantity: 2, unitNet: 1, stations: purchase, day: today }),
    quoteLineOf(list, travel, { quantity: 40, unitNet: 115, stations: purchase, day: today }),
  ];
  const content: QuoteContent = { priceList: list.id, lines, stations: purchase, quotedOn: today, validUntil: '2026-12-23' };
  const total = quoteTotals(lines).gross;
  const fault = (changed: Partial<QuoteContent>, lists: readonly PriceList[] = [list], on = today) => {
    const made = { ...content, ...changed };
    return quoteFault(quoteTotals(made.lines).gross, made, lists, on)?.code;
  };

  it('takes a quote whose lines are the price list’s, a price of one’s own only where the list leaves it open', () => {
    expect(quoteFault(total, content, [list], today)).toBeUndefined();
    expect(lines[0]?.unitNet).toBe(99_000);
    expect(lines[1]?.unitNet).toBe(115);
  });
  it('still takes one that was two weeks on the way, by the offers of its own day', () => {
    expect(fault({}, [list], '2026-12-07')).toBeUndefined();
    expect(fault({}, [list], '2026-12-08')).toBe('quote.day-implausible');
    expect(fault({}, [list], '2026-11-21')).toBe('quote.day-implausible');
  });
  it('refuses a bare total as soon as there is a price list, and takes it where there is none', () => {
    expect(quoteFault(100, undefined, [list], today)?.code).toBe('quote.template-only');
    expect(quoteFault(100, undefined, [], today)).toBeUndefined();
    expect(quoteFault(100, undefined, [list], '2027-01-01')).toBeUndefined();
  });
  it('refuses a total that is not the sum of its lines, by a grosz', () => {
    expect(quoteFault(total + 1, content, [list], today)?.code).toBe('quote.sum-differs');
  });
  it.each<[string, Partial<QuoteContent>]>([
    ['quote.price-list-unknown', { priceList: 'inny' }],
    ['quote.validity-past', { validUntil: '2026-11-22' }],
    ['quote.item-unknown', { lines: [{ ...(lines[0] as QuoteLine), item: 'obca' }] }],
    ['quote.line-differs', { lines: [{ ...(lines[0] as QuoteLine), unitNet: 98_999 }] }],
    ['quote.line-differs', { lines: [{ ...(lines[0] as QuoteLine), offer: null }] }],
    ['quote.line-differs', { lines: [{ ...(lines[1] as QuoteLine), offer: { id: 'zakup', name: 'Zakup', discount: 150 } }] }],
    ['quote.line-differs', { lines: [{ ...(lines[0] as QuoteLine), vat: 8 }] }],
    ['quote.line-differs', { stations: exchange }],
  ])('refuses with %s what is not on it: %#', (code, changed) => {
    expect(fault(changed)).toBe(code);
  });
});
