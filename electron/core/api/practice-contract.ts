import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { PracticeView } from './practice-views.ts';

const done = type<Result<null, Problem>>();
const id = z.string().min(1).max(41);

/** Exercises of training. Outside training each call answers `training.not-here`. */
export const practiceContract = {
  view: oc.output(type<Result<PracticeView, Problem>>()),
  /** Begins it, or goes on with one that was begun; `anew`: from its beginning, and what was done of it goes. */
  start: oc.input(z.object({ id, anew: z.boolean().default(false) })).output(done),
  /** Puts the one under way aside. */
  leave: oc.output(done),
  /** The button of the step that is due: what in a shop somebody else does. */
  press: oc.input(z.object({ step: id })).output(done),
  /** Leaves out the step that is due, where that is possible. */
  skip: oc.input(z.object({ step: id })).output(done),
  /** One, or all where none is named: its steps and its practice tickets go. */
  reset: oc.input(z.object({ id: id.optional() })).output(done),
};
