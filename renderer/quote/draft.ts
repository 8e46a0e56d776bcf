import { addDays, type CalendarDate } from '../../domain/calendar.ts';
import {
  calendarDate,
  type PriceList,
  type PriceListItem,
  type QuoteContent,
  type QuoteLine,
  quoteLine,
} from '../../domain/model/index.ts';
import { formatGrosze, parseGrosze } from '../../domain/money.ts';
import { quoteLineOf } from '../../domain/quote.ts';
import type { QuoteDraft } from '../../electron/core/api/views.ts';

export type DraftLine = QuoteDraft['lines'][number];
export type Stations = QuoteContent['stations'];

/** Days that a retailer is given to think it over, unless another day is typed. */
export const USUAL_DAYS = 14;
export const MAX_LINES = 100;
const MAX_STATIONS = 99;

/** In the order in which the template lists them. */
export const GROUPS = ['software', 'hardware', 'service'] as const satisfies readonly PriceListItem['group'][];

/** What is wrong with what was typed, or null. */
export type Fault = 'missing' | 'wrong' | null;

/** A line as it stands: read by the list, as far as it can be read. */
export interface ReadLine {
  readonly typed: DraftLine;
  /** Undefined where the list does not have it any more. */
  readonly item: PriceListItem | undefined;
  readonly quantity: Fault;
  readonly price: Fault;
  /** Undefined while it cannot be counted. */
  readonly line: QuoteLine | undefined;
}

export interface ReadDraft {
  readonly stations: Stations;
  readonly stationFaults: { readonly purchase: Fault; readonly exchange: Fault };
  /** Grouped as the template has them. */
  readonly lines: readonly ReadLine[];
  /** Those that can be counted. */
  readonly counted: readonly QuoteLine[];
  readonly validUntil: 'missing' | 'wrong' | 'past' | null;
  /** What would be saved; undefined while anything stands in the way. */
  readonly content: QuoteContent | undefined;
}

/** A draft from nothing: the stations that the points of sale ask for. */
export const emptyDraft = (stations: Stations, today: CalendarDate): QuoteDraft => ({
  stations: { purchase: String(stations.purchase), exchange: String(stations.exchange) },
  lines: [],
  validUntil: addDays(today, USUAL_DAYS),
});

/** A draft that goes on from a quote; its day of validity is kept where it has not passed. */
export function draftOf(
  { lines, stations, validUntil }: QuoteContent,
  list: PriceList,
  today: CalendarDate,
  newId: () => string,
): QuoteDraft {
  return {
    ...emptyDraft(stations, today),
    lines: lines.map(({ item, name, quantity, unitNet }) => ({
      id: newId(),
      item,
      name,
      quantity: String(quantity),
      price: isOpen(itemOf(list, item)) ? amountText(unitNet) : '',
    })),
    validUntil: validUntil < today ? addDays(today, USUAL_DAYS) : validUntil,
  };
}

/** `1 234,50`, as a person types it. */
export const amountText = (amount: number): string => formatGrosze(amount).replace(/\s?zł$/u, '');

export const itemOf = (list: PriceList, id: string): PriceListItem | undefined => list.items.find((item) => item.id === id);
const isOpen = (item: PriceListItem | undefined): boolean => item?.unitNet === null;

/** Another line for an item; one with a fixed price that is there already gets one more instead. */
export function withItem(draft: QuoteDraft, item: PriceListItem, newId: () => string): { draft: QuoteDraft; id: string } {
  const there = item.unitNet === null ? undefined : draft.lines.find((line) => line.item === item.id);
  if (there === undefined) {
    const line: DraftLine = { id: newId(), item: item.id, name: item.name, quantity: '1', price: '' };
    return { draft: { ...draft, lines: [...draft.lines, line] }, id: line.id };
  }
  const quantity = String((wholeNumber(there.quantity) ?? 0) + 1);
  return { draft: withLine(draft, there.id, { quantity }), id: there.id };
}

export const withLine = (draft: QuoteDraft, id: string, part: Partial<DraftLine>): QuoteDraft => ({
  ...draft,
  lines: draft.lines.map((line) => (line.id === id ? { ...line, ...part } : line)),
});

