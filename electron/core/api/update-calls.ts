import { ok } from '../../../domain/result.ts';
import type { Updates } from '../updates/updates.ts';
import type { guardedCalls } from './guarded.ts';

export const updateCalls = (calls: ReturnType<typeof guardedCalls>['updates'], updates: Updates) => ({
  get: calls.get.handler(async () => ok(await updates.view())),
  check: calls.check.handler(() => updates.check()),
  download: calls.download.handler(() => updates.download()),
  install: calls.install.handler(() => updates.install()),
  goBack: calls.goBack.handler(() => updates.goBack()),
});
