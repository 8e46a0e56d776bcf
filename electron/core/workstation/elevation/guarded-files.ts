import type { ConfigFiles } from '../config-files.ts';
import { expectPlainPath } from './plain-path.ts';

/** Every step that writes looks at its way again: a link that came meanwhile stops it. */
export function guardedFiles(files: ConfigFiles): ConfigFiles {
  const plainly = async <T>(path: string, step: () => Promise<T>): Promise<T> => {
    await expectPlainPath(path);
    return step();
  };
  return {
    ...files,
    read: (path) => plainly(path, () => files.read(path)),
    tryOpen: (path) => plainly(path, () => files.tryOpen(path)),
    create: (path, bytes, mode) => plainly(path, () => files.create(path, bytes, mode)),
    replace: (from, to) => plainly(from, () => plainly(to, () => files.replace(from, to))),
    remove: (path) => plainly(path, () => files.remove(path)),
  };
}
