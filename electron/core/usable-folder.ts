import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';

/**
 * Makes the data folder, or says why it cannot be used, before anything is opened in it.
 * Errors: `app.folder-is-file`, `app.folder-no-rights`, `app.folder-unusable`.
 */
export function makeUsable(path: string): Result<null, Problem> {
  const folder = resolve(path);
  try {
    // One step at a time: Node's own recursive way never ends where the system says ENOENT below an existing folder.
    for (const step of missing(folder)) mkdirSync(step, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) return err(problem('app.folder-is-file', { folder }));
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok(null);
  } catch (cause) {
    return err(folderProblem(cause, folder));
  }
}

function missing(folder: string): readonly string[] {
  const steps: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) steps.unshift(at);
  return steps;
}

function folderProblem(cause: unknown, folder: string): Problem {
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  if (code === 'ENOTDIR' || code === 'EEXIST') return problem('app.folder-is-file', { folder });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return problem('app.folder-no-rights', { folder }, { code });
  return problem('app.folder-unusable', { folder, reason: code });
}

/** The operating system's own code (`EACCES`); undefined for what is no failure of the system but a bug. */
export function errorCode(cause: unknown): string | undefined {
  const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/** Names the database by its path: both modes have a `technik.db`, and whoever mends it must find the right one. */
export function inFolder(what: Problem, folder: string): Problem {
  const { file } = what.params;
  if (!what.code.startsWith('database.') || typeof file !== 'string' || file !== basename(file)) return what;
  return { ...what, params: { ...what.params, file: join(folder, file) } };
}

/**
 * An empty file is a database in the making when nothing else is there, but a lost one where work was done before:
 * taken for new, it would be filled and the loss would never be said.
 * @param traces files or folders that only come into being after the database
 */
export function emptied(file: string, traces: readonly string[]): Problem | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined || !facts.isFile() || facts.size > 0 || existsSync(`${file}-wal`)) return undefined;
  return traces.some((t) => existsSync(t)) ? problem('database.emptied', { file }) : undefined;
}
