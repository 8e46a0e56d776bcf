import * as z from 'zod';
import {
  companyField,
  documentKind,
  instant,
  longText,
  pointOfSaleField,
  quoteContent,
  recordedConfiguration,
  recordedTraining,
  rowId,
  sha256,
  shortText,
} from '../model/index.ts';

const edit = z.object({ from: shortText, to: shortText });
const nothing = z.object({});
/** Something a person can read: blanks are no reason. */
const words = longText.regex(/\S/);
const reason = z.object({ note: words });

const of = <K extends string, A extends z.ZodType>(kind: K, args: A) => z.object({ kind: z.literal(kind), target: rowId, args });

/**
 * What a technician can do, as named intents. The kinds are fixed by the field API; `target` is the id of
 * the ticket or sub-ticket that the name begins with.
 */
export const intent = z.discriminatedUnion('kind', [
  of('ticket.take', nothing),
  of('ticket.editCompany', z.object({ fields: z.partialRecord(companyField, edit) })),
  of('ticket.saveQuote', z.object({ totalGross: z.int().nonnegative(), content: quoteContent.optional() })),
  of(
    'ticket.attachFile',
    z.object({
      kind: documentKind,
      sha256,
      name: shortText.min(1),
      size: z.int().nonnegative(),
      subTicketId: rowId.optional(),
    }),
  ),
  of('ticket.exportToBackoffice', nothing),
  of('ticket.addNote', z.object({ text: words })),
  of('ticket.suspend', reason),
  of('ticket.resume', nothing),
  of('ticket.resign', reason),
  of('subTicket.take', nothing),
  of('subTicket.editPointOfSale', z.object({ fields: z.partialRecord(pointOfSaleField, edit) })),
  of('subTicket.recordConfiguration', recordedConfiguration.omit({ recordedAt: true })),
  of(
    'subTicket.recordTraining',
    recordedTraining.pick({ checklist: true, signature: true }).extend({ retailerName: shortText.min(1) }),
  ),
  of('subTicket.recordInvoice', z.object({ number: shortText.min(1), totalGross: z.int().nonnegative() })),
  of('subTicket.suspend', reason),
  of('subTicket.resume', nothing),
  of('subTicket.resign', reason),
  // The receipt is the proof that a close carries when it is sent; what was decided offline has none yet.
  of('subTicket.close', z.object({ receipt: z.string().max(4000).optional() })),
]);
export type Intent = Readonly<z.infer<typeof intent>>;
export type OperationKind = Intent['kind'];
export type IntentOf<K extends OperationKind> = Extract<Intent, { kind: K }>;

/** An intent as recorded on the device: with its own identity, time and the version of the app that made it. */
export const operationStamp = z.object({
  id: z.uuidv7(),
  deviceTime: instant,
  appVersion: shortText,
  /** How far M/platform's clock was ahead of the device's at that moment, in milliseconds, as far as the device knew. */
  clockOffsetMs: z.int().optional(),
});
export type Operation = Intent & Readonly<z.infer<typeof operationStamp>>;

/** Which of the two rows an operation speaks of. */
export const targetsTicket = (kind: OperationKind): boolean => kind.startsWith('ticket.');
