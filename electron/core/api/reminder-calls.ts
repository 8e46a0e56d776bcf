import { ok } from '../../../domain/result.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

/** What the person has to hear of once. */
export const reminderCalls = (calls: ReturnType<typeof guardedCalls>['reminders'], workplace: () => Workplace) => ({
  list: calls.list.handler(() => ok(workplace().reminders.list())),
  read: calls.read.handler(({ input }) => {
    workplace().reminders.read(input.ticketId);
    return ok(null);
  }),
});
