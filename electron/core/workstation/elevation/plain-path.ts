import { lstat } from 'node:fs/promises';
import { dirname, isAbsolute, normalize } from 'node:path';

const crooked = (path: string): Error => Object.assign(new Error(`A link lies on the way to ${path}`), { code: 'ELOOP' });

/**
 * Throws unless a path leads, level by level, through folders alone: no link, no junction, no mount point that a user
 * could turn elsewhere, no `..`, no other spelling. The last level may be missing; for one above it, the system's own
 * error is thrown.
 */
export async function expectPlainPath(path: string): Promise<void> {
  if (!isAbsolute(path) || normalize(path) !== path) throw crooked(path);
  // A share, a device or a path that Windows takes as it is: what lies behind those cannot be judged level by level.
  if (/^(?:\\\\|\/\/)/.test(path)) throw crooked(path);
  for (let level = dirname(path); ; level = dirname(level)) {
    const facts = await lstat(level);
    if (facts.isSymbolicLink() || !facts.isDirectory()) throw crooked(path);
    if (dirname(level) === level) break;
  }
  if (await isLink(path)) throw crooked(path);
}

export const isPlainPath = (path: string): Promise<boolean> =>
  expectPlainPath(path).then(
    () => true,
    () => false,
  );

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (facts) => facts.isSymbolicLink(),
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false;
      throw cause;
    },
  );
