import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { maskSecrets } from '../../../native-checks/pcpos/conf/index.ts';
import { inspectTill, type TillReading } from '../../../native-checks/pcpos/inspect.ts';
import type { PcPosProfile } from '../../../native-checks/pcpos/profile.ts';
import { isPcPosRunning } from '../../../native-checks/pcpos/running.ts';
import { digestOf, locateTillFile, readTillFile } from '../../../native-checks/pcpos/till-file.ts';
import type { Database } from '../../../sqlite/database.ts';
import { backupPath, readBackup } from './backups.ts';
import { type Change, type ChangeDeps, changeFile } from './change.ts';
import type { ConfigFiles } from './config-files.ts';
import { type ChangeRecord, createChangeJournal } from './journal.ts';
import { type ConfigPlan, type PlanRequest, planChange, workOut } from './plan.ts';
import { profileInForce } from './profiles.ts';
import { recoverChanges, recoveryNotice } from './recover.ts';

export interface WorkstationDeps {
  readonly db: Database;
  /** Backups go here, and an administrator's profile comes from here. */
  readonly dataFolder: string;
  readonly files: ConfigFiles;
  readonly clock: Clock;
  /** Who changes tills' files now. */
  readonly author: () => string;
  readonly isRunning?: (mutexPort: number) => Promise<boolean>;
  /** Milliseconds, while something holds the file. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly isAlive?: (pid: number) => boolean;
}

/** A change as the history shows it; `backup` is the path of the old content. */
export type ConfigChange = Omit<ChangeRecord, 'temp' | 'pid'>;

export type PlanOptions = Pick<PlanRequest, 'server' | 'stores'> & Partial<Pick<PlanRequest, 'replace' | 'profile'>>;

/** Reading and changing a till's configuration, with a way back from everything. */
export function createWorkstation(deps: WorkstationDeps) {
  const { dataFolder, files, isRunning = isPcPosRunning, isAlive = processIsAlive } = deps;
  const journal = createChangeJournal(deps.db);
  const change: ChangeDeps = {
    files,
    journal,
    dataFolder,
    clock: deps.clock,
    author: deps.author,
    wait: deps.wait ?? ((ms) => pause(ms)),
    newId: randomUUID,
    pid: process.pid,
    inFlight: new Set(),
  };
  const profileOr = (given: PcPosProfile | undefined): Result<PcPosProfile, Problem> =>
    given === undefined ? profileInForce(dataFolder) : ok(given);
  const shown = ({ temp: _temp, pid: _pid, ...record }: ChangeRecord): ConfigChange => ({
    ...record,
    backup: backupPath(dataFolder, record.backup),
  });

  return {
    async inspect(path: string, given?: PcPosProfile): Promise<Result<TillReading, Problem>> {
      const profile = profileOr(given);
      return profile.ok ? inspectTill(path, { profile: profile.value }) : profile;
    },

    async plan(
      path: string,
      { server, stores, replace = false, profile: given }: PlanOptions,
    ): Promise<Result<ConfigPlan, Problem>> {
      const profile = profileOr(given);
      if (!profile.ok) return profile;
      return planChange(path, { server, stores, replace, profile: profile.value }, { files, isRunning, newId: change.newId });
    },

    /**
     * Writes what the plan says, worked out anew from the file; refused when either digest is no longer the plan's.
     * Doing it twice changes nothing the second time.
     */
    async apply(
      plan: ConfigPlan,
      { subTicketId = null }: { readonly subTicketId?: string | null } = {},
    ): Promise<Result<Change, Problem>> {
      const { file } = plan;
      await recoverChanges(change, isAlive, file);
      const worked = await workOut(file, plan.request);
      if (!worked.ok) return worked;
      const { reading, bytes, edited } = worked.value;
      if (reading.file !== file || reading.digest !== plan.before.digest || digestOf(bytes) !== plan.after.digest)
        return err(problem('workstation.changed-since', { file }));
      const changes = edited.changes.map(({ section, key, from, to }) => ({
        section,
        key,
        from: from === null ? null : maskSecrets(from),
        to,
      }));
      return changeFile(change, { file, kind: 'apply', expect: reading.digest, bytes, changes, subTicketId, restoredId: null });
    },

    /**
     * Brings back the content from before change `id`, or from before the last change. It is a change itself, so it
     * can be undone like any other; it does not read the file's content, so it works on a damaged one.
     */
    async restore(path: string, id?: string): Promise<Result<Change, Problem>> {
      const profile = profileOr(undefined);
      if (!profile.ok) return profile;
      const found = await locateTillFile(path, profile.value.file);
      if (!found.ok) return found;
      const { file } = found.value;
      await recoverChanges(change, isAlive, file);
      const past = journal.ofFile(file);
      const chosen = past.find((c) => (id === undefined ? c.outcome === 'done' || c.outcome === 'unclear' : c.id === id));
      if (chosen === undefined)
        return err(
          id === undefined
            ? problem('workstation.nothing-to-restore', { file })
            : problem('workstation.no-such-change', { file, id }),
        );
      const bytes = await readBackup(files, dataFolder, chosen.before);
      if (!bytes.ok) return bytes;
      const now = await readTillFile(file);
      if (!now.ok) return now;
      return changeFile(change, {
        file,
        kind: 'restore',
        expect: digestOf(now.value),
        bytes: bytes.value,
        changes: [],
        subTicketId: chosen.subTicketId,
        restoredId: chosen.id,
      });
    },

    /** Newest first. `file` is the real path, as a reading or a plan gives it. */
    history: (file: string): readonly ConfigChange[] => journal.ofFile(file).map(shown),

    /** At start: resolves what was interrupted, and says for each file what it found. */
    async recover(): Promise<readonly Problem[]> {
      const recovered = await recoverChanges(change, isAlive);
      return recovered.map((one) => recoveryNotice(one, dataFolder));
    },
  };
}
export type Workstation = ReturnType<typeof createWorkstation>;

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
