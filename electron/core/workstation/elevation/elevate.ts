import { rfc3339 } from '../../../../domain/clock.ts';
import { type Problem, problem } from '../../../../domain/problem.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import { isRemote } from '../../../../native-checks/pcpos/facts/index.ts';
import { digestOf } from '../../../../native-checks/pcpos/till-file.ts';
import type { Elevate } from '../../host.ts';
import { backupName, backupPath, keepBackup } from '../backups.ts';
import { type Change, type ChangeDeps, type ChangeOrder, changeFile } from '../change.ts';
import { tempName } from '../leftovers.ts';
import { digestStanding } from '../writing.ts';
import { newNonce, readAnswer, removeRequest, writeRequest } from './request.ts';

const NEEDS_RIGHTS: ReadonlySet<string> = new Set(['workstation.no-access', 'workstation.not-writable']);

/** Whether a way to write it with an administrator's consent is worth trying. */
export const needsRights = (obstacle: Problem | null): boolean => obstacle !== null && NEEDS_RIGHTS.has(obstacle.code);

/** Writes a file, by itself where it may and through the elevated step where it may not and the host has one. */
export async function changeFileElevated(
  deps: ChangeDeps,
  order: ChangeOrder,
  elevate: Elevate | undefined,
): Promise<Result<Change, Problem>> {
  const { file, old, bytes } = order;
  const tried = await changeFile(deps, order);
  if (tried.ok || !needsRights(tried.error) || old === null) return tried;
  // No rights are needed to leave it as it is, e.g. when someone who has them was handed the file.
  if (old.equals(bytes)) return ok({ changeId: null, changed: false, file, digest: digestOf(old), backup: null });
  // On another machine this one's administrator has nothing to say.
  return elevate === undefined || isRemote(file) ? tried : throughElevation(deps, { ...order, old }, elevate);
}

/**
 * Journal and backup are kept here as for every change; only the writing itself is done by the other process. What
 * the file holds afterwards is read here, whatever that process said.
 */
async function throughElevation(
  deps: ChangeDeps,
  order: ChangeOrder & { readonly old: Buffer },
  elevate: Elevate,
): Promise<Result<Change, Problem>> {
  const { files, journal, dataFolder, clock, inFlight } = deps;
  const { file, old, bytes } = order;
  const [before, after] = [digestOf(old), digestOf(bytes)];
  const nonce = newNonce();
  const id = journal.open({
    file,
    kind: order.kind,
    restoredId: order.restoredId,
    subTicketId: order.subTicketId,
    author: deps.author(),
    changes: order.changes,
    before,
    after,
    backup: backupName(before),
    temp: tempName(file, nonce),
    pid: deps.pid,
    at: rfc3339(clock.now()),
  });
  if (id === null) return err(problem('workstation.busy', { file }));
  inFlight.add(id);
  try {
    const asked = await ask();
    const standing = await digestStanding(files, file).catch(() => undefined);
    const backup = backupPath(dataFolder, backupName(before));
    const close = (outcome: 'done' | 'undone') => journal.close(id, outcome, rfc3339(clock.now()));
    if (standing === after) {
      close('done');
      return ok({ changeId: id, changed: true, file, digest: after, backup });
    }
    if (standing !== before) {
      // The next start compares the digests again and says what it found.
      return err(problem('workstation.in-doubt', { file, backup }));
    }
    close('undone');
    return err(asked ?? problem('workstation.elevation-silent', { file }));
  } finally {
    inFlight.delete(id);
  }

  /** Why it was not written, as far as anybody said. */
  async function ask(): Promise<Problem | undefined> {
    let requestFile: string;
    try {
      await keepBackup(files, dataFolder, old);
      journal.secure(id as string);
      const at = rfc3339(clock.now());
      requestFile = await writeRequest(dataFolder, { format: 1, nonce, at, file, expect: before, result: after }, bytes);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === undefined) throw cause;
      return problem('workstation.backup-failed', { reason: code });
    }
    try {
      const outcome = await elevate(requestFile);
      if (outcome === 'refused') return problem('workstation.consent-refused');
      if (outcome === 'unavailable') return problem('workstation.elevation-unavailable');
      const said = (await readAnswer(requestFile, nonce))?.problem;
      return said == null ? undefined : problem(said.code, said.params);
    } finally {
      await removeRequest(requestFile, nonce);
    }
  }
}
