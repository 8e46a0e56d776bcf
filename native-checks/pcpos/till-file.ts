import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { callsFor, callsForGiven } from './calls.ts';

/** A configuration has a few kilobytes; this only keeps a wrong file from filling the till's memory. */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** SHA-256 of the whole file in hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const tooLarge = (file: string): Problem =>
  problem('workstation.too-large', { file, megabytes: LARGEST_FILE / 1024 / 1024 });

export interface TillFile {
  /** The file by its real path: links in the folder's name are resolved, the file itself is never one. */
  readonly file: string;
  readonly folder: string;
}

const errno = (cause: unknown): string => (cause as NodeJS.ErrnoException)?.code ?? '';

/** A failure of the operating system as a sentence; what is no such failure is a bug and is thrown on. */
export function fileProblem(cause: unknown, file: string): Problem {
  const code = errno(cause);
  if (code === '') throw cause;
  if (code === 'ENOENT' || code === 'ENOTDIR') return problem('workstation.not-found', { file });
  if (code === 'EACCES' || code === 'EPERM') return problem('workstation.no-access', { file }, { code });
  if (code === 'EBUSY' || code === 'ETXTBSY') return problem('workstation.held', { file }, { code });
  if (code === 'ENOSPC' || code === 'EDQUOT') return problem('workstation.disk-full', { file }, { code });
  if (code === 'EROFS') return problem('workstation.read-only', { file }, { code });
  return problem('workstation.io', { file, reason: code }, { code });
}

/** Finds the file from a folder of PC-POS or from the file itself. A link, a device or a folder in its place is refused. */
export async function locateTillFile(path: string, fileName: string): Promise<Result<TillFile, Problem>> {
  const given = resolve(path);
  const { lstat, realpath } = callsForGiven(given);
  if (path.trim() === '' || given.includes('\0')) return err(problem('workstation.not-found', { file: path }));
  try {
    const at = await lstat(given);
    // A folder may be reached through a link; a file may not, since replacing it would replace the link.
    const asFolder = at.isDirectory() ? given : at.isSymbolicLink() ? await folderBehind(given) : undefined;
    const folder = await realpath(asFolder ?? dirname(given));
    const name = asFolder === undefined ? basename(given) : await nameIn(folder, fileName);
    const named = join(folder, name);
    const facts =
      asFolder === undefined
        ? at
        : await attempt(() => callsFor(named).lstat(named)).catch((cause: unknown) => {
            // A folder by the file's own name stands where the file should.
            if (errno(cause) === 'ENOENT' && basename(folder).toLowerCase() === fileName.toLowerCase()) return at;
            throw cause;
          });
    if (asFolder !== undefined && facts === at) return err(problem('workstation.not-a-file', { file: given }));
    if (facts.isSymbolicLink()) return err(problem('workstation.link', { file: named }));
    if (!facts.isFile()) return err(problem('workstation.not-a-file', { file: named }));
    // One file, one history: where the case of a name does not matter, the one on the disk counts.
    const real = await callsFor(named).realpath(named);
    const file = dirname(real) === folder ? real : named;
    if (facts.size > LARGEST_FILE) return err(tooLarge(file));
    return ok({ file, folder });
  } catch (cause) {
    return err(fileProblem(cause, given));
  }
}

/**
 * Where the file of a till would lie that has none now: the folder is there, nothing stands in the file's place.
 * For bringing it back.
 */
export async function placeOfTillFile(path: string, fileName: string): Promise<Result<TillFile, Problem>> {
  const given = resolve(path);
  try {
    const itself = await folderBehind(given).catch(() => undefined);
    const folder = itself ?? (await callsForGiven(given).realpath(dirname(given)));
    return ok({ file: join(folder, itself === undefined ? basename(given) : fileName), folder });
  } catch (cause) {
    return err(fileProblem(cause, given));
  }
}

/** The file's name as the folder has it: for PC-POS, which runs on Windows, `PCPOS7.CONF` is the same file. */
async function nameIn(folder: string, fileName: string): Promise<string> {
  const { lstat, list } = callsFor(folder);
  try {
    await lstat(join(folder, fileName));
    return fileName;
  } catch (cause) {
    if (errno(cause) !== 'ENOENT') return fileName;
  }
  const wanted = fileName.toLowerCase();
  const names = await attempt(() => list(folder)).catch((): readonly string[] => []);
  const [only, ...others] = names.filter((name) => name.toLowerCase() === wanted);
  return only !== undefined && others.length === 0 ? only : fileName;
}

/** A call that throws at once and one that rejects later are the same to whoever waits for it. */
const attempt = async <T>(call: () => T | Promise<T>): Promise<T> => call();

async function folderBehind(path: string): Promise<string | undefined> {
  const { realpath, lstat } = callsForGiven(path);
  const real = await realpath(path);
  return (await lstat(real)).isDirectory() ? real : undefined;
}

/** All bytes of a file that `locateTillFile` found; a link put there meanwhile is not followed. */
export async function readTillFile(file: string): Promise<Result<Buffer, Problem>> {
  const { open, fstat, read, close } = callsFor(file);
  try {
    // Absent on Windows, where it is undefined and must count as no flag.
    const fd = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      // Looked at before by its name: a pipe or a device may have taken its place.
      const facts = await fstat(fd);
      if (!facts.isFile()) return err(problem('workstation.not-a-file', { file }));
      if (facts.size > LARGEST_FILE) return err(tooLarge(file));
      return ok(await read(fd));
    } finally {
      await close(fd);
    }
  } catch (cause) {
    return err(errno(cause) === 'ELOOP' ? problem('workstation.link', { file }) : fileProblem(cause, file));
  }
}
