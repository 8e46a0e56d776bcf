import { type Language, sentence, type TextKey, type TextParams } from './text.ts';

/**
 * An expected failure: a stable `code` for machines, from which the sentence for people follows,
 * and `evidence` (addresses, line numbers, digests) for whoever has to look closer.
 */
export interface Problem {
  readonly code: TextKey;
  readonly params: TextParams;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

export const problem = (code: TextKey, params: TextParams = {}, evidence?: Problem['evidence']): Problem =>
  evidence === undefined ? { code, params } : { code, params, evidence };

export const explain = (p: Pick<Problem, 'code' | 'params'>, language: Language = 'pl'): string =>
  sentence(p.code, p.params, language);
