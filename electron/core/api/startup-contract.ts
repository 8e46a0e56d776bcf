import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';

/** Why the program could not start, and what the person can do about it. */
export interface StoppedView {
  readonly problem: Problem;
  readonly language: Language;
  readonly dataFolder: string;
  /** Whether the database may be moved aside, whole, to begin with what M/platform has. */
  readonly canSetAside: boolean;
  /** Where the key is gone: whether support can read the database and give the key back. */
  readonly support: SupportView | null;
  /** Whether the database is a newer program's, and this one can go back to the copy from before, with what was done since. */
  readonly canGoBack: boolean;
}

export interface SupportView {
  /** A copy of the key, sealed for support, lies beside the database. */
  readonly possible: boolean;
  /** What support was asked already; its answer may be taken in. */
  readonly asked: { readonly madeAt: string; readonly code: string } | null;
}

/** The file for support, which the page saves. */
export interface RescueView {
  readonly fileName: string;
  readonly bytes: number;
  /** To be read to support; null where the system keeps no secrets, so that the key cannot come back yet. */
  readonly code: string | null;
}

/** More than any answer of support's. */
const ANSWER_CHARACTERS = 16_384;

export const startupContract = {
  /** Null while the program runs. The only calls that there are while it does not. */
  state: oc.output(type<StoppedView | null>()),
  retry: oc.output(type<Result<null, Problem>>()),
  setAside: oc.output(type<Result<null, Problem>>()),
  /** From a newer program's database to the copy from before the update; nothing of the newer one is lost. */
  goBack: oc.output(type<Result<null, Problem>>()),
  /** Makes the file for support, to be fetched by `rescuePiece`. */
  rescue: oc.output(type<Result<RescueView, Problem>>()),
  /** Bytes of it from there on; empty behind its end. */
  rescuePiece: oc.input(z.object({ offset: z.int().nonnegative() })).output(type<Result<{ readonly base64: string }, Problem>>()),
  /** Takes in what support sent back, and starts. */
  takeKey: oc.input(z.object({ text: z.string().max(ANSWER_CHARACTERS) })).output(type<Result<null, Problem>>()),
};
