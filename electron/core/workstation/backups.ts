import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import type { ConfigFiles } from './config-files.ts';

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

/** Keeps `bytes`; when it returns, they are on the disk. Throws the operating system's errors. */
export async function keepBackup(files: ConfigFiles, dataFolder: string, bytes: Buffer): Promise<string> {
  const path = backupPath(dataFolder, backupName(digestOf(bytes)));
  await files.makeFolder(dirname(path));
  if (await holds(files, path, bytes)) return path;
  const part = partOf(path);
  await files.remove(part);
  await files.create(part, bytes, OWNER_ONLY);
  await files.sync(part);
  await files.replace(part, path);
  await files.syncFolder(dirname(path));
  if (!(await holds(files, path, bytes))) throw Object.assign(new Error('The backup does not read back'), { code: 'EIO' });
  return path;
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
