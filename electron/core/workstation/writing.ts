import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import type { ConfigFiles, FileFacts } from './config-files.ts';
import { OwnerLost, ReadBackDiffers, TempRefused } from './failures.ts';
import { ABSENT } from './journal.ts';
import { together } from './together.ts';

/** What a file takes from the one that it replaces. */
export type Likeness = Pick<FileFacts, 'mode' | 'uid' | 'gid'>;

/** While an antivirus or PC-POS holds the file: about ten seconds in all. */
const PATIENCE_MS = [10, 20, 40, 80, 160, 320, ...Array<number>(18).fill(500)];
const PASSES = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * A complete copy on the disk, beside the file that it will replace, so that the rename stays in one file system.
 * `onSync` is called when only the disk is waited for.
 */
export async function writeBeside(
  files: ConfigFiles,
  path: string,
  bytes: Buffer,
  like: Likeness,
  onSync: () => void = () => {},
): Promise<void> {
  const made = await files.create(path, bytes, 0o600).catch((cause: unknown) => {
    throw new TempRefused(cause);
  });
  try {
    await made.dress(like).catch((cause: unknown) => {
      throw (cause as NodeJS.ErrnoException).code === 'EPERM' ? new OwnerLost() : cause;
    });
    const onDisk = together([made.sync(), files.read(path)]);
    onSync();
    const [, read] = await onDisk;
    if (!read.equals(bytes)) throw new ReadBackDiffers();
  } finally {
    // Open, it could not be moved on Windows.
    await made.close();
  }
}

export async function replacePatiently(
  { files, wait }: { readonly files: ConfigFiles; readonly wait: (ms: number) => Promise<void> },
  from: string,
  to: string,
): Promise<void> {
  for (const pause of PATIENCE_MS) {
    try {
      return await files.replace(from, to);
    } catch (cause) {
      if (!PASSES.has((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
      await wait(pause);
    }
  }
  await files.replace(from, to);
}

/** The digest of what stands there now, or `ABSENT`. Throws when that cannot be found out. */
export async function digestStanding(files: ConfigFiles, file: string): Promise<string> {
  try {
    return digestOf(await files.read(file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ABSENT;
    throw cause;
  }
}

/** Undefined where that cannot be found out. */
export const kindOf = (files: ConfigFiles, file: string): Promise<FileFacts['kind'] | undefined> =>
  files.facts(file).then(
    ({ kind }) => kind,
    () => undefined,
  );
