import * as z from 'zod';
import { calendarDate, instant, rowId, shortText } from './common.ts';
import { discount, grosze, priceListItem } from './price-list.ts';

/** One line of the formal template, as the retailer saw it. */
export const quoteLine = z.object({
  item: rowId,
  name: shortText,
  group: priceListItem.shape.group,
  unit: shortText,
  quantity: z.int().min(1).max(9999),
  unitNet: grosze,
  vat: priceListItem.shape.vat,
  /** The special offer that was applied, and what it took off; null where none did. */
  offer: z.object({ id: rowId, name: shortText, discount }).nullable(),
});
export type QuoteLine = Readonly<z.infer<typeof quoteLine>>;

/** What is quoted beyond the total: on the formal template only, by one price list. */
export const quoteContent = z.object({
  priceList: rowId,
  lines: z.array(quoteLine).min(1).max(100),
  stations: z.object({ purchase: z.int().min(0).max(99), exchange: z.int().min(0).max(99) }),
  /** The day whose offers it heeds; it may reach M/platform later. */
  quotedOn: calendarDate,
  /** The last day on which the retailer may accept it. */
  validUntil: calendarDate,
});
export type QuoteContent = Readonly<z.infer<typeof quoteContent>>;

/** What the retailer was shown before anything else; the final invoice must equal its total to the grosz. */
export const quote = z.object({
  revision: z.int().positive(),
  totalGross: z.int().nonnegative(),
  savedAt: instant,
  savedBy: shortText,
  /** Absent from quotes that were made elsewhere. */
  content: quoteContent.optional(),
});
export type Quote = Readonly<z.infer<typeof quote>>;
