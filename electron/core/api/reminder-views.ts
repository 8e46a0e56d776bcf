import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { CalendarDate } from '../../../domain/calendar.ts';
import type { DeadlineKind } from '../../../domain/deadlines.ts';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';

/** Something about a ticket that the person has to hear of once. */
export interface ReminderView {
  readonly ticketId: string;
  readonly name: string;
  readonly about: { readonly what: 'near' | 'late'; readonly deadline: DeadlineKind } | { readonly what: 'takenAway' };
  /** The last day of the deadline; of a ticket that was taken away the day on which it was noticed. */
  readonly day: CalendarDate;
  readonly toldAt: string;
}

export interface RemindersView {
  /** Those that nobody took note of, the newest first. */
  readonly unread: readonly ReminderView[];
  readonly count: number;
  /** The shell shows notifications by itself; else the window may. */
  readonly native: boolean;
}

export const remindersContract = {
  list: oc.output(type<Result<RemindersView, Problem>>()),
  /** Of one ticket, or of all. */
  read: oc.input(z.object({ ticketId: rowId.optional() })).output(type<Result<null, Problem>>()),
};
