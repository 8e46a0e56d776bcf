import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { HesitationView, MailDraftView } from './hesitation-views.ts';

const which = z.object({ ticketId: rowId });

/** The retailer hesitates or declines. What is done on the way there is done by `operations.submit` and `files`. */
export const hesitationContract = {
  get: oc.input(which).output(type<Result<HesitationView, Problem>>()),
  /** Makes the letter with the quote; nothing is sent. `printed`: with the program's own print instead of what is attached. */
  letter: oc
    .input(which.extend({ source: z.enum(['attached', 'printed']).default('attached') }))
    .output(type<Result<MailDraftView, Problem>>()),
};
