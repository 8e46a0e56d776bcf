import * as z from 'zod';
import { documentKind, rowId } from '../../../domain/model/index.ts';

/** How pages are put together: which documents they will be, each page by the source it is of. */
export const scanArrangement = z
  .array(
    z.object({
      id: z.string().max(64),
      kind: documentKind,
      subTicketId: rowId.optional(),
      sheets: z
        .array(
          z.object({
            source: z.uuid(),
            /** Of a PDF, from 0. */
            page: z.int().nonnegative(),
            /** Degrees clockwise. */
            turn: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
          }),
        )
        .max(500),
    }),
  )
  .max(100);
export type ScanArrangement = z.infer<typeof scanArrangement>;

/** A chosen or photographed file, whole on this computer's disk. */
export interface ScanSource {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly photographed: boolean;
  /** It is not the file as it was chosen, but what goes onto the page in its place. */
  readonly shrunk: boolean;
  /** RFC 3339 */
  readonly at: string;
}

/** What was being put together for a ticket and is not attached yet. */
export interface ScanDraftView {
  readonly documents: ScanArrangement;
  /** Oldest first. */
  readonly sources: readonly ScanSource[];
}
