import { dirname } from 'node:path';
import { rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { assertNever } from '../../../domain/result.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { backupPath, removeUnfinishedBackup } from './backups.ts';
import { type ChangeDeps, tempFiles } from './change.ts';
import type { ConfigFiles } from './config-files.ts';
import { ABSENT, type ChangeRecord } from './journal.ts';
import { oldName } from './leftovers.ts';

/** What an interrupted change left behind. */
export interface Recovery {
  readonly change: ChangeRecord;
  /** `unreachable`: the file cannot be read now; asked again at the next start. */
  readonly found: 'old' | 'new' | 'neither' | 'unreachable';
}

/** No change takes longer; after that, a process with the same number is another one. */
const LONGEST_CHANGE_MS = 120_000;

/**
 * Resolves every change that was interrupted, by comparing the file with the digests of before and after, and
 * removes what it left behind. Changes that are being made at this moment are left alone.
 */
export async function recoverChanges(
  deps: ChangeDeps,
  isAlive: (pid: number) => boolean,
  file?: string,
): Promise<readonly Recovery[]> {
  const { journal, clock, inFlight, pid } = deps;
  const recovered: Recovery[] = [];
  for (const change of journal.unfinished()) {
    if (file !== undefined && change.file !== file) continue;
    if (inFlight.has(change.id)) continue;
    // A clock that was set back must not keep a change young for ever.
    const young = Math.abs(clock.now() - Date.parse(change.at)) < LONGEST_CHANGE_MS;
    if (change.pid !== pid && young && isAlive(change.pid)) continue;
    recovered.push({ change, found: await resolve(deps, change) });
  }
  return recovered;
}

async function resolve({ files, journal, clock, dataFolder }: ChangeDeps, change: ChangeRecord): Promise<Recovery['found']> {
  let digest: string;
  try {
    digest = await files.read(change.file).then(digestOf, (cause: NodeJS.ErrnoException) => {
      // Gone for good is an answer; a share that is away is none.
      if (cause.code === 'ENOENT') return ABSENT;
      throw cause;
    });
    const { forth, back } = tempFiles(change.file, change.temp);
    if (digest === ABSENT && (await putBack(files, oldName(forth), change))) digest = change.before;
    const ours = [forth, back];
    // Taken away by Windows and not replaced, it is the till's file itself: left for whoever has to look.
    if (digest === change.after || digest === change.before) ours.push(oldName(forth), oldName(back));
    for (const path of ours) await removeOurs(files, path);
    if (change.before !== ABSENT) await removeUnfinishedBackup(files, dataFolder, change.backup);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    return 'unreachable';
  }
  const found = digest === change.after ? 'new' : digest === change.before ? 'old' : 'neither';
  const outcome = { new: 'done', old: 'undone', neither: 'unclear' } as const;
  journal.close(change.id, outcome[found], rfc3339(clock.now()));
  return found;
}

/** Windows takes the old file away before the new one gets its place: ended between the two, the till has none. */
async function putBack(files: ConfigFiles, old: string, { file, before }: ChangeRecord): Promise<boolean> {
  try {
    if (digestOf(await files.read(old)) !== before) return false;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
  await files.replace(old, file);
  await files.syncFolder(dirname(file));
  return true;
}

/** What an elevated write left behind is removed by the next one; the rights for it are not ours. */
async function removeOurs(files: ConfigFiles, path: string): Promise<void> {
  await files.remove(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPERM' && cause.code !== 'EACCES') throw cause;
  });
}

/** The sentence for the person who starts the program again. */
export function recoveryNotice({ change, found }: Recovery, dataFolder: string): Problem {
  const { file, id } = change;
  const evidence = { changeId: id, found };
  switch (found) {
    case 'new':
      return problem('workstation.recovered-new', { file }, evidence);
    case 'old':
      return problem('workstation.recovered-old', { file }, evidence);
    case 'neither':
      return problem('workstation.recovered-neither', { file, backup: backupPath(dataFolder, change.backup) }, evidence);
    case 'unreachable':
      return problem('workstation.recover-unreachable', { file }, evidence);
    default:
      return assertNever(found);
  }
}
