import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';

export interface DiagnosticsView {
  /** Names exactly these texts when they are saved. */
  readonly id: string;
  readonly parts: readonly { readonly name: string; readonly bytes: number; readonly text: string }[];
}

/** The file for support: shown first, then saved as it was shown. */
export const diagnosticsContract = {
  /** What would be in it, word for word. */
  show: oc.output(type<Result<DiagnosticsView, Problem>>()),
  /** The same as a file; `diagnostics.shown-anew` when something else was gathered since. */
  make: oc
    .input(z.object({ id: z.uuid() }))
    .output(type<Result<{ readonly fileName: string; readonly mediaType: string; readonly base64: string }, Problem>>()),
};

export interface LicencesView {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string | null;
    readonly author: string | null;
    /** Which of the texts; null where the package brings none. */
    readonly text: number | null;
  }[];
  readonly texts: readonly string[];
}

/** What of other people's is in the program, and under which terms. */
export const aboutContract = { licences: oc.output(type<Result<LicencesView, Problem>>()) };
