import * as z from 'zod';
import { DOCUMENT_TYPES } from '../document-file.ts';
import { calendarDate, rowId, sha256, shortText } from './common.ts';

/** One of the *Materiały szkoleniowe*: a file that everyone may read, kept on the device for where there is no line. */
export const material = z.object({
  id: rowId,
  title: shortText.min(1),
  description: shortText,
  sha256,
  size: z.int().positive(),
  type: z.enum(DOCUMENT_TYPES),
  /** Beginnings of versions of PC-POS that it speaks of; empty: all. */
  pcposVersions: z.array(shortText).max(50),
  updatedOn: calendarDate,
});
export type Material = Readonly<z.infer<typeof material>>;
