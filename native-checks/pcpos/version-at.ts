import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ReadRegistry } from '../windows/registry.ts';
import { findVersion } from './facts/version.ts';

/**
 * PC-POS's version to choose a profile by, for its folder or the file in it; null where the registry does not tell. A
 * log is not asked: what it says goes by with its lines, and a till must not get another profile for that.
 */
export async function versionAt(path: string, readRegistry: ReadRegistry | null): Promise<string | null> {
  if (readRegistry === null) return null;
  const given = resolve(path);
  const isFolder = await stat(given).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  return (await findVersion(isFolder ? given : dirname(given), null, readRegistry))?.version ?? null;
}
