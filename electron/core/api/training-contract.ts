import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { type RetailerTrainingView, trainingDraft } from './training-views.ts';

type Answer<T> = Result<T, Problem>;
const which = z.object({ subTicketId: rowId });
const expects = z.int().nonnegative();

/** Training the retailer, and handing over to them; recording it is `operations.submit`. */
export const trainingContract = {
  get: oc.input(which).output(type<Answer<RetailerTrainingView>>()),
  /** Keeps what was ticked and signed so far; on disk when it answers. `expects`: the version that the window saw last. */
  saveDraft: oc.input(which.extend({ expects, typed: trainingDraft })).output(type<Answer<{ readonly version: number }>>()),
  dropDraft: oc.input(which.extend({ expects })).output(type<Answer<null>>()),
};
