import * as z from 'zod';
import { type FieldChange, shortText, type Ticket } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Kept } from '../drafts/draft-table.ts';
import type { OperationView } from './views.ts';

/** *Edycja firmy*, and *Edycja punktu handlowo-usługowego*. */
export const formKind = z.enum(['company', 'pointOfSale']);
export type FormKind = z.infer<typeof formKind>;

/** What was typed over what was seen, for each field that was touched; texts as they stand in the fields, right or not yet. */
export const formDraft = z.record(z.string().max(50), z.object({ from: shortText, to: shortText }));
export type FormDraft = Readonly<z.infer<typeof formDraft>>;
export type KeptForm = Kept<FormDraft, never>;

export interface FormField {
  readonly field: string;
  /** With what waits here replayed on top. */
  readonly value: string;
  /** As M/platform has it. */
  readonly server: string;
}

/** A change of a field; `waits`: it is only here so far. */
export type FormChange = FieldChange & { readonly waits: boolean };

export interface FormView {
  readonly form: FormKind;
  /** The ticket, or the sub-ticket. */
  readonly target: string;
  readonly ticket: Pick<Ticket, 'id' | 'status' | 'company'>;
  /** Of a point of sale. */
  readonly punktId: string | null;
  readonly fields: readonly FormField[];
  /** Newest first. */
  readonly history: readonly FormChange[];
  /** Why nothing can be changed now; null when it can. */
  readonly obstacle: Problem | null;
  /** Edits of this form that have not reached M/platform, or were refused and not dealt with. */
  readonly waiting: readonly OperationView[];
  readonly draft: KeptForm;
}
