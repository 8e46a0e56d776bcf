import { dirname, join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { digestOf, fileProblem } from '../../../native-checks/pcpos/till-file.ts';
import { backupName, backupPath, keepBackup, liesInside, removeUnfinishedBackup } from './backups.ts';
import type { ConfigFiles } from './config-files.ts';
import { BackupFailed, ChangedMeanwhile, explainFailure, ReadBackDiffers } from './failures.ts';
import { ABSENT, type ChangedKey, type ChangeJournal, type ChangeKind } from './journal.ts';
import { tempName } from './leftovers.ts';
import { lookAt } from './obstacle.ts';
import { countdown, together } from './together.ts';
import { digestStanding, kindOf, type Likeness, replacePatiently, writeBeside } from './writing.ts';

export interface ChangeDeps {
  readonly files: ConfigFiles;
  readonly journal: ChangeJournal;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly author: () => string;
  /** Milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly newId: () => string;
  readonly pid: number;
  /** Changes that this process is in the middle of: recovery leaves them alone. */
  readonly inFlight: Set<string>;
}

export interface ChangeOrder {
  readonly file: string;
  readonly kind: ChangeKind;
  /** What the file must hold for the change to be made; null where it must be missing. */
  readonly old: Buffer | null;
  readonly bytes: Buffer;
  readonly changes: readonly ChangedKey[];
  readonly subTicketId: string | null;
  readonly restoredId: string | null;
}

/** What became of a change that was asked for. */
export interface Change {
  /** Null when there was nothing to do. */
  readonly changeId: string | null;
  readonly changed: boolean;
  readonly file: string;
  /** SHA-256 as read back from the disk. */
  readonly digest: string;
  /** Null also where the file was missing. */
  readonly backup: string | null;
}

/** The temporary files beside the till's own: one for the new content, one for the way back. */
export const tempFiles = (file: string, temp: string): { readonly forth: string; readonly back: string } => ({
  forth: join(dirname(file), temp),
  back: join(dirname(file), `${temp}.back`),
});

/** Of a file that was missing; its owner is the folder's. */
const MODE_OF_NEW = 0o644;

/**
 * Puts `bytes` in the place of the file's content so that at every moment, and after any interruption, the file is
 * exactly the old or exactly the new one: journal, then backup and temporary file beside it, and only when all three
 * are on the disk the rename; then it is read back.
 */
export async function changeFile(deps: ChangeDeps, order: ChangeOrder): Promise<Result<Change, Problem>> {
  const { files, journal, clock, dataFolder } = deps;
  const { file, bytes, old } = order;
  const checked = await checkFirst(deps, order);
  if (!checked.ok) return checked;
  const like = checked.value;
  const before = old === null ? ABSENT : digestOf(old);
  const after = digestOf(bytes);
  if (after === before) return ok({ changeId: null, changed: false, file, digest: after, backup: null });

  const temp = tempName(file, deps.newId());
  const backup = old === null ? null : backupName(before);
  const id = journal.open({
    file,
    kind: order.kind,
    restoredId: order.restoredId,
    subTicketId: order.subTicketId,
    author: deps.author(),
    changes: order.changes,
    before,
    after,
    backup: backup ?? ABSENT,
    temp,
    pid: deps.pid,
    at: rfc3339(clock.now()),
  });
  if (id === null) return err(problem('workstation.busy', { file }));
  deps.inFlight.add(id);
  const { forth, back } = tempFiles(file, temp);
  try {
    const cause = await swapIn().then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    if (cause !== undefined) return await settle(cause.thrown);
    journal.close(id, 'done', rfc3339(clock.now()));
    return ok({ changeId: id, changed: true, file, digest: after, backup: backup && backupPath(dataFolder, backup) });
  } finally {
    deps.inFlight.delete(id);
  }

  async function swapIn(): Promise<void> {
    // Nothing is replaced before all three are on the disk; which of them is there first does not matter.
    const copies = countdown(old === null ? 1 : 2);
    const written = together([keepOld(copies.one), writeBeside(files, forth, bytes, like, copies.one)]);
    await together([written, secured(Promise.race([copies.all, written]))]);
    await expectOld();
    await replacePatiently(deps, forth, file);
    const [, now] = await together([files.syncFolder(dirname(file)), files.read(file)]);
    if (digestOf(now) !== after) throw new ReadBackDiffers();
  }

  async function keepOld(onSync: () => void): Promise<void> {
    if (old === null) return;
    await keepBackup(files, dataFolder, old, onSync).catch((cause: unknown) => {
      throw new BackupFailed(cause);
    });
  }

  /** A commit stops everything until it is on the disk, so it waits until the copies are on their way there, too. */
  async function secured(copiesOnTheirWay: Promise<unknown>): Promise<void> {
    await copiesOnTheirWay;
    journal.secure(id as string);
  }

  /** Somebody else's work at this very moment is not written over. */
  async function expectOld(): Promise<void> {
    const [kind, standing] = await together([kindOf(files, file), digestStanding(files, file)]);
    if (standing !== before || (old !== null && kind !== 'file')) throw new ChangedMeanwhile();
  }

  /** After a failure: finds out what stands on the disk, and makes it the old content where that is in doubt. */
  async function settle(cause: unknown): Promise<Result<Change, Problem>> {
    const foreign = cause instanceof ChangedMeanwhile;
    const now = await digestStanding(files, file).catch(() => undefined);
    const replaced = !foreign && now !== before;
    const restored = replaced ? await putBack(now) : true;
    const clean = await quietly(async () => {
      await files.remove(forth);
      await files.remove(back);
      if (backup !== null) await removeUnfinishedBackup(files, dataFolder, backup);
    });
    // While something of the change is left lying about or in doubt, its row stays open for the next start.
    if (restored && clean) journal.close(id as string, 'undone', rfc3339(clock.now()));
    if (!restored) {
      const kept = backup === null ? forth : backupPath(dataFolder, backup);
      return err(problem('workstation.in-doubt', { file, backup: kept }, { cause: String(cause) }));
    }
    if (replaced) return err(problem('workstation.put-back', { file }, { cause: String(cause) }));
    return err(explainFailure(cause, file));
  }

  async function putBack(found: string | undefined): Promise<boolean> {
    return quietly(async () => {
      // Neither old nor new: somebody else's work, perhaps. It is kept before it is overwritten.
      if (found !== undefined && found !== after && found !== ABSENT) await keepBackup(files, dataFolder, await files.read(file));
      await files.remove(back);
      if (old === null) {
        if (found !== after) throw new ReadBackDiffers();
        await files.remove(file);
      } else {
        await writeBeside(files, back, old, like);
        await replacePatiently(deps, back, file);
      }
      await files.syncFolder(dirname(file));
      if ((await digestStanding(files, file)) !== before) throw new ReadBackDiffers();
    });
  }
}

/** Everything that can be refused before anything is written; answers whom the new file shall take after. */
async function checkFirst(deps: ChangeDeps, { file, old }: ChangeOrder): Promise<Result<Likeness, Problem>> {
  const { files, dataFolder } = deps;
  if (liesInside(dataFolder, dirname(file))) return err(problem('workstation.backup-in-till'));
  if (old !== null) {
    const found = await lookAt(file, files);
    return found.ok ? found : err(found.error);
  }
  try {
    const { uid, gid } = await files.facts(dirname(file));
    return ok({ mode: MODE_OF_NEW, uid, gid });
  } catch (cause) {
    return err(fileProblem(cause, file));
  }
}

/** For the ways back: each is tried, and what fails is left for recovery at the next start. */
async function quietly(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch {
    return false;
  }
}
