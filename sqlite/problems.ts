import type { Problem } from '../domain/problem.ts';

/** A database that cannot be used as it is. The file is left exactly as found. */
export class DatabaseProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.code, options);
    this.name = 'DatabaseProblem';
    this.problem = problem;
  }
}
