import { type Problem, problem } from '../../../domain/problem.ts';

const FULL: readonly string[] = ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'];
const UNWRITABLE: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

/** What went wrong on this computer, whatever the line is like: a full or read-only disk by its name, else `sync.broken`. */
export function localFailure(cause: unknown): Problem {
  const reason = reasonOf(cause);
  const evidence = { cause: String(cause), reason };
  if (FULL.includes(reason)) return problem('sync.disk-full', {}, evidence);
  if (UNWRITABLE.includes(reason) || reason.startsWith('SQLITE_READONLY')) return problem('sync.disk-read-only', {}, evidence);
  return problem('sync.broken', { reason }, evidence);
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.name : 'unknown';
}
