import * as z from 'zod';
import { calendarDate, rowId, shortText } from './common.ts';

/** Whole grosze, up to a million zł: more than any till costs, and far from where sums stop being exact. */
export const grosze = z.int().nonnegative().max(100_000_000);

/** Polish rates of VAT in percent. */
export const vatRate = z.union([z.literal(23), z.literal(8), z.literal(5), z.literal(0)]);
export type VatRate = z.infer<typeof vatRate>;

/** Parts per thousand of the price that are taken off. */
export const discount = z.int().min(0).max(1000);

export const priceListItem = z.object({
  id: rowId,
  name: shortText.min(1),
  group: z.enum(['software', 'hardware', 'service']),
  unit: shortText.min(1),
  /** Null where the dealer sets the price: own hardware, own work. */
  unitNet: grosze.nullable(),
  vat: vatRate,
});
export type PriceListItem = Readonly<z.infer<typeof priceListItem>>;

/** A special offer: what it takes off which items, for which stations, on which days (both included). */
export const specialOffer = z.object({
  id: rowId,
  name: shortText.min(1),
  items: z.array(rowId).min(1).max(200),
  /** `purchase`: only where stations are bought, `exchange`: only where they are exchanged. */
  stations: z.enum(['purchase', 'exchange', 'any']),
  discount: discount.min(1),
  from: calendarDate,
  until: calendarDate,
});
export type SpecialOffer = Readonly<z.infer<typeof specialOffer>>;

/** A list is never edited: another one, under another id, takes its place. So a quote can name the one it was made by. */
export const priceList = z.object({
  id: rowId,
  name: shortText.min(1),
  validFrom: calendarDate,
  /** The last day; null while no end is known. */
  validUntil: calendarDate.nullable(),
  items: z.array(priceListItem).min(1).max(500),
  offers: z.array(specialOffer).max(50),
});
export type PriceList = Readonly<z.infer<typeof priceList>>;
