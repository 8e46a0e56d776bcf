import { oc, type } from '@orpc/contract';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';

/** Why the program could not start, and what the person can do about it. */
export interface StoppedView {
  readonly problem: Problem;
  readonly language: Language;
  readonly dataFolder: string;
  /** Whether the database may be moved aside, whole, to begin with what M/platform has. */
  readonly canSetAside: boolean;
}

export const startupContract = {
  /** Null while the program runs. The only calls that there are while it does not. */
  state: oc.output(type<StoppedView | null>()),
  retry: oc.output(type<Result<null, Problem>>()),
  setAside: oc.output(type<Result<null, Problem>>()),
};
