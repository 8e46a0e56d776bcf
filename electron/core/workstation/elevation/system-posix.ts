import { lstat, mkdir } from 'node:fs/promises';

/** No shop's till runs here and nobody is asked for rights; this is what the step's tests run on. */
const OTHERS_MAY_WRITE = 0o022;

export async function belongTogether(paths: readonly string[]): Promise<boolean> {
  try {
    const facts = await Promise.all(paths.map((path) => lstat(path)));
    return facts.every((one) => one.uid === facts[0]?.uid && (one.mode & OTHERS_MAY_WRITE) === 0);
  } catch {
    return false;
  }
}

export async function closeOff(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

export const sameFile = (a: string, b: string): boolean => a === b;
