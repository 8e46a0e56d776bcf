import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { Aside } from '../store/rescue/aside.ts';

export type AsideView = Aside;

/** Databases of the open mode that were put aside whole. */
export const asideContract = {
  list: oc.output(type<Result<readonly AsideView[], Problem>>()),
  /** Those that the person saw; `database.aside-needed` while anything here was not sent or is not read anew. */
  remove: oc.input(z.object({ names: z.array(z.string().max(100)).max(1000) })).output(type<Result<null, Problem>>()),
};
