import { ok } from '../../../domain/result.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';

/** *Materiały szkoleniowe*. */
export const materialCalls = (calls: ReturnType<typeof guardedCalls>['materials'], workplace: () => Workplace) => ({
  list: calls.list.handler(async () => ok(await workplace().materials.view())),
  read: calls.read.handler(({ input }) => workplace().materials.read(input)),
  fetch: calls.fetch.handler(() => {
    workplace().materials.again();
    return ok(null);
  }),
});
