import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['retailerTraining'];

/** The training of a retailer, and its draft, which other windows follow. */
export function trainingCalls(calls: Calls, workplace: () => Workplace, events: Events) {
  const changed = <T>(answer: Result<T, Problem>): Result<T, Problem> => {
    if (answer.ok) events.emit('drafts');
    return answer;
  };
  return {
    get: calls.get.handler(({ input }) => workplace().retailerTraining.view(input.subTicketId)),
    saveDraft: calls.saveDraft.handler(({ input }) =>
      changed(workplace().retailerTraining.saveDraft(input.subTicketId, input.expects, input.typed)),
    ),
    dropDraft: calls.dropDraft.handler(({ input }) => {
      const dropped = changed(workplace().retailerTraining.dropDraft(input.subTicketId, input.expects));
      return dropped.ok ? ok(null) : dropped;
    }),
  };
}
