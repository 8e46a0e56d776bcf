import * as z from 'zod';
import { calendarDate, instant, longText, note, person, rowId, sha256, shortText } from './common.ts';

/** Nowe, Umowa, W trakcie pracy, Zawieszone, Rezygnacja, Zamknięte, Odebrane. */
export const ticketStatus = z.enum(['new', 'agreement', 'inProgress', 'suspended', 'resigned', 'closed', 'withdrawn']);
export type TicketStatus = z.infer<typeof ticketStatus>;

/** The retailer's company, as edited in *Edycja firmy*. */
export const company = z.object({
  crmId: shortText,
  nip: shortText,
  name: shortText,
  street: shortText,
  postalCode: shortText,
  city: shortText,
  phone: shortText,
  email: shortText,
});
export type Company = Readonly<z.infer<typeof company>>;
/** The CRM number is M/platform's own and is not edited. */
export const companyField = company.omit({ crmId: true }).keyof();

export const documentKind = z.enum(['quote', 'agreement', 'powerOfAttorney', 'invoice', 'other']);
export type DocumentKind = z.infer<typeof documentKind>;

/** A file in *Pliki*, addressed by its content. */
export const attachedFile = z.object({
  kind: documentKind,
  sha256,
  name: shortText,
  size: z.int().nonnegative(),
  attachedAt: instant,
  attachedBy: shortText,
});
export type AttachedFile = Readonly<z.infer<typeof attachedFile>>;

/** What the retailer was shown before anything else; the final invoice must equal its total to the grosz. */
export const quote = z.object({
  revision: z.int().positive(),
  totalGross: z.int().nonnegative(),
  savedAt: instant,
  savedBy: shortText,
});
export type Quote = Readonly<z.infer<typeof quote>>;

export const ticket = z.object({
  id: rowId,
  type: z.literal('Insoft'),
  status: ticketStatus,
  /** Where a suspended ticket goes back to when it is resumed. */
  statusBeforeSuspension: ticketStatus.nullable(),
  company,
  acquiredByDealer: z.boolean(),
  caretaker: person.nullable(),
  openedOn: calendarDate,
  closedOn: calendarDate.nullable(),
  dealerId: rowId,
  technicianId: rowId.nullable(),
  takenAt: instant.nullable(),
  quote: quote.nullable(),
  files: z.array(attachedFile),
  exportedToBackofficeAt: instant.nullable(),
  notes: z.array(note),
  suspensionNote: longText.nullable(),
});
export type Ticket = Readonly<z.infer<typeof ticket>>;
