import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>['inbox'];

export interface InboxCallsDeps {
  readonly workplace: () => Workplace;
  readonly language: () => Language;
  /** Something was recorded: it is shown, and sent when there is a line. */
  readonly recorded: () => void;
}

/** What the person does about work that was refused, is in conflict or is held. */
export function inboxCalls(calls: Calls, { workplace, language, recorded }: InboxCallsDeps) {
  const inbox = () => workplace().inbox;
  const decided = (answer: Result<null, Problem>): Result<null, Problem> => {
    if (answer.ok) recorded();
    return answer;
  };
  return {
    list: calls.list.handler(({ input }) => inbox().list(input)),
    past: calls.past.handler(({ input }) => inbox().past(input.page)),
    resolve: calls.resolve.handler(({ input }) => decided(inbox().resolve(input.id, input.wanted))),
    keepMine: calls.keepMine.handler(({ input }) => decided(inbox().keepMine(input.id))),
    takeTheirs: calls.takeTheirs.handler(({ input }) => decided(inbox().takeTheirs(input.id))),
    edit: calls.edit.handler(({ input }) => decided(inbox().edit(input.id, input.intent))),
    retry: calls.retry.handler(({ input }) => {
      const { store, sync } = workplace();
      // On its way already: it is not done anew, but asked about again.
      const record = store.operations.get(input.id);
      return record?.outcome === null && record.sent ? sync.now() : decided(inbox().retry(input.id));
    }),
    discard: calls.discard.handler(({ input }) => decided(inbox().discard(input.id, input.withBuilt))),
    readTakenAway: calls.readTakenAway.handler(({ input }) => {
      inbox().readTakenAway(input.ticketId);
      return decided(ok(null));
    }),
    export: calls.export.handler(({ input }) => ok(inbox().export(input.format, language(), input.ticketId))),
  };
}
