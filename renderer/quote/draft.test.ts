import { describe, expect, it } from 'vitest';
import type { PriceList, Quote } from '../../domain/model/index.ts';
import { quoteFault, quoteTotals } from '../../domain/quote.ts';
import type { QuoteDraft } from '../../electron/core/api/views.ts';
import { listChanges, quoteChanges, revisions } from './changes.ts';
import { draftOf, emptyDraft, hasUnsaved, itemOf, readDraft, saysTheSame, withItem, withLine, withoutLine } from './draft.ts';
import { matches } from './fold.ts';

const TODAY = '2026-11-23';
const list: PriceList = {
  id: 'a',
  name: 'Cennik A',
  validFrom: '2026-01-01',
  validUntil: null,
  items: [
    { id: 'dojazd', name: 'Dojazd', group: 'service', unit: 'km', unitNet: null, vat: 23 },
    { id: 'licencja', name: 'Licencja', group: 'software', unit: 'szt.', unitNet: 99_000, vat: 23 },
  ],
  offers: [
    {
      id: 'o',
      name: 'Oferta',
      items: ['licencja'],
      stations: 'purchase',
      discount: 150,
      from: '2026-11-01',
      until: '2026-11-30',
    },
  ],
};
let ids = 0;
const newId = () => {
  ids += 1;
  return `line-${ids}`;
};
const item = (id: string) => {
  const found = itemOf(list, id);
  if (found === undefined) throw new Error(id);
  return found;
};
const empty = emptyDraft({ purchase: 1, exchange: 0 }, TODAY);
const { draft: licence, id } = withItem(empty, item('licencja'), newId);
const { draft: both, id: travel } = withItem(licence, item('dojazd'), newId);
const priced = withLine(both, travel, { quantity: '40', price: '1,15' });
const content = (draft = priced, of = list, day = TODAY) => {
  const read = readDraft(draft, of, day).content;
  if (read === undefined) throw new Error('not whole');
  return read;
};

describe('a draft', () => {
  it('is what the rules on both sides take, in the template’s order, once it is whole', () => {
    const made = content();
    expect(made.lines.map((line) => line.item)).toEqual(['licencja', 'dojazd']);
    expect(quoteFault(quoteTotals(made.lines).gross, made, [list], TODAY)).toBeUndefined();
  });

  it('counts what can be counted while the rest is being typed', () => {
    const read = readDraft(both, list, TODAY);
    expect(read.content).toBeUndefined();
    expect(read.lines.map(({ quantity, price }) => [quantity, price])).toEqual([
      [null, null],
      [null, 'missing'],
    ]);
    // 841,50 and 23% of it, 193,545.
    expect(quoteTotals(read.counted).gross).toBe(103_505);
  });

  const wrong: readonly (readonly [string, QuoteDraft])[] = [
    ['a quantity', { ...priced, lines: priced.lines.map((line) => ({ ...line, quantity: '0' })) }],
    ['a quantity', withLine(priced, id, { quantity: '1,5' })],
    ['a price', withLine(priced, travel, { price: '1,155' })],
    ['a price', withLine(priced, travel, { price: '1 000 000,01' })],
    ['a day', { ...priced, validUntil: '2026-11-22' }],
    ['a day', { ...priced, validUntil: '' }],
    ['stations', { ...priced, stations: { purchase: '100', exchange: '0' } }],
    ['stations', { ...priced, stations: { purchase: '', exchange: '0' } }],
    ['a line', { ...priced, lines: [] }],
    ['an item', withLine(priced, id, { item: 'nie-ma' })],
  ];
  it.each(wrong)('cannot be saved without %s that is right', (_, draft) => {
    expect(readDraft(draft, list, TODAY).content).toBeUndefined();
  });

  it('gets one more of an item with a fixed price, and another line of one whose price is open', () => {
    expect(withItem(both, item('licencja'), newId)).toMatchObject({ id, draft: { lines: [{ quantity: '2' }, {}] } });
    expect(withItem(both, item('dojazd'), newId).draft.lines).toHaveLength(3);
  });

  it('that goes on from a quote says the same as the quote, on another day too', () => {
    const again = draftOf(content(), list, '2026-11-25', newId);
    expect(saysTheSame(content(again, list, '2026-11-25'), content())).toBe(true);
    expect(hasUnsaved({ draft: { typed: again }, list, quote: { content: content() }, today: TODAY })).toBe(false);
    const less = withoutLine(again, again.lines[0]?.id ?? '');
    expect(hasUnsaved({ draft: { typed: less }, list, quote: { content: content() }, today: TODAY })).toBe(true);
    expect(hasUnsaved({ draft: { typed: again }, list: null, quote: { content: content() }, today: TODAY })).toBe(true);
  });

  it('is given two weeks anew where the quote’s own day has passed', () => {
    expect(draftOf({ ...content(), validUntil: '2026-11-22' }, list, TODAY, newId).validUntil).toBe('2026-12-07');
    expect(draftOf(content(), list, TODAY, newId).validUntil).toBe('2026-12-07');
  });
});

