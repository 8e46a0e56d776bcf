import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { type ScanDraftView, scanArrangement } from './scan-views.ts';
import type { FilePiece } from './views.ts';

type Answer<T> = Result<T, Problem>;
const done = type<Answer<null>>();
const id = z.uuid();

/** Pages that are not attached yet, kept on the disk so that no crash takes them. `id` is chosen by the window. */
export const scansContract = {
  get: oc.input(z.object({ ticketId: rowId })).output(type<Answer<ScanDraftView>>()),
  begin: oc
    .input(
      z.object({
        ticketId: rowId,
        id,
        name: z.string().min(1).max(200),
        size: z.int().positive(),
        photographed: z.boolean(),
        shrunk: z.boolean(),
      }),
    )
    .output(done),
  append: oc.input(z.object({ id, offset: z.int().nonnegative(), base64: z.base64().max(1_400_000) })).output(done),
  /** It is on the disk when this answers. */
  finish: oc.input(z.object({ id })).output(done),
  /** Pages of sources that are not kept are left out. */
  arrange: oc.input(z.object({ ticketId: rowId, documents: scanArrangement })).output(done),
  /** They were attached, or nobody wants them. */
  drop: oc.input(z.object({ ticketId: rowId, ids: z.array(id).max(1000) })).output(done),
  read: oc.input(z.object({ ticketId: rowId, id, offset: z.int().nonnegative() })).output(type<Answer<FilePiece>>()),
};
