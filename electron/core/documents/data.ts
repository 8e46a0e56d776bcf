import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';
import type { ReceiptClaims } from '../../../domain/closing.ts';
import type { PrintedDocument, Signature, SubTicket, Ticket } from '../../../domain/model/index.ts';
import type { ProbeRun } from '../api/views.ts';

/** All that a document may tell. Nothing else reaches the paper. */
export interface DocumentData {
  readonly document: PrintedDocument;
  readonly ticket: Ticket;
  readonly subTickets: readonly SubTicket[];
  /** The one of which the protocol speaks; null in the others. */
  readonly point: SubTicket | null;
  readonly technician: { readonly name: string; readonly dealerName: string };
  /** The name of the price list that the quote was made by, where it is known here. */
  readonly priceListName: string | null;
  readonly probe: ProbeRun | null;
  /** As the server signed it, word for word, and what it states. */
  readonly receipt: { readonly text: string; readonly claims: ReceiptClaims } | null;
  /** What the training's checklist calls a point of it; its id where the list is not known here. */
  readonly checklist: (list: string, item: string) => string;
  readonly today: CalendarDate;
}

/** Who signed on the screen. Without strokes the name was typed instead, and consent given by a mark. */
export interface OnScreenSignature {
  readonly name: string;
  /** RFC 3339 */
  readonly at: string;
  readonly drawn: Signature | null;
}

/** The day that stands on the document: of the quote and of the closing where the document tells of them, else today. */
export function documentDate({ document, ticket: { quote }, point, today }: DocumentData): CalendarDate {
  if (document === 'quote' && quote !== null) return quote.content?.quotedOn ?? warsawDate(Date.parse(quote.savedAt));
  if (document === 'protocol' && point?.closedAt != null) return warsawDate(Date.parse(point.closedAt));
  return today;
}

const LETTERS: Readonly<Record<PrintedDocument, string>> = { quote: 'W', agreement: 'U', powerOfAttorney: 'P', protocol: 'O' };

/** As much of a number as goes into a document's own: no slash, and short enough for the foot of the page. */
const part = (text: string): string => text.replace(/[^\p{L}\p{N}-]/gu, '').slice(0, 20) || '0';

/**
 * `W/2001/2/20261123`: letter of the document, CRM number of the company, revision of the quote (of a protocol the number
 * of the point of sale), day. The same document of the same day keeps its number; another day, quote or point has another.
 */
export function documentNumber(data: DocumentData): string {
  const { document, ticket, point } = data;
  const third = document === 'protocol' ? (point?.punktId ?? '0') : String(ticket.quote?.revision ?? 0);
  return [LETTERS[document], part(ticket.company.crmId), third, documentDate(data).replaceAll('-', '')].join('/');
}