describe('what changed', () => {
  it('between revisions is said line by line', () => {
    const after = content({ ...withLine(priced, travel, { quantity: '60' }), stations: { purchase: '0', exchange: '0' } });
    expect(quoteChanges(content(), after)).toEqual([
      { kind: 'stations', of: 'purchase', from: 1, to: 0 },
      { kind: 'offer', name: 'Licencja', from: { id: 'o', name: 'Oferta', discount: 150 }, to: null },
      { kind: 'quantity', name: 'Dojazd', from: 40, to: 60 },
    ]);
    expect(quoteChanges(content(), content(withoutLine(priced, travel)))).toEqual([
      { kind: 'removed', name: 'Dojazd', quantity: 40, unitNet: 115 },
    ]);
    expect(quoteChanges(content(), content(withoutLine(priced, id)))).toEqual([
      { kind: 'removed', name: 'Licencja', quantity: 1, unitNet: 99_000 },
    ]);
    const twice = withItem(priced, item('dojazd'), newId);
    expect(quoteChanges(content(), content(withLine(twice.draft, twice.id, { price: '2' })))).toEqual([
      { kind: 'added', name: 'Dojazd', quantity: 1, unitNet: 200 },
    ]);
    expect(quoteChanges(content(), content())).toEqual([]);
  });

  it('is not told of a bare total, which has no lines', () => {
    const quote = (revision: number, change: Partial<Quote>): Quote => ({
      revision,
      totalGross: 1,
      savedAt: '2026-11-23T08:00:00.000Z',
      savedBy: 'Jan',
      ...change,
    });
    const all = revisions(quote(3, { content: content() }), [quote(1, {}), quote(2, { content: content() })]);
    expect(all.map((one) => [one.quote.revision, one.before?.revision, one.changes])).toEqual([
      [3, 2, []],
      [2, 1, null],
      [1, undefined, null],
    ]);
  });

  it('since the draft was begun is the list’s doing, not what the person typed', () => {
    const dearer: PriceList = {
      ...list,
      id: 'b',
      items: list.items.map((one) => (one.id === 'licencja' ? { ...one, name: 'Licencja 8', unitNet: 105_000 } : one)),
      offers: [],
    };
    const seen = { list, day: TODAY };
    const compare = (now: { list: PriceList; day: string }, draft = priced) => {
      const read = readDraft(draft, now.list, now.day);
      return listChanges(draft.lines, read.counted, read.stations, seen, now);
    };
    expect(compare({ list: dearer, day: TODAY })).toEqual({
      changes: [
        { kind: 'renamed', name: 'Licencja', to: 'Licencja 8' },
        { kind: 'price', name: 'Licencja 8', from: 99_000, to: 105_000 },
        { kind: 'offer', name: 'Licencja 8', from: { id: 'o', name: 'Oferta', discount: 150 }, to: null },
      ],
      // By hand: (841,50 + 46,00) × 1,23 = 1091,625; (1050,00 + 46,00) × 1,23 = 1348,08.
      before: 109_163,
      now: 134_808,
    });
    // The same list on a day after its offer.
    expect(compare({ list, day: '2026-12-01' }).changes.map(({ kind }) => kind)).toEqual(['offer']);
    expect(compare(seen, withLine(priced, travel, { quantity: '99', price: '3' })).changes).toEqual([]);
    const without = { ...list, items: list.items.filter((one) => one.id !== 'dojazd') };
    expect(compare({ list: without, day: TODAY }).changes).toEqual([{ kind: 'gone', name: 'Dojazd' }]);
  });
});

it('the search finds words in any order, without case and Polish letters', () => {
  expect(matches('Podręcznik drukowany, łódzki', 'LODZKI podrecz')).toBe(true);
  expect(matches('Podręcznik drukowany', 'podręcznik pdf')).toBe(false);
});
