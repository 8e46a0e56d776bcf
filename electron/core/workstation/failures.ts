import { dirname } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { fileProblem } from '../../../native-checks/pcpos/till-file.ts';

export class ChangedMeanwhile extends Error {}
export class ReadBackDiffers extends Error {}
export class OwnerLost extends Error {}
export class TempRefused extends Error {
  constructor(cause: unknown) {
    super('No file could be made beside the till’s own', { cause });
  }
}
export class BackupFailed extends Error {
  constructor(cause: unknown) {
    super('The backup could not be written', { cause });
  }
}

/** Why a change was not made, when the file still has its old content. What is no failure of the system is a bug and is thrown on. */
export function explainFailure(cause: unknown, file: string): Problem {
  if (cause instanceof ChangedMeanwhile) return problem('workstation.changed-since', { file });
  if (cause instanceof OwnerLost) return problem('workstation.owner-not-kept', { file });
  if (cause instanceof ReadBackDiffers) return problem('workstation.io', { file, reason: 'read-back' });
  if (cause instanceof BackupFailed) {
    const { code } = cause.cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return problem('workstation.backup-failed', { reason: code });
  }
  if (cause instanceof TempRefused) return refusedBeside(cause.cause, file);
  const what = fileProblem(cause, file);
  // A file was made beside it a moment ago, so whoever refuses now is holding it.
  return what.code === 'workstation.no-access' ? problem('workstation.held', { file }, what.evidence) : what;
}

/** The file may be written but its folder may not: administrator's rights are missing. */
export function refusedBeside(cause: unknown, file: string): Problem {
  const what = fileProblem(cause, file);
  return what.code === 'workstation.no-access'
    ? problem('workstation.not-writable', { folder: dirname(file) }, what.evidence)
    : what;
}
