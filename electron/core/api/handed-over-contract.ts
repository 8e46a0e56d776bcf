import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { HandedOverView } from './handed-over-views.ts';

const done = type<Result<null, Problem>>();

/** A till's result that came by a double click or was dropped on the window. No path ever comes from the page. */
export const handedOverContract = {
  /** The one that has waited longest; null where none does. A change is told as `handedOver`. */
  next: oc.output(type<Result<HandedOverView | null, Problem>>()),
  /** The content of a file that was dropped on the window. */
  offer: oc.input(z.object({ fileName: z.string().min(1).max(260), text: z.string().min(1).max(400_000) })).output(done),
  /** Of several sub-tickets, this one. */
  choose: oc.input(z.object({ id: z.uuid(), subTicketId: rowId })).output(done),
  /** It was shown where it belongs, or the person has read why it cannot be. */
  done: oc.input(z.object({ id: z.uuid() })).output(done),
};
