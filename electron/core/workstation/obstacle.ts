import { dirname, join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { fileProblem } from '../../../native-checks/pcpos/till-file.ts';
import type { ConfigFiles, FileFacts } from './config-files.ts';
import { refusedBeside } from './failures.ts';
import { tryName } from './leftovers.ts';

/** What stands in the file's place, and the system's own answer to whether it may be written; nothing is changed. */
export async function lookAt(file: string, files: ConfigFiles): Promise<Result<FileFacts, Problem>> {
  try {
    const facts = await files.facts(file);
    if (facts.kind !== 'file')
      return err(problem(facts.kind === 'link' ? 'workstation.link' : 'workstation.not-a-file', { file }));
    // An administrator may write it all the same; but somebody has locked it on purpose.
    if ((facts.mode & 0o222) === 0) return err(problem('workstation.read-only', { file }));
    await files.tryOpen(file);
    return ok(facts);
  } catch (cause) {
    return err(fileProblem(cause, file));
  }
}

/** Whether the file could be written now, really tried: the file is opened for writing, a file is made beside it and removed. */
export async function obstacleTo(file: string, files: ConfigFiles, newId: () => string): Promise<Problem | null> {
  const found = await lookAt(file, files);
  if (!found.ok) return found.error;
  const attempt = join(dirname(file), tryName(file, newId()));
  try {
    const made = await files.create(attempt, Buffer.alloc(0), 0o600);
    await made.close();
    await files.remove(attempt);
    return null;
  } catch (cause) {
    return refusedBeside(cause, file);
  }
}
