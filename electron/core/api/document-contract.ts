import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { printedDocument, rowId, shortText, signature } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { DocumentFileView, DocumentsView } from './document-views.ts';

const wanted = z.object({ ticketId: rowId, document: printedDocument, subTicketId: rowId.optional() });
const file = type<Result<DocumentFileView, Problem>>();

/** The papers of a ticket. Nothing of them is kept by these calls: what is made is attached like any other file. */
export const documentsContract = {
  /** Which documents there are, and what each still lacks. */
  list: oc.input(z.object({ ticketId: rowId })).output(type<Result<DocumentsView, Problem>>()),
  /** To be looked at, also while something is missing; that stands across its pages then. */
  preview: oc.input(wanted).output(file),
  /** To be printed or saved: whole, or not at all. */
  print: oc.input(wanted).output(file),
  /** The same with what was signed on the screen just now, in the order of the fields on the paper. */
  sign: oc
    .input(
      wanted.extend({
        signatures: z
          .array(z.object({ name: shortText.trim().min(1), drawn: signature.nullable() }).nullable())
          .min(1)
          .max(3),
      }),
    )
    .output(file),
};
