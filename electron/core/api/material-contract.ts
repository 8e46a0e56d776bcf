import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId, sha256 } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { MaterialsView } from './material-views.ts';
import type { FilePiece } from './views.ts';

/** *Materiały szkoleniowe*, kept on this computer to be read without a line. */
export const materialsContract = {
  list: oc.output(type<Result<MaterialsView, Problem>>()),
  /** A piece of the version `sha256`, from `offset`; the first one fetches it where it is not here. */
  read: oc.input(z.object({ id: rowId, sha256, offset: z.int().nonnegative() })).output(type<Result<FilePiece, Problem>>()),
  /** Tries at once what has not come. */
  fetch: oc.output(type<Result<null, Problem>>()),
};
