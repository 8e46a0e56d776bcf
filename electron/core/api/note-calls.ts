import { ok } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['notes'];

/** Notes that are being typed, which other windows follow. */
export function noteCalls(calls: Calls, workplace: () => Workplace, events: Events) {
  return {
    get: calls.get.handler(({ input }) => ok(workplace().notes.view(input.act, input.target))),
    saveDraft: calls.saveDraft.handler(({ input }) => {
      const saved = workplace().notes.saveDraft(input);
      if (saved.ok) events.emit('drafts');
      return saved;
    }),
    dropDraft: calls.dropDraft.handler(({ input }) => {
      const dropped = workplace().notes.dropDraft(input.act, input.target, input.expects);
      if (dropped.ok) events.emit('drafts');
      return dropped.ok ? ok(null) : dropped;
    }),
  };
}
