import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import type { ConfigFiles, MadeFile } from './config-files.ts';
import { together } from './together.ts';

/** Old contents of tills' files, each under its own digest, so that the same content is kept once. They hold passwords. */
const FOLDER = 'pcpos-backups';
const OWNER_ONLY = 0o600;

export const backupName = (digest: string): string => `${digest}.conf`;
export const backupPath = (dataFolder: string, name: string): string => join(dataFolder, FOLDER, name);
const partOf = (path: string): string => `${path}.part`;

/** True when copies would lie where PC-POS or its updater looks around. */
export function liesInside(folder: string, outer: string): boolean {
  const way = relative(outer, folder);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/**
 * Keeps `bytes`; when it returns, they are on the disk. Throws the operating system's errors. `onSync` is called when
 * only the disk is waited for.
 */
export async function keepBackup(
  files: ConfigFiles,
  dataFolder: string,
  bytes: Buffer,
  onSync: () => void = () => {},
): Promise<string> {
  const path = backupPath(dataFolder, backupName(digestOf(bytes)));
  const part = partOf(path);
  if (await holds(files, path, bytes)) {
    // Kept before, perhaps by a process that died before it was on the disk.
    const onDisk = together([files.sync(path), files.syncFolder(dirname(path))]);
    onSync();
    await onDisk;
    return path;
  }
  const made = await createPart(files, part, bytes);
  try {
    // It has its name before it is on the disk: a name is not trusted by anyone, its content is compared.
    await files.replace(part, path);
    const onDisk = together([made.sync(), files.syncFolder(dirname(path)), holds(files, path, bytes)]);
    onSync();
    const [, , held] = await onDisk;
    if (!held) throw Object.assign(new Error('The backup does not read back'), { code: 'EIO' });
  } finally {
    await made.close();
  }
  return path;
}

/** A file left there by a change that was interrupted is in nobody's way; nor is a folder that is not there yet. */
async function createPart(files: ConfigFiles, part: string, bytes: Buffer): Promise<MadeFile> {
  const create = () => files.create(part, bytes, OWNER_ONLY);
  return create().catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') {
      await files.makeFolder(dirname(part));
      await files.syncFolder(dirname(dirname(part)));
    } else if (cause.code === 'EEXIST') await files.remove(part);
    else throw cause;
    return create();
  });
}

export const removeUnfinishedBackup = (files: ConfigFiles, dataFolder: string, name: string): Promise<void> =>
  files.remove(partOf(backupPath(dataFolder, name)));

async function holds(files: ConfigFiles, path: string, bytes: Buffer): Promise<boolean> {
  try {
    return (await files.read(path)).equals(bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** The old content under that digest, checked against it. */
export async function readBackup(files: ConfigFiles, dataFolder: string, digest: string): Promise<Result<Buffer, Problem>> {
  const backup = backupPath(dataFolder, backupName(digest));
  try {
    const bytes = await files.read(backup);
    return digestOf(bytes) === digest ? ok(bytes) : err(problem('workstation.backup-damaged', { backup }));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return err(problem('workstation.backup-damaged', { backup }, { code }));
  }
}
