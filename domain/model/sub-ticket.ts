import * as z from 'zod';
import { instant, MAX_STORES, note, person, punktId, rowId, sha256, shortText } from './common.ts';
import { history } from './history.ts';
import { signature } from './signature.ts';

export const subTicketStatus = z.enum(['new', 'inProgress', 'suspended', 'resigned', 'closed']);
export type SubTicketStatus = z.infer<typeof subTicketStatus>;

/** The point of sale, as edited in *Edycja punktów handlowo-usługowych*. */
export const pointOfSale = z.object({
  name: shortText,
  street: shortText,
  postalCode: shortText,
  city: shortText,
  phone: shortText,
  email: shortText,
});
export const pointOfSaleField = pointOfSale.keyof();

/** Where a probe or a configuration was made: on the till itself, or from the technician's laptop. */
export const origin = z.enum(['workstation', 'laptop']);
export type Origin = z.infer<typeof origin>;

/** The till's configuration as read back from disk after writing. */
export const recordedConfiguration = z.object({
  /** SHA-256 of the whole file: a later change of any byte makes another digest. */
  digest: sha256,
  file: shortText,
  serverAddress: shortText,
  storeIds: z.array(punktId).max(MAX_STORES),
  profile: shortText,
  machineId: shortText,
  origin,
  recordedAt: instant,
});
export type RecordedConfiguration = Readonly<z.infer<typeof recordedConfiguration>>;

/** Training and hand-over, confirmed by the retailer by name. */
export const recordedTraining = z.object({
  retailerName: shortText,
  recordedAt: instant,
  recordedBy: shortText,
  /** Which checklist was gone through, what of it was done, and what was left with the retailer. */
  checklist: z.object({ id: rowId, done: z.array(rowId).max(100), left: z.array(rowId).max(100) }).optional(),
  signature: signature.optional(),
});
export type RecordedTraining = Readonly<z.infer<typeof recordedTraining>>;

/** The final invoice. Sub-tickets billed together carry the same number. */
export const recordedInvoice = z.object({
  number: shortText,
  totalGross: z.int().nonnegative(),
  recordedAt: instant,
});
export type RecordedInvoice = Readonly<z.infer<typeof recordedInvoice>>;

export const subTicket = z.object({
  id: rowId,
  ticketId: rowId,
  status: subTicketStatus,
  punktId,
  pointOfSale,
  stations: z.object({ purchase: z.int().nonnegative(), exchange: z.int().nonnegative() }),
  dealer: person.extend({ crmId: shortText }),
  contacts: z.object({ rms: person, rks: person }),
  technicianId: rowId.nullable(),
  takenAt: instant.nullable(),
  configuration: recordedConfiguration.nullable(),
  training: recordedTraining.nullable(),
  invoice: recordedInvoice.nullable(),
  notes: z.array(note),
  closedAt: instant.nullable(),
  /** Of the point of sale's fields, oldest first. */
  history: history.optional(),
});
export type SubTicket = Readonly<z.infer<typeof subTicket>>;
