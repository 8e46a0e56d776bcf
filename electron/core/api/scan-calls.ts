import { ok } from '../../../domain/result.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['scans'];

/** Pages that are not attached yet. */
export function scanCalls(calls: Calls, workplace: () => Workplace) {
  return {
    get: calls.get.handler(({ input }) => ok(workplace().scans.get(input.ticketId))),
    begin: calls.begin.handler(({ input }) => workplace().scans.begin(input)),
    append: calls.append.handler(({ input }) =>
      workplace().scans.append(input.id, input.offset, Buffer.from(input.base64, 'base64')),
    ),
    finish: calls.finish.handler(({ input }) => workplace().scans.finish(input.id)),
    arrange: calls.arrange.handler(({ input }) => workplace().scans.arrange(input.ticketId, input.documents)),
    drop: calls.drop.handler(({ input }) => workplace().scans.drop(input.ticketId, input.ids)),
    read: calls.read.handler(({ input }) => workplace().scans.read(input.ticketId, input.id, input.offset)),
  };
}
