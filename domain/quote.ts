import { type CalendarDate, daysBetween } from './calendar.ts';
import type { PriceList, PriceListItem, QuoteContent, QuoteLine, SpecialOffer, VatRate } from './model/index.ts';
import type { Grosze } from './money.ts';
import { type Problem, problem } from './problem.ts';

/** Half a grosz goes up, as invoices round. All in whole numbers: `parts` of `whole`. */
const share = (amount: Grosze, parts: number, whole: number): Grosze => Math.floor((amount * parts * 2 + whole) / (whole * 2));

export interface Sums {
  readonly net: Grosze;
  readonly vat: Grosze;
  readonly gross: Grosze;
}
export interface QuoteTotals extends Sums {
  /** By rate of VAT, highest first; as on the invoice, VAT is counted on the sum of a rate, not on each line. */
  readonly byRate: readonly (Sums & { readonly rate: VatRate })[];
  /** What the special offers took off, net. */
  readonly saved: Grosze;
}

/** Net of one line after its offer. */
export const lineNet = ({ quantity, unitNet, offer }: QuoteLine): Grosze =>
  share(quantity * unitNet, 1000 - (offer?.discount ?? 0), 1000);

/** Sums of a quote in whole grosze. Source: Polish VAT Act, art. 106e: the sum of net values of each rate, and the tax on it. */
export function quoteTotals(lines: readonly QuoteLine[]): QuoteTotals {
  const nets = new Map<VatRate, Grosze>();
  for (const line of lines) nets.set(line.vat, (nets.get(line.vat) ?? 0) + lineNet(line));
  const byRate = [...nets]
    .sort(([a], [b]) => b - a)
    .map(([rate, net]) => {
      const vat = share(net, rate, 100);
      return { rate, net, vat, gross: net + vat };
    });
  const sum = (of: (sums: Sums) => Grosze) => byRate.reduce((total, sums) => total + of(sums), 0);
  const full = lines.reduce((total, { quantity, unitNet }) => total + quantity * unitNet, 0);
  const net = sum((s) => s.net);
  return { net, vat: sum((s) => s.vat), gross: sum((s) => s.gross), byRate, saved: full - net };
}

/** For so long a quote may be on its way from the shop to M/platform. Days. */
const MAX_DAYS_ON_THE_WAY = 14;

type Stations = QuoteContent['stations'];

/** The best special offer for an item on a day, or undefined. */
export function offerFor(
  list: PriceList,
  item: Pick<PriceListItem, 'id'>,
  stations: Stations,
  day: CalendarDate,
): SpecialOffer | undefined {
  return list.offers
    .filter((offer) => offer.items.includes(item.id) && offer.from <= day && day <= offer.until)
    .filter((offer) => offer.stations === 'any' || stations[offer.stations] > 0)
    .reduce<SpecialOffer | undefined>(
      (best, offer) => (best !== undefined && best.discount >= offer.discount ? best : offer),
      undefined,
    );
}

/** A line as the formal template has it: everything from the list, the offer by its rule, only what the list leaves open by hand. */
export function quoteLineOf(
  list: PriceList,
  item: PriceListItem,
  { quantity, unitNet, stations, day }: { quantity: number; unitNet: Grosze; stations: Stations; day: CalendarDate },
): QuoteLine {
  const offer = offerFor(list, item, stations, day);
  return {
    item: item.id,
    name: item.name,
    group: item.group,
    unit: item.unit,
    quantity,
    unitNet: item.unitNet ?? unitNet,
    vat: item.vat,
    offer: offer === undefined ? null : { id: offer.id, name: offer.name, discount: offer.discount },
  };
}

export const isValidOn = ({ validFrom, validUntil }: PriceList, day: CalendarDate): boolean =>
  validFrom <= day && (validUntil === null || day <= validUntil);

/**
 * Whether a quote is the formal template's, to the grosz: lines as its price list has them, offers by their rule, the total
 * their sum. Undefined when it is.
 * @param lists those that M/platform has; as long as it has none for that day, a bare total is taken
 * @param today on the clock of whoever asks
 */
export function quoteFault(
  totalGross: Grosze,
  content: QuoteContent | undefined,
  lists: readonly PriceList[],
  today: CalendarDate,
): Problem | undefined {
  if (content === undefined) return lists.some((list) => isValidOn(list, today)) ? problem('quote.template-only') : undefined;
  const sum = quoteTotals(content.lines).gross;
  if (sum !== totalGross) return problem('quote.sum-differs');
  const list = lists.find(({ id }) => id === content.priceList);
  if (list === undefined) return problem('quote.price-list-unknown', { id: content.priceList });
  const { quotedOn: day } = content;
  // A till's clock may be a day ahead, and a shop two weeks without a line; more would be choosing one's offers.
  if (daysBetween(day, today) > MAX_DAYS_ON_THE_WAY || daysBetween(today, day) > 1)
    return problem('quote.day-implausible', { day });
  if (!isValidOn(list, day)) return problem('quote.price-list-ended', { name: list.name });
  if (content.validUntil < day) return problem('quote.validity-past');
  const { stations } = content;
  for (const line of content.lines) {
    const item = list.items.find(({ id }) => id === line.item);
    if (item === undefined) return problem('quote.item-unknown', { name: line.name });
    const { quantity, unitNet } = line;
    const formal = quoteLineOf(list, item, { quantity, unitNet, stations, day });
    if (JSON.stringify(ordered(formal)) !== JSON.stringify(ordered(line)))
      return problem('quote.line-differs', { name: item.name });
  }
  return undefined;
}

const ordered = (line: QuoteLine) => [
  line.item,
  line.name,
  line.group,
  line.unit,
  line.unitNet,
  line.vat,
  line.offer?.id,
  line.offer?.name,
  line.offer?.discount,
];
