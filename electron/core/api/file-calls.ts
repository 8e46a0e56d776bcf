import { ok } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { SettingsFile } from '../settings.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

export interface FileCallDeps {
  readonly workplace: () => Workplace;
  readonly events: Events;
  readonly settings: SettingsFile;
  /** Work was recorded: show it, and send it. */
  readonly recorded: () => void;
}

export const fileCalls = (
  calls: ReturnType<typeof guardedCalls>['files'],
  { workplace, events, settings, recorded }: FileCallDeps,
) => ({
  list: calls.list.handler(() => workplace().files.list()),
  begin: calls.begin.handler(({ input }) => workplace().files.begin(input)),
  append: calls.append.handler(({ input }) =>
    workplace().files.append(input.draftId, input.offset, Buffer.from(input.base64, 'base64')),
  ),
  finish: calls.finish.handler(async ({ input }) => {
    const answer = await workplace().files.finish(input.draftId);
    if (answer.ok) recorded();
    return answer;
  }),
  drop: calls.drop.handler(async ({ input }) => {
    await workplace().files.drop(input.draftId);
    return ok(null);
  }),
  ofTicket: calls.ofTicket.handler(({ input }) => workplace().files.ofTicket(input.ticketId)),
  kept: calls.kept.handler(async () => ok({ ...(await workplace().files.kept()), limitMb: settings.get().filesLimitMb })),
  setLimit: calls.setLimit.handler(({ input }) => {
    const set = settings.set({ filesLimitMb: input.limitMb });
    if (set.ok) void workplace().files.letGo();
    events.emit('files');
    return set;
  }),
  pause: calls.pause.handler(({ input }) => {
    workplace().files.pause(input.sha256, input.paused);
    return ok(null);
  }),
  read: calls.read.handler(({ input }) => workplace().files.read(input.ticketId, input.sha256, input.offset)),
});
