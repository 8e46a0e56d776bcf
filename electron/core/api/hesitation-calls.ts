import type { Events } from '../events.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['hesitation'];

/** The path for a retailer who hesitates or declines. */
export const hesitationCalls = (calls: Calls, workplace: () => Workplace, events: Events) => ({
  get: calls.get.handler(({ input }) => workplace().hesitation.view(input.ticketId)),
  letter: calls.letter.handler(async ({ input }) => {
    const made = await workplace().hesitation.letter(input.ticketId, input.source);
    if (made.ok) events.emit('tickets');
    return made;
  }),
});
