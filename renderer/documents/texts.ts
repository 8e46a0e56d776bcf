import type { PrintedDocument } from '../../domain/model/index.ts';
import type { DocumentField, FieldPlace } from '../../electron/core/api/views.ts';
import type { UiKey } from '../i18n.ts';

export const printedNames: Readonly<Record<PrintedDocument, UiKey>> = {
  quote: 'document.quote',
  agreement: 'document.agreement',
  powerOfAttorney: 'document.powerOfAttorney',
  protocol: 'document.protocol',
};

export const missingNames: Readonly<Record<DocumentField, UiKey>> = {
  name: 'printed.missing.name',
  nip: 'printed.missing.nip',
  street: 'printed.missing.street',
  postalCode: 'printed.missing.postalCode',
  city: 'printed.missing.city',
  representative: 'printed.missing.representative',
  quote: 'printed.missing.quote',
  quoteContent: 'printed.missing.quoteContent',
  closed: 'printed.missing.closed',
  configuration: 'printed.missing.configuration',
  training: 'printed.missing.training',
  receipt: 'printed.missing.receipt',
};

export const placeNames: Readonly<Record<FieldPlace, UiKey>> = {
  company: 'printed.place.company',
  quote: 'printed.place.quote',
  subTicket: 'printed.place.subTicket',
};

/** Where a missing field is filled in. */
export function placeOf(place: FieldPlace, ticketId: string, subTicketId: string | null): string {
  if (place === 'company') return `/tickets/${ticketId}/company`;
  if (place === 'quote') return `/tickets/${ticketId}/quote`;
  return subTicketId === null ? `/tickets/${ticketId}` : `/tickets/${ticketId}/sub-tickets/${subTicketId}`;
}
