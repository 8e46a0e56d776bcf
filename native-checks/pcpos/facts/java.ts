import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JavaRuntime } from './types.ts';

const PLACES = [
  { home: 'jre-x64', program: 'javaw.exe' },
  { home: 'jre', program: 'java.exe' },
] as const;
const LARGEST_RELEASE = 64 * 1024;

/** The 64-bit one where both are there. Null where neither is. */
export async function findJava(folder: string): Promise<JavaRuntime | null> {
  for (const { home, program } of PLACES) {
    const path = join(folder, 'Java', home, 'bin', program);
    const found = await stat(path).then(
      (facts) => facts.isFile(),
      () => false,
    );
    if (found) return { program: path, version: await releaseVersion(join(folder, 'Java', home, 'release')) };
  }
  return null;
}

async function releaseVersion(file: string): Promise<string | null> {
  try {
    if ((await stat(file)).size > LARGEST_RELEASE) return null;
    return /^JAVA_VERSION="?([0-9A-Za-z._+-]{1,40})"?\s*$/m.exec(await readFile(file, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}
