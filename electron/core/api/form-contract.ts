import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { type FormView, formDraft, formKind } from './form-views.ts';

type Answer<T> = Result<T, Problem>;
const which = z.object({ form: formKind, target: rowId });
const expects = z.int().nonnegative();

/** The forms of a company and of a point of sale; saving them is `operations.submit`. */
export const formsContract = {
  get: oc.input(which).output(type<Answer<FormView>>()),
  /** Keeps what was typed; on disk when it answers. `expects`: the version that the window saw last. */
  saveDraft: oc.input(which.extend({ expects, typed: formDraft })).output(type<Answer<{ readonly version: number }>>()),
  dropDraft: oc.input(which.extend({ expects })).output(type<Answer<null>>()),
};
