import { type Problem, problem } from '../../../domain/problem.ts';

const FULL: readonly string[] = ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'];
const READ_ONLY: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

/** What of a failed call is the disk's doing and not a bug: nothing of it was kept, and the person can help. */
export function diskTrouble(cause: unknown): Problem | undefined {
  const code = codeOf(cause);
  if (FULL.includes(code)) return problem('app.disk-full');
  if (READ_ONLY.includes(code) || code.startsWith('SQLITE_READONLY')) return problem('app.disk-read-only');
  return isDamage(cause) ? problem('app.database-mended') : undefined;
}

/** The database has to be opened anew, and is mended then. */
export const isDamage = (cause: unknown): boolean =>
  codeOf(cause).startsWith('SQLITE_CORRUPT') || codeOf(cause) === 'SQLITE_NOTADB';

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
