import { type Problem, problem } from '../../../domain/problem.ts';

/**
 * What a failed access to the disk is to the person.
 * @param full what to say where the disk is full
 * @throws the cause, where it came from no disk: that is a bug
 */
export function diskProblem(cause: unknown, full: Problem): Problem {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return full;
  if (code === undefined || !/^E[A-Z]+$/.test(code)) throw cause;
  return problem('files.folder-unusable', { reason: code });
}
