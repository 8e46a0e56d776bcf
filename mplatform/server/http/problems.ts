import { type Language, languages, sentence, type TextKey } from '../../../domain/text.ts';
import type { ProblemDetails } from '../../contract/schemas.ts';
import type { CallProblem } from '../context.ts';

/** Statuses for whoever reads logs and proxies; clients go by the code. What is not named is a 400. */
const STATUS: Partial<Record<TextKey, number>> = {
  'auth.unknown': 401,
  'auth.expired': 401,
  'auth.superseded': 401,
  'auth.revoked': 403,
  'enrolment.code-unknown': 403,
  'enrolment.code-used': 403,
  'enrolment.code-expired': 403,
  'request.not-found': 404,
  'subTicket.unknown': 404,
  'probes.unknown': 404,
  'contact.store-unknown': 404,
  'files.unknown': 404,
  'files.upload-unknown': 404,
  'files.offset-differs': 409,
  'files.upload-expired': 410,
  'files.too-large': 413,
  'files.range-impossible': 416,
  'files.digest-differs': 422,
  'files.type-differs': 422,
  'files.too-many': 429,
  'files.no-space': 507,
  'contact.store-inactive': 409,
  'operations.gap': 409,
  'operations.seq-used': 409,
  'operations.foreign-id': 409,
  'probes.answered': 409,
  'changes.cursor-unknown': 410,
  'request.too-large': 413,
  'request.upgrade-needed': 426,
  'contract.too-old': 426,
  'request.media-type': 415,
  'request.too-many': 429,
  'server.error': 500,
  'server.stopping': 503,
  'server.unavailable': 503,
};

export const statusOf = (code: TextKey): number => STATUS[code] ?? 400;

/** The language the caller reads best of those there are; Polish when it does not say. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', q] = part.trim().split(/;\s*q=/);
      return { language: tag.slice(0, 2).toLowerCase(), q: q === undefined ? 1 : Number(q) || 0 };
    })
    .sort((a, b) => b.q - a.q);
  return languages.find((l) => l === wanted.find((w) => languages.some((known) => known === w.language))?.language) ?? 'pl';
}

export function problemBody(problem: CallProblem, language: Language): ProblemDetails {
  const { code, params, fields, lastSeq } = problem;
  return {
    type: `urn:mplatform:problem:${code}`,
    title: sentence(code, params, language),
    status: statusOf(code),
    code,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
    ...(lastSeq === undefined ? {} : { lastSeq }),
  };
}
