import { type CalendarDate, daysBetween } from '../../domain/calendar.ts';
import type { PriceList, QuoteLine, SpecialOffer } from '../../domain/model/index.ts';
import type { Grosze } from '../../domain/money.ts';
import { lineNet } from '../../domain/quote.ts';
import type { Stations } from './draft.ts';

/**
 * What a special offer does to a quote: `applies`, or why it does not. `noStations`: none of its kind is bought or exchanged;
 * `noItems`: nothing of it is in the quote; `better`: another one takes off more; `later`, `ended`: not on this day.
 */
export type OfferState = 'applies' | 'noStations' | 'noItems' | 'better' | 'later' | 'ended';

export interface OfferView {
  readonly offer: SpecialOffer;
  readonly state: OfferState;
  /** Net, of the lines that it was applied to. */
  readonly saved: Grosze;
  /** Lines that it was applied to. */
  readonly lines: number;
  readonly daysLeft: number;
  /** The other offers that are better, by name. */
  readonly betterNames: readonly string[];
}

/** One that ended longer ago than this is of no interest any more. Days. */
const FORGET_AFTER = 30;

/** Every offer of the list that a person at the counter may ask about; those that apply stand first. */
export function offerViews(
  list: PriceList,
  lines: readonly QuoteLine[],
  stations: Stations,
  day: CalendarDate,
): readonly OfferView[] {
  const order: readonly OfferState[] = ['applies', 'noStations', 'noItems', 'better', 'later', 'ended'];
  return list.offers
    .filter(({ until }) => daysBetween(until, day) <= FORGET_AFTER)
    .map((offer): OfferView => {
      const own = lines.filter((line) => line.offer?.id === offer.id);
      const others = lines.filter((line) => offer.items.includes(line.item) && line.offer?.id !== offer.id);
      return {
        offer,
        state: stateOf(offer, lines, stations, day),
        saved: own.reduce((sum, line) => sum + line.quantity * line.unitNet - lineNet(line), 0),
        lines: own.length,
        daysLeft: daysBetween(day, offer.until),
        betterNames: [...new Set(others.flatMap((line) => line.offer?.name ?? []))],
      };
    })
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

function stateOf(offer: SpecialOffer, lines: readonly QuoteLine[], stations: Stations, day: CalendarDate): OfferState {
  if (day > offer.until) return 'ended';
  if (day < offer.from) return 'later';
  if (lines.some((line) => line.offer?.id === offer.id)) return 'applies';
  if (offer.stations !== 'any' && stations[offer.stations] === 0) return 'noStations';
  return lines.some((line) => offer.items.includes(line.item)) ? 'better' : 'noItems';
}
