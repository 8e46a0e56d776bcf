import type { CalendarDate } from '../../domain/calendar.ts';
import type { PriceList, Quote, QuoteContent, QuoteLine } from '../../domain/model/index.ts';
import type { Grosze } from '../../domain/money.ts';
import { quoteLineOf, quoteTotals } from '../../domain/quote.ts';
import { type DraftLine, itemOf, type Stations } from './draft.ts';

type Offer = QuoteLine['offer'];

/** One thing that is otherwise than it was. Amounts are net unless they say so. */
export type QuoteChange =
  | { readonly kind: 'added' | 'removed'; readonly name: string; readonly quantity: number; readonly unitNet: Grosze }
  | { readonly kind: 'gone'; readonly name: string }
  | { readonly kind: 'renamed'; readonly name: string; readonly to: string }
  | { readonly kind: 'quantity' | 'price' | 'vat'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly kind: 'offer'; readonly name: string; readonly from: Offer; readonly to: Offer }
  | { readonly kind: 'stations'; readonly of: keyof Stations; readonly from: number; readonly to: number }
  | { readonly kind: 'validUntil'; readonly from: CalendarDate; readonly to: CalendarDate };

/** What differs between two quotes, line by line. A line is known by its item; several of one item by their order. */
export function quoteChanges(before: QuoteContent, after: QuoteContent): readonly QuoteChange[] {
  const left = [...before.lines];
  const take = (item: string): QuoteLine | undefined => {
    const at = left.findIndex((line) => line.item === item);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const lines = after.lines.flatMap((line) => {
    const was = take(line.item);
    return was === undefined ? [asWhole('added', line)] : lineChanges(was, line);
  });
  const stations = (['purchase', 'exchange'] as const).flatMap((of): QuoteChange[] => {
    const [from, to] = [before.stations[of], after.stations[of]];
    return from === to ? [] : [{ kind: 'stations', of, from, to }];
  });
  const [from, to] = [before.validUntil, after.validUntil];
  return [
    ...stations,
    ...lines,
    ...left.map((line) => asWhole('removed', line)),
    ...(from === to ? [] : [{ kind: 'validUntil', from, to } as const]),
  ];
}

const asWhole = (kind: 'added' | 'removed', { name, quantity, unitNet }: QuoteLine): QuoteChange => ({
  kind,
  name,
  quantity,
  unitNet,
});

function lineChanges(was: QuoteLine, is: QuoteLine): readonly QuoteChange[] {
  const { name } = is;
  const numbers = [
    ['quantity', was.quantity, is.quantity],
    ['price', was.unitNet, is.unitNet],
    ['vat', was.vat, is.vat],
  ] as const;
  return [
    ...(was.name === is.name ? [] : [{ kind: 'renamed', name: was.name, to: is.name } as const]),
    ...numbers.flatMap(([kind, from, to]) => (from === to ? [] : [{ kind, name, from, to }])),
    ...(sameOffer(was.offer, is.offer) ? [] : [{ kind: 'offer', name, from: was.offer, to: is.offer } as const]),
  ];
}

const sameOffer = (a: Offer, b: Offer): boolean => a?.id === b?.id && a?.discount === b?.discount;

export interface ListChanges {
  readonly changes: readonly QuoteChange[];
  /** What the same lines would have cost, gross, and cost now; only lines that both can count. */
  readonly before: Grosze;
  readonly now: Grosze;
}

/**
 * What became of a draft's lines since the person last saw them, because the list is another one or the day is: prices, tax,
 * offers, items that are gone. What they typed themselves is left out.
 * @param lines quantities and prices as far as they can be read now
 */
export function listChanges(
  lines: readonly DraftLine[],
  counted: readonly QuoteLine[],
  stations: Stations,
  was: { readonly list: PriceList; readonly day: CalendarDate },
  is: { readonly list: PriceList; readonly day: CalendarDate },
): ListChanges {
  const gone = lines
    .filter(({ item }) => itemOf(is.list, item) === undefined && itemOf(was.list, item) !== undefined)
    .map(({ name }): QuoteChange => ({ kind: 'gone', name }));
  const pairs = counted.flatMap((now) => {
    const item = itemOf(was.list, now.item);
    if (item === undefined) return [];
    const { quantity, unitNet } = now;
    return [{ now, before: quoteLineOf(was.list, item, { quantity, unitNet, stations, day: was.day }) }];
  });
  return {
    changes: [...gone, ...pairs.flatMap(({ before, now }) => lineChanges(before, now))],
    before: quoteTotals(pairs.map((pair) => pair.before)).gross,
    now: quoteTotals(pairs.map((pair) => pair.now)).gross,
  };
}

/** All revisions, newest first, each with what changed in it; null where one of the two is a bare total. */
export function revisions(quote: Quote | null, earlier: readonly Quote[]) {
  const all = [...earlier, ...(quote === null ? [] : [quote])];
  return all
    .map((one, i) => {
      const before = all[i - 1];
      return {
        quote: one,
        before: before ?? null,
        changes: before?.content === undefined || one.content === undefined ? null : quoteChanges(before.content, one.content),
      };
    })
    .toReversed();
}
export type Revision = ReturnType<typeof revisions>[number];
