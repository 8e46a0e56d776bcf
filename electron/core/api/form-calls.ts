import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['forms'];

/** The forms of a company and of a point of sale, and their drafts, which other windows follow. */
export function formCalls(calls: Calls, workplace: () => Workplace, events: Events) {
  const changed = <T>(answer: Result<T, Problem>): Result<T, Problem> => {
    if (answer.ok) events.emit('drafts');
    return answer;
  };
  return {
    get: calls.get.handler(({ input }) => workplace().forms.view(input.form, input.target)),
    saveDraft: calls.saveDraft.handler(({ input }) => changed(workplace().forms.saveDraft(input))),
    dropDraft: calls.dropDraft.handler(({ input }) => {
      const dropped = changed(workplace().forms.dropDraft(input.form, input.target, input.expects));
      return dropped.ok ? ok(null) : dropped;
    }),
  };
}
