import { formatGrosze, parseGrosze } from '../../domain/money.ts';
import type { Intent, OperationKind } from '../../domain/operations/operation.ts';
import type { InboxItem } from '../../electron/core/api/views.ts';

/** What was said, as a person types it: amounts with a comma. */
export const wordsOf = ({ said }: Pick<InboxItem, 'said'>): Readonly<Record<string, string>> =>
  Object.fromEntries(said.map(({ name, value }) => [name, name === 'totalGross' ? formatGrosze(Number(value)) : value]));

const NOTED: readonly OperationKind[] = ['ticket.suspend', 'ticket.resign', 'subTicket.suspend', 'subTicket.resign'];

/** The same thing said in other words; undefined where they say nothing that could be recorded. */
export function reworded(
  { kind, place }: Pick<InboxItem, 'kind' | 'place'>,
  words: Readonly<Record<string, string>>,
): Intent | undefined {
  const word = (name: string): string => (words[name] ?? '').trim();
  const target = place.subTicketId ?? place.ticketId;
  const note = word('note');
  const totalGross = parseGrosze(word('totalGross'));
  if (NOTED.includes(kind)) return note === '' ? undefined : ({ kind, target, args: { note } } as Intent);
  switch (kind) {
    case 'ticket.addNote':
      return note === '' ? undefined : { kind, target, args: { text: note } };
    case 'ticket.saveQuote':
      return totalGross === undefined ? undefined : { kind, target, args: { totalGross } };
    case 'subTicket.recordTraining':
      return word('retailerName') === '' ? undefined : { kind, target, args: { retailerName: word('retailerName') } };
    case 'subTicket.recordInvoice':
      return totalGross === undefined || word('number') === ''
        ? undefined
        : { kind, target, args: { number: word('number'), totalGross } };
    default:
      return undefined;
  }
}
