import { oc, type } from '@orpc/contract';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { UpdateView } from '../updates/updates.ts';

const done = type<Result<null, Problem>>();

/** Each step on the technician's word. A change of the view is told as `updates`. */
export const updatesContract = {
  get: oc.output(type<Result<UpdateView, Problem>>()),
  check: oc.output(done),
  download: oc.output(done),
  /** Puts the database aside, ends the program and starts the installer; refused while something is under way. */
  install: oc.output(done),
  /** To the version before, by its installer that was kept; refused as `install` is. */
  goBack: oc.output(done),
};
