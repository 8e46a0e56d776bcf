import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { errorCode } from '../core/usable-folder.ts';

/** More than any file of ours: whatever is longer is somebody else's. */
const LONGEST = 4 * 1024 * 1024;

/** Whether a file may be written there: nothing stands there, or what an earlier run of ours wrote. */
export async function mayWrite(file: string, isOurs: (text: string) => boolean): Promise<Result<null, Problem>> {
  try {
    const text = await readFile(file, 'utf8');
    return text.length <= LONGEST && (text.trim() === '' || isOurs(text))
      ? ok(null)
      : err(problem('probing.file-exists', { file }));
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') return err(refused(file, cause));
    const folder = dirname(file);
    return existsSync(folder) ? ok(null) : err(problem('probing.folder-missing', { folder }));
  }
}

/** The whole text or, when something goes wrong, what stood there before: sticks are pulled out early. */
export async function writeWhole(file: string, text: string): Promise<Result<null, Problem>> {
  const partial = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
    return ok(null);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    return err(refused(file, cause));
  }
}

function refused(file: string, cause: unknown): Problem {
  const reason = errorCode(cause);
  if (reason === undefined) throw cause;
  return problem('app.system-refused', { reason, file });
}
