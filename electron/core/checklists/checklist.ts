import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';

const both = z.strictObject({ pl: z.string().min(1).max(300), en: z.string().min(1).max(300) });
const item = z.strictObject({ id: rowId, text: both });

/** What a technician shows the retailer, and what stays with them, as data: see `resources/checklists`. */
export const checklist = z
  .strictObject({
    id: rowId,
    name: both,
    /** Beginnings of versions of PC-POS for which it is; empty: for any, where none fits better. */
    pcposVersions: z.array(z.string().min(1).max(40)).max(50),
    /** Where the stations are bought, or exchanged for earlier ones; absent: either. */
    stations: z.enum(['purchase', 'exchange']).optional(),
    groups: z
      .array(z.strictObject({ name: both, items: z.array(item).min(1).max(30) }))
      .min(1)
      .max(10),
    /** What is left with the retailer. */
    left: z.array(item).min(1).max(30),
  })
  .refine(({ groups, left }) => {
    const ids = [...groups.flatMap(({ items }) => items), ...left].map(({ id }) => id);
    return new Set(ids).size === ids.length && ids.length <= 100;
  }, 'every item has an id of its own, and there are a hundred at most');
export type Checklist = Readonly<z.infer<typeof checklist>>;
