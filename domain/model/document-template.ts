import * as z from 'zod';
import { rowId, shortText } from './common.ts';

/** What is printed: the three documents of the manual, and the acceptance protocol after closing. */
export const printedDocument = z.enum(['quote', 'agreement', 'powerOfAttorney', 'protocol']);
export type PrintedDocument = z.infer<typeof printedDocument>;

/** Text with `{names}` of what is filled in; which there are is in `electron/core/documents`. */
const text = z.string().max(4000);

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heading'), text, level: z.union([z.literal(1), z.literal(2)]) }),
  z.object({ type: z.literal('paragraph'), text, align: z.enum(['left', 'center', 'right', 'justify']).optional() }),
  z.object({ type: z.literal('list'), items: z.array(text).min(1).max(50) }),
  /** Two columns: what it is, and what it is here. */
  z.object({
    type: z.literal('fields'),
    rows: z
      .array(z.object({ label: text, value: text }))
      .min(1)
      .max(50),
  }),
  /** The lines of the quote as a table, and its sums. */
  z.object({ type: z.literal('quoteLines') }),
  z.object({ type: z.literal('quoteTotals') }),
  /** The stages of the probe that closed the sub-ticket. */
  z.object({ type: z.literal('probe') }),
  /** The signed receipt as a square code, beside a text. */
  z.object({ type: z.literal('receiptCode'), text }),
  z.object({ type: z.literal('signatures'), labels: z.array(text).min(1).max(3) }),
  z.object({ type: z.literal('space') }),
  z.object({ type: z.literal('pageBreak') }),
]);
export type TemplateBlock = Readonly<z.infer<typeof block>>;

/** A document as data, so that the operator can put another in its place without a release. */
export const documentTemplate = z.object({
  id: rowId,
  document: printedDocument,
  /** Printed at the foot beside the page number, so that anyone can tell which form it was. */
  name: shortText.min(1),
  version: z.int().positive(),
  title: text.min(1),
  blocks: z.array(block).min(1).max(200),
});
export type DocumentTemplate = Readonly<z.infer<typeof documentTemplate>>;
