import * as z from 'zod';
import { DOCUMENT_TYPES } from '../../domain/document-file.ts';
import { rowId, sha256 } from '../../domain/model/index.ts';

/** What a shelf writes down of an upload, beside its bytes. */
export const notedUpload = z.object({
  id: z.string(),
  sha256,
  size: z.int().positive(),
  type: z.enum(DOCUMENT_TYPES),
  dealerId: rowId,
  deviceId: z.string(),
  createdAt: z.number(),
  finished: z.boolean(),
});
export type NotedUpload = z.output<typeof notedUpload>;

export const isUploadId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);
