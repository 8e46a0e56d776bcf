import type * as z from 'zod';
import { longText } from '../../../domain/model/index.ts';
import { formDraft } from '../api/form-views.ts';
import { quoteDraft } from '../api/quote-views.ts';
import { scanArrangement } from '../api/scan-views.ts';
import { trainingDraft } from '../api/training-views.ts';
import type { DraftKind } from './draft-table.ts';

const SHAPES: Readonly<Record<DraftKind, z.ZodType>> = {
  quote: quoteDraft,
  company: formDraft,
  pointOfSale: formDraft,
  training: trainingDraft,
  note: longText,
  scan: scanArrangement,
};

/** Whether this version of the program shows such a draft. What it cannot read, it would write over. */
export function isReadableDraft(kind: string, data: string): boolean {
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind as DraftKind] : undefined;
  return shape?.safeParse(JSON.parse(data)).success === true;
}
