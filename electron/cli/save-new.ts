import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { errorCode } from '../core/usable-folder.ts';

/** For its owner alone, and never over another file. Errors: `app.system-refused` */
export async function saveNew(file: string, content: Buffer | string): Promise<Result<string, Problem>> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return ok(file);
  } catch (cause) {
    const reason = errorCode(cause);
    if (reason === undefined) throw cause;
    return err(problem('app.system-refused', { reason, file }));
  }
}
