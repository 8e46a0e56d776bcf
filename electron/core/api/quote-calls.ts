import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['quotes'];

/** The quote of a ticket, and the draft of it that other windows follow. */
export function quoteCalls(calls: Calls, workplace: () => Workplace, events: Events) {
  const changed = <T>(answer: Result<T, Problem>): Result<T, Problem> => {
    if (answer.ok) events.emit('drafts');
    return answer;
  };
  return {
    get: calls.get.handler(({ input }) => workplace().quotes.view(input.ticketId)),
    saveDraft: calls.saveDraft.handler(({ input }) => changed(workplace().quotes.saveDraft(input))),
    dropDraft: calls.dropDraft.handler(({ input }) => {
      const dropped = changed(workplace().quotes.dropDraft(input.ticketId, input.expects));
      return dropped.ok ? ok(null) : dropped;
    }),
  };
}
