import * as z from 'zod';
import { instant, shortText } from './common.ts';

/** So many changes of a row's fields are kept; older ones remain with the operations. */
export const MAX_HISTORY = 100;

/** One change of one field: who made what of it, and when. */
export const fieldChange = z.object({ field: shortText, from: shortText, to: shortText, by: shortText, at: instant });
export type FieldChange = Readonly<z.infer<typeof fieldChange>>;
export const history = z.array(fieldChange).max(MAX_HISTORY);
