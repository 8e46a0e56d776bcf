import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';

export interface ScreenView {
  /** Whether the person wants a lock. */
  readonly set: boolean;
  readonly locked: boolean;
  /** Minutes without a key or a click after which the window locks. */
  readonly afterMinutes: number;
}
const done = type<Result<null, Problem>>();
const passcode = z.string().max(200);
export const LOCK_MINUTES = [1, 5, 10, 30, 60] as const;
export const lockAfterMinutes = z.union(LOCK_MINUTES.map((minutes) => z.literal(minutes)));

export const screenContract = {
  state: oc.output(type<ScreenView>()),
  lock: oc.output(done),
  unlock: oc.input(z.object({ passcode })).output(done),
  /** `present` is empty where there was none; `next` is null to take the lock away. */
  set: oc.input(z.object({ present: passcode, next: passcode.min(4).nullable() })).output(done),
  setAfter: oc.input(z.object({ minutes: lockAfterMinutes })).output(done),
};
