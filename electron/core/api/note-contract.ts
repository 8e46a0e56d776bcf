import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { longText, rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { type NoteDraftView, notedAct } from './note-views.ts';

type Answer<T> = Result<T, Problem>;
const which = z.object({ act: notedAct, target: rowId });
const expects = z.int().nonnegative();

/** Notes that are being typed; what becomes of them is `operations.submit`. */
export const notesContract = {
  get: oc.input(which).output(type<Answer<NoteDraftView>>()),
  /** Keeps what was typed; on disk when it answers. `expects`: the version that the window saw last. */
  saveDraft: oc.input(which.extend({ expects, typed: longText })).output(type<Answer<{ readonly version: number }>>()),
  dropDraft: oc.input(which.extend({ expects })).output(type<Answer<null>>()),
};
