import { basename, dirname, join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { digestOf, fileProblem } from '../../../native-checks/pcpos/till-file.ts';
import { backupName, backupPath, keepBackup, liesInside, removeUnfinishedBackup } from './backups.ts';
import type { ConfigFiles, FileFacts } from './config-files.ts';
import type { ChangedKey, ChangeJournal, ChangeKind } from './journal.ts';
import { obstacleTo } from './plan.ts';

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
  /** The digest that the file must have for the change to be made. */
  readonly expect: string;
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
  readonly backup: string | null;
}

/** The temporary files beside the till's own: one for the new content, one for the way back. */
export const tempFiles = (file: string, temp: string): { readonly forth: string; readonly back: string } => ({
  forth: join(dirname(file), temp),
  back: join(dirname(file), `${temp}.back`),
});

/** While an antivirus or PC-POS holds the file: about ten seconds in all. */
const PATIENCE_MS = [10, 20, 40, 80, 160, 320, ...Array<number>(18).fill(500)];
const PASSES = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Puts `bytes` in the place of the file's content so that at every moment, and after any interruption, the file is
 * exactly the old or exactly the new one: journal, backup, temporary file beside it, fsync, rename, read back.
 */
export async function changeFile(deps: ChangeDeps, order: ChangeOrder): Promise<Result<Change, Problem>> {
  const { files, journal, clock, dataFolder } = deps;
  const { file, bytes, expect } = order;
  const checked = await checkFirst(deps, order);
  if (!checked.ok) return checked;
  const { facts, old } = checked.value;
  const after = digestOf(bytes);
  if (after === expect) return ok({ changeId: null, changed: false, file, digest: after, backup: null });

  const temp = `.${basename(file)}.mtechnik-${deps.newId()}.tmp`;
  const backup = backupName(expect);
  const id = journal.open({
    file,
    kind: order.kind,
    restoredId: order.restoredId,
    subTicketId: order.subTicketId,
    author: deps.author(),
    changes: order.changes,
    before: expect,
    after,
    backup,
    temp,
    pid: deps.pid,
    at: rfc3339(clock.now()),
  });
  if (id === null) return err(problem('workstation.busy', { file }));
  deps.inFlight.add(id);
  const { forth, back } = tempFiles(file, temp);
  const done = (): Result<Change, Problem> => {
    journal.close(id, 'done', rfc3339(clock.now()));
    return ok({ changeId: id, changed: true, file, digest: after, backup: backupPath(dataFolder, backup) });
  };
  try {
    const cause = await swapIn().then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    if (cause === undefined) return done();
    return await settle(cause.thrown);
  } finally {
    deps.inFlight.delete(id);
  }

  async function swapIn(): Promise<void> {
    await keepBackup(files, dataFolder, old).catch((cause: unknown) => {
      throw new BackupFailed(cause);
    });
    await writeBeside(files, forth, bytes, facts);
    if (digestOf(await files.read(file)) !== expect) throw new ChangedMeanwhile();
    await replacePatiently(deps, forth, file);
    await files.syncFolder(dirname(file));
    if (digestOf(await files.read(file)) !== after) throw new ReadBackDiffers();
  }

  /** After a failure: finds out what stands on the disk, and makes it the old content where that is in doubt. */
  async function settle(cause: unknown): Promise<Result<Change, Problem>> {
    const foreign = cause instanceof ChangedMeanwhile;
    const now = await digestNow(files, file);
    const replaced = !foreign && now !== expect;
    const restored = replaced ? await putBack(now) : true;
    const clean = await quietly(async () => {
      await files.remove(forth);
      await files.remove(back);
      await removeUnfinishedBackup(files, dataFolder, backup);
    });
    // While something of the change is left lying about or in doubt, its row stays open for the next start.
    if (restored && clean) journal.close(id as string, 'undone', rfc3339(clock.now()));
    if (!restored)
      return err(problem('workstation.in-doubt', { file, backup: backupPath(dataFolder, backup) }, { cause: String(cause) }));
    if (replaced) return err(problem('workstation.put-back', { file }, { cause: String(cause) }));
    return err(explainFailure(cause, file));
  }

  async function putBack(found: string | undefined): Promise<boolean> {
    return quietly(async () => {
      // Neither old nor new: somebody else's work, perhaps. It is kept before it is overwritten.
      if (found !== undefined && found !== after) await keepBackup(files, dataFolder, await files.read(file));
      await files.remove(back);
      await writeBeside(files, back, old, facts);
      await replacePatiently(deps, back, file);
      await files.syncFolder(dirname(file));
      if (digestOf(await files.read(file)) !== expect) throw new ReadBackDiffers();
    });
  }
}

/** Everything that can be refused before anything is written. */
async function checkFirst(
  deps: ChangeDeps,
  { file, expect }: ChangeOrder,
): Promise<Result<{ facts: FileFacts; old: Buffer }, Problem>> {
  const { files, dataFolder } = deps;
  if (liesInside(dataFolder, dirname(file))) return err(problem('workstation.backup-in-till'));
  try {
    const facts = await files.facts(file);
    if (facts.kind !== 'file')
      return err(problem(facts.kind === 'link' ? 'workstation.link' : 'workstation.not-a-file', { file }));
    const old = await files.read(file);
    if (digestOf(old) !== expect) return err(problem('workstation.changed-since', { file }));
    const obstacle = await obstacleTo(file, deps);
    return obstacle === null ? ok({ facts, old }) : err(obstacle);
  } catch (cause) {
    return err(fileProblem(cause, file));
  }
}

/** A complete copy on the disk, beside the file that it will replace, so that the rename stays in one file system. */
async function writeBeside(files: ConfigFiles, path: string, bytes: Buffer, like: FileFacts): Promise<void> {
  await files.create(path, bytes, 0o600);
  await files.dress(path, like).catch((cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'EPERM' ? new OwnerLost() : cause;
  });
  await files.sync(path);
  if (!(await files.read(path)).equals(bytes)) throw new ReadBackDiffers();
}

async function replacePatiently({ files, wait }: ChangeDeps, from: string, to: string): Promise<void> {
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

class ChangedMeanwhile extends Error {}
class ReadBackDiffers extends Error {}
class OwnerLost extends Error {}
class BackupFailed extends Error {
  constructor(cause: unknown) {
    super('The backup could not be written', { cause });
  }
}

function explainFailure(cause: unknown, file: string): Problem {
  if (cause instanceof ChangedMeanwhile) return problem('workstation.changed-since', { file });
  if (cause instanceof OwnerLost) return problem('workstation.owner-not-kept', { file });
  if (cause instanceof ReadBackDiffers) return problem('workstation.io', { file, reason: 'read-back' });
  if (cause instanceof BackupFailed) {
    const { code } = cause.cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    return problem('workstation.backup-failed', { reason: code });
  }
  const what = fileProblem(cause, file);
  // The file itself was opened for writing a moment ago, so whoever refuses now is holding it.
  return what.code === 'workstation.no-access' ? problem('workstation.held', { file }, what.evidence) : what;
}

export async function digestNow(files: ConfigFiles, file: string): Promise<string | undefined> {
  try {
    return digestOf(await files.read(file));
  } catch {
    return undefined;
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
