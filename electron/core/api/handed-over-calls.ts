import { ok } from '../../../domain/result.ts';
import type { HandedOver } from '../handed-over/handed-over.ts';
import type { guardedCalls } from './guarded.ts';

export const handedOverCalls = (calls: ReturnType<typeof guardedCalls>['handedOver'], handedOver: HandedOver) => ({
  next: calls.next.handler(() => ok(handedOver.next())),
  offer: calls.offer.handler(({ input }) => {
    handedOver.offer(input.fileName, input.text);
    return ok(null);
  }),
  choose: calls.choose.handler(({ input }) => {
    handedOver.choose(input.id, input.subTicketId);
    return ok(null);
  }),
  done: calls.done.handler(({ input }) => {
    handedOver.done(input.id);
    return ok(null);
  }),
});
