import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

/** The papers of a ticket: listed, shown, printed, signed on the screen. */
export const documentCalls = (calls: ReturnType<typeof guardedCalls>['documents'], workplace: () => Workplace) => ({
  list: calls.list.handler(({ input }) => workplace().documents.list(input.ticketId)),
  preview: calls.preview.handler(({ input }) => workplace().documents.preview(input)),
  print: calls.print.handler(({ input }) => workplace().documents.print(input)),
  sign: calls.sign.handler(({ input }) => workplace().documents.sign(input, input.signatures)),
});
