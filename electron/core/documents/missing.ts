import type { DocumentTemplate } from '../../../domain/model/index.ts';
import type { DocumentData } from './data.ts';
import { type DocumentField, namedIn, neededFor } from './placeholders.ts';
import { textsOf } from './templates.ts';

/** The form in which a missing field is filled in. */
export type FieldPlace = 'company' | 'quote' | 'subTicket';
export interface MissingField {
  readonly field: DocumentField;
  readonly place: FieldPlace;
}

const FIELDS: Readonly<Record<DocumentField, { readonly place: FieldPlace; readonly there: (data: DocumentData) => boolean }>> = {
  name: { place: 'company', there: ({ ticket }) => ticket.company.name.trim() !== '' },
  nip: { place: 'company', there: ({ ticket }) => ticket.company.nip.trim() !== '' },
  street: { place: 'company', there: ({ ticket }) => ticket.company.street.trim() !== '' },
  postalCode: { place: 'company', there: ({ ticket }) => ticket.company.postalCode.trim() !== '' },
  city: { place: 'company', there: ({ ticket }) => ticket.company.city.trim() !== '' },
  representative: { place: 'company', there: ({ ticket }) => (ticket.company.representative ?? '').trim() !== '' },
  quote: { place: 'quote', there: ({ ticket }) => ticket.quote !== null },
  quoteContent: { place: 'quote', there: ({ ticket }) => ticket.quote?.content !== undefined },
  closed: { place: 'subTicket', there: ({ point }) => point?.status === 'closed' },
  configuration: { place: 'subTicket', there: ({ point }) => point?.configuration != null },
  training: { place: 'subTicket', there: ({ point }) => point?.training != null },
  receipt: { place: 'subTicket', there: ({ receipt }) => receipt !== null },
};

/** What has to be filled in before this document can be printed, in the order of the forms. */
export function missingFor(template: DocumentTemplate, data: DocumentData): readonly MissingField[] {
  const needed = new Set(textsOf(template).flatMap(namedIn).flatMap(neededFor));
  for (const { type } of template.blocks) {
    if (type === 'quoteLines' || type === 'quoteTotals') needed.add('quoteContent');
    if (type === 'receiptCode') needed.add('receipt');
  }
  if (data.document === 'protocol') needed.add('closed');
  // Where there is no quote at all, its lines need not be told of.
  if (needed.has('quoteContent') && data.ticket.quote === null) {
    needed.delete('quoteContent');
    needed.add('quote');
  }
  return (Object.keys(FIELDS) as DocumentField[])
    .filter((field) => needed.has(field) && !FIELDS[field].there(data))
    .map((field) => ({ field, place: FIELDS[field].place }));
}
