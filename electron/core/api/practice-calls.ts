import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Practice } from '../training/practice/practice.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['practice'];

/** Exercises: there where there is a practice workplace, and nowhere else. */
export function practiceCalls(calls: Calls, workplace: () => Workplace) {
  async function inTraining<T>(work: (practice: Practice) => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
    const { practice } = workplace();
    return practice === undefined ? err(problem('training.not-here')) : work(practice);
  }
  return {
    view: calls.view.handler(() => inTraining(async (practice) => ok(await practice.view()))),
    start: calls.start.handler(({ input }) => inTraining((practice) => practice.start(input.id, input.anew))),
    leave: calls.leave.handler(() => inTraining((practice) => practice.leave())),
    press: calls.press.handler(({ input }) => inTraining((practice) => practice.press(input.step))),
    skip: calls.skip.handler(({ input }) => inTraining((practice) => practice.skip(input.step))),
    reset: calls.reset.handler(({ input }) => inTraining((practice) => practice.reset(input.id ?? null))),
  };
}
