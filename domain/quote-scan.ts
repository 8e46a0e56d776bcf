import type { Ticket } from './model/index.ts';

/**
 * Whether the scan of the quote that lies in *Pliki* is of an earlier revision than the one that holds: the retailer then
 * signed another amount than the invoice will be held against. A scan that was attached before there was any revision
 * says nothing of which one it is.
 */
export function quoteScanOutdated({
  quote,
  earlierQuotes = [],
  files,
}: Pick<Ticket, 'quote' | 'earlierQuotes' | 'files'>): boolean {
  const scan = files.findLast(({ kind }) => kind === 'quote');
  if (quote === null || scan === undefined) return false;
  const at = Date.parse(scan.attachedAt);
  return Date.parse(quote.savedAt) > at && earlierQuotes.some(({ savedAt }) => Date.parse(savedAt) <= at);
}
