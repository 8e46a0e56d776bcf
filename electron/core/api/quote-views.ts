import * as z from 'zod';
import type { CalendarDate } from '../../../domain/calendar.ts';
import {
  calendarDate,
  type PriceList,
  type Quote,
  type QuoteContent,
  rowId,
  shortText,
  type Ticket,
} from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { OperationView } from './views.ts';

/** A quote as it is being typed: texts as they stand in the fields, right or not yet. */
export const quoteDraft = z.object({
  stations: z.object({ purchase: z.string().max(20), exchange: z.string().max(20) }),
  lines: z
    .array(
      z.object({
        id: z.string().min(1).max(64),
        item: rowId,
        /** As the list called it when it was added: it may have gone from the list since. */
        name: shortText,
        quantity: z.string().max(20),
        /** Only where the list leaves it open. */
        price: z.string().max(40),
      }),
    )
    .max(100),
  validUntil: z.string().max(20),
});
export type QuoteDraft = Readonly<z.infer<typeof quoteDraft>>;

/** The price list and the day by which the person saw the draft. */
export const draftBasis = z.object({ priceList: rowId, day: calendarDate });
export type DraftBasis = Readonly<z.infer<typeof draftBasis>>;

export interface KeptDraft {
  /** Grows with each change; 0 where there never was one. */
  readonly version: number;
  /** When it was kept, RFC 3339; null where there is none. */
  readonly at: string | null;
  readonly typed: QuoteDraft | null;
  readonly basis: { readonly list: PriceList; readonly day: CalendarDate } | null;
}

/** All that the quote of a ticket is made from and by. */
export interface QuoteView {
  readonly ticket: Pick<Ticket, 'id' | 'company' | 'status'>;
  readonly quote: Quote | null;
  /** Oldest first. */
  readonly earlier: readonly Quote[];
  /** As M/platform counts the day. */
  readonly today: CalendarDate;
  /** Stations that the points of sale ask for; those that resigned ask for none. */
  readonly stations: QuoteContent['stations'];
  readonly points: number;
  /** The newest list in force today. */
  readonly list: PriceList | null;
  /** Where none is in force: the one that ended last, or begins next. */
  readonly otherList: Pick<PriceList, 'name' | 'validFrom' | 'validUntil'> | null;
  /** M/platform was heard at least once, so that having no list means that there is none. */
  readonly heard: boolean;
  /** Why the quote cannot be changed now; null when it can. */
  readonly obstacle: Problem | null;
  /** A quote saved here that was refused or is held, and that nobody has dealt with yet. */
  readonly refused: {
    readonly operationId: string;
    readonly at: string;
    readonly reason: Problem | null;
    readonly totalGross: number;
    readonly content: QuoteContent | null;
  } | null;
  readonly draft: KeptDraft;
  /** Savings of this quote that wait to be sent. */
  readonly waiting: readonly OperationView[];
}