export const withoutLine = (draft: QuoteDraft, id: string): QuoteDraft => ({
  ...draft,
  lines: draft.lines.filter((line) => line.id !== id),
});

/** Reads what was typed by a list on a day: the offer of each line by its rule, and what is not right yet. */
export function readDraft(draft: QuoteDraft, list: PriceList, today: CalendarDate): ReadDraft {
  const purchase = wholeNumber(draft.stations.purchase);
  const exchange = wholeNumber(draft.stations.exchange);
  const stations = { purchase: inRange(purchase) ? purchase : 0, exchange: inRange(exchange) ? exchange : 0 };
  const lines = inOrder(draft.lines.map((typed) => readLine(typed, list, stations, today)));
  const counted = lines.flatMap(({ line }) => line ?? []);
  const validUntil = dayFault(draft.validUntil, today);
  const stationFaults = { purchase: stationFault(purchase), exchange: stationFault(exchange) };
  const whole =
    lines.length > 0 &&
    lines.length <= MAX_LINES &&
    counted.length === lines.length &&
    validUntil === null &&
    stationFaults.purchase === null &&
    stationFaults.exchange === null;
  return {
    stations,
    stationFaults,
    lines,
    counted,
    validUntil,
    content: whole ? { priceList: list.id, lines: counted, stations, quotedOn: today, validUntil: draft.validUntil } : undefined,
  };
}

function readLine(typed: DraftLine, list: PriceList, stations: Stations, day: CalendarDate): ReadLine {
  const item = itemOf(list, typed.item);
  const amount = wholeNumber(typed.quantity);
  const quantity = typed.quantity.trim() === '' ? 'missing' : quoteLine.shape.quantity.safeParse(amount).success ? null : 'wrong';
  const unitNet = item?.unitNet ?? parseGrosze(typed.price);
  const price =
    item === undefined || item.unitNet !== null
      ? null
      : typed.price.trim() === ''
        ? 'missing'
        : quoteLine.shape.unitNet.safeParse(unitNet).success
          ? null
          : 'wrong';
  const counts = item !== undefined && amount !== undefined && unitNet !== undefined && quantity === null && price === null;
  return {
    typed,
    item,
    quantity,
    price,
    line: counts ? quoteLineOf(list, item, { quantity: amount, unitNet, stations, day }) : undefined,
  };
}

const inOrder = (lines: readonly ReadLine[]): readonly ReadLine[] => {
  const place = ({ item }: ReadLine) => (item === undefined ? -1 : GROUPS.indexOf(item.group));
  return lines.toSorted((a, b) => place(a) - place(b));
};

const wholeNumber = (text: string): number | undefined => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : undefined);
const inRange = (count: number | undefined): count is number => count !== undefined && count <= MAX_STATIONS;
const stationFault = (count: number | undefined): Fault => (inRange(count) ? null : 'wrong');

function dayFault(text: string, today: CalendarDate): ReadDraft['validUntil'] {
  if (text === '') return 'missing';
  if (!calendarDate.safeParse(text).success) return 'wrong';
  return text < today ? 'past' : null;
}

/** Whether two quotes say the same; the day on which they were made does not matter. */
export const saysTheSame = (a: QuoteContent | undefined, b: QuoteContent | undefined): boolean =>
  a !== undefined && b !== undefined && JSON.stringify(said(a)) === JSON.stringify(said(b));

const said = ({ lines, stations, validUntil }: QuoteContent) => [
  lines.map((l) => [l.item, l.name, l.quantity, l.unitNet, l.vat, l.offer?.id, l.offer?.discount]),
  stations.purchase,
  stations.exchange,
  validUntil,
];

/** Whether the computer keeps a draft that says something else than the last quote. */
export function hasUnsaved({
  draft,
  list,
  quote,
  today,
}: {
  readonly draft: { readonly typed: QuoteDraft | null };
  readonly list: PriceList | null;
  readonly quote: { readonly content?: QuoteContent | undefined } | null;
  readonly today: CalendarDate;
}): boolean {
  if (draft.typed === null) return false;
  return list === null || !saysTheSame(readDraft(draft.typed, list, today).content, quote?.content);
}
