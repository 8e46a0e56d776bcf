import { statfs } from 'node:fs/promises';
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

/** Bytes free for this account, and of the whole disk; undefined where the system will not say. */
export async function spaceOf(folder: string): Promise<{ readonly free: number; readonly size: number } | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && { free: found.bavail * found.bsize, size: found.blocks * found.bsize };
}
