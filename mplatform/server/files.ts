import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The files that were uploaded, addressed by content. Uploading itself (tus) is not here yet. */
export interface FileShelf {
  /** Is a file with this digest, of this size in bytes, wholly there? */
  has(sha256: string, size: number): Promise<boolean>;
}

/** Files in a folder, each named by its SHA-256; a file gets its name only when it is whole and checked. */
export const folderShelf = (folder: string): FileShelf => ({
  async has(sha256, size) {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return false;
    const found = await stat(join(folder, sha256)).catch(() => undefined);
    return found?.isFile() === true && found.size === size;
  },
});
