import { join } from 'node:path';
import { problem } from '../../../domain/problem.ts';
import { err, ok } from '../../../domain/result.ts';
import { listAside, removeAside } from '../store/rescue/aside.ts';
import { countLeft } from '../store/rescue/left-behind.ts';
import { errorCode } from '../usable-folder.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

export function asideCalls(
  calls: ReturnType<typeof guardedCalls>['aside'],
  { workplace, dataFolder }: { readonly workplace: () => Workplace; readonly dataFolder: string },
) {
  const folder = (): string => join(dataFolder, workplace().mode);

  /** What was taken over from them has arrived: nothing here waits, and all was read from M/platform since. */
  function hasArrived(): boolean {
    const { store, files, db } = workplace();
    const isRead = store.state.get('resyncing') === undefined;
    return isRead && store.operations.waiting() === 0 && files.waiting().length === 0 && countLeft(db) === 0;
  }

  return {
    list: calls.list.handler(() => ok(listAside(folder()))),
    remove: calls.remove.handler(({ input }) => {
      if (!hasArrived()) return err(problem('database.aside-needed'));
      try {
        removeAside(folder(), input.names);
        return ok(null);
      } catch (cause) {
        const reason = errorCode(cause);
        if (reason === undefined) throw cause;
        return err(problem('app.system-refused', { reason, file: folder() }));
      }
    }),
  };
}
