import { type Problem, problem } from '../../../domain/problem.ts';
import { err, type Result } from '../../../domain/result.ts';
import type { Store } from '../store/store.ts';

export interface Report {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

export function reportOf(
  store: Store,
  runId: string,
  _format: 'html' | 'json',
  _how: { readonly language: 'pl' | 'en'; readonly now: number },
): Result<Report, Problem> {
  const run = store.probeRuns.get(runId);
  return err(problem('probing.run-unknown', { id: run?.id ?? runId }));
}
