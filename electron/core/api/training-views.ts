import * as z from 'zod';
import { rowId, signature } from '../../../domain/model/index.ts';
import type { Checklist } from '../checklists/checklist.ts';
import type { Kept } from '../drafts/draft-table.ts';

export type { Checklist } from '../checklists/checklist.ts';

const ticked = z.array(rowId).max(100);

/** A training as it goes on: what is ticked, who confirms it and how, whole or not yet. */
export const trainingDraft = z.object({
  checklist: rowId,
  done: ticked,
  left: ticked,
  name: z.string().max(200),
  way: z.enum(['draw', 'type']),
  /** None as long as nothing is drawn. */
  strokes: z.array(signature.shape.strokes.element).max(60),
  consent: z.boolean(),
});
export type TrainingDraft = Readonly<z.infer<typeof trainingDraft>>;
export type KeptTraining = Kept<TrainingDraft, never>;

/** What a training at a point of sale goes by. */
export interface RetailerTrainingView {
  readonly subTicketId: string;
  readonly checklists: readonly Checklist[];
  /** The one for this till and point of sale. */
  readonly suggested: string;
  /** Of the PC-POS on this computer; null where there is none, or it does not say. */
  readonly pcposVersion: string | null;
  readonly draft: KeptTraining;
}
