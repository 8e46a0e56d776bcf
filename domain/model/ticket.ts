import * as z from 'zod';
import { calendarDate, instant, longText, note, person, rowId, sha256, shortText } from './common.ts';
import { history } from './history.ts';
import { quote } from './quote.ts';

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
  // Absent from rows that were written before these were asked for; that means the same as empty.
  regon: shortText.optional(),
  bankAccount: shortText.optional(),
  /** Who signs for the company. */
  representative: shortText.optional(),
});
export type Company = Readonly<z.infer<typeof company>>;
/** The CRM number is M/platform's own and is not edited. */
export const companyField = company.omit({ crmId: true }).keyof();

export const documentKind = z.enum(['quote', 'agreement', 'powerOfAttorney', 'invoice', 'protocol', 'other']);
export type DocumentKind = z.infer<typeof documentKind>;

/** A file in *Pliki*, addressed by its content. */
export const attachedFile = z.object({
  kind: documentKind,
  sha256,
  name: shortText,
  size: z.int().nonnegative(),
  attachedAt: instant,
  attachedBy: shortText,
  /** Of which point of sale; absent where it is of the whole ticket, or came from a program that did not say. */
  subTicketId: rowId.optional(),
});
export type AttachedFile = Readonly<z.infer<typeof attachedFile>>;

/** What Backoffice made of the documents: `returned` ones have to be mended and exported again. */
export const backoffice = z.object({
  state: z.enum(['sent', 'accepted', 'returned']),
  at: instant,
  message: longText.nullable(),
});
export type Backoffice = Readonly<z.infer<typeof backoffice>>;

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
  /** Its earlier revisions, oldest first. */
  earlierQuotes: z.array(quote).max(50).optional(),
  files: z.array(attachedFile),
  exportedToBackofficeAt: instant.nullable(),
  backoffice: backoffice.optional(),
  notes: z.array(note),
  suspensionNote: longText.nullable(),
  /** Of the company's fields, oldest first. */
  history: history.optional(),
});
export type Ticket = Readonly<z.infer<typeof ticket>>;
