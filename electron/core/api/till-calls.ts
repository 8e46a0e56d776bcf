import { ok } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

export interface TillCallDeps {
  readonly workplace: () => Workplace;
  readonly events: Events;
  /** Work was recorded: show it, and send it. */
  readonly recorded: () => void;
}

export const tillCalls = (calls: ReturnType<typeof guardedCalls>['till'], { workplace, events, recorded }: TillCallDeps) => ({
  find: calls.find.handler(() => workplace().till.find()),
  choose: calls.choose.handler(async ({ input }) => {
    const answer = await workplace().till.choose(input.path);
    events.emit('status', 'till');
    return answer;
  }),
  plan: calls.plan.handler(({ input }) => workplace().till.plan(input.subTicketId, input.replace)),
  apply: calls.apply.handler(async ({ input }) => {
    const answer = await workplace().till.apply(input.subTicketId, input);
    events.emit('till', 'status');
    recorded();
    if (!answer.ok) return answer;
    const { digest, changed, recordedToo } = answer.value;
    return ok({ digest, restartNeeded: changed, recordedToo });
  }),
  handOver: calls.handOver.handler(({ input }) => workplace().till.handOver(input.subTicketId, input)),
  facts: calls.facts.handler(() => workplace().till.facts()),
  start: calls.start.handler(async () => {
    const answer = await workplace().till.start();
    events.emit('status', 'till');
    return answer;
  }),
  history: calls.history.handler(() => workplace().till.history()),
  planRestore: calls.planRestore.handler(({ input }) => workplace().till.planRestore(input.id)),
  restore: calls.restore.handler(async ({ input }) => {
    const answer = await workplace().till.restore(input.id, input.expect);
    events.emit('till', 'status', 'tickets');
    return answer;
  }),
});
