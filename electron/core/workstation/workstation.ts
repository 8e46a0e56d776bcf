import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { maskSecrets } from '../../../native-checks/pcpos/conf/index.ts';
import {
  type FactsDeps,
  isRemote,
  lookRunning,
  type RunningFacts,
  systemFacts,
  type TillFacts,
  tillFacts,
} from '../../../native-checks/pcpos/facts/index.ts';
import { inspectTill, type TillReading } from '../../../native-checks/pcpos/inspect.ts';
import { defaultProfile, type PcPosProfile } from '../../../native-checks/pcpos/profile.ts';
import { isPcPosRunning } from '../../../native-checks/pcpos/running.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { versionAt } from '../../../native-checks/pcpos/version-at.ts';
import { runCommand } from '../../../native-checks/windows/command.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { Elevate } from '../host.ts';
import { backupPath } from './backups.ts';
import type { Change, ChangeDeps, ChangeOrder } from './change.ts';
import type { ConfigFiles } from './config-files.ts';
import { changeFileElevated } from './elevation/elevate.ts';
import { type HandOver, handOver } from './hand-over.ts';
import { ABSENT, type ChangeRecord, createChangeJournal } from './journal.ts';
import { finishedAmong } from './leftovers.ts';
import { type ConfigPlan, type PlanRequest, planChange, workOut } from './plan.ts';
import { type ProfileChoice, profileInForce } from './profiles.ts';
import { recoverChanges, recoveryNotice } from './recover.ts';
import { findRestore, placeToRestore, type RestoreDeps, type RestorePlan, showRestore } from './restore.ts';
import { type LockTill, systemTillLock } from './till-lock.ts';

export interface WorkstationDeps {
  readonly db: Database;
  /** Backups go here, and an administrator's profile comes from here. */
  readonly dataFolder: string;
  readonly files: ConfigFiles;
  readonly clock: Clock;
  /** Who changes tills' files now. */
  readonly author: () => string;
  /** What M/platform delivered; an administrator's file goes before them. */
  readonly profiles?: () => readonly PcPosProfile[];
  /** Of PC-POS in that folder, to choose a profile by; null where it cannot be told. */
  readonly pcposVersion?: (path: string) => Promise<string | null>;
  readonly isRunning?: (mutexPort: number) => Promise<boolean>;
  /** Milliseconds, while something holds the file. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly isAlive?: (pid: number) => boolean;
  /** How to write where administrator's rights are needed; absent where nobody can be asked for them. */
  readonly elevate?: Elevate;
  readonly facts?: FactsDeps;
  readonly lockTill?: LockTill;
}

/** A change as the history shows it; `backup` is the path of the old content, null where the file was missing. */
export type ConfigChange = Omit<ChangeRecord, 'temp' | 'pid' | 'backup'> & { readonly backup: string | null };

/** What a restore changed, as its plan would have said, and what became of it. */
export type Restored = RestorePlan & Change;

export type PlanOptions = Pick<PlanRequest, 'server' | 'stores'> & Partial<Pick<PlanRequest, 'replace' | 'profile'>>;

/** Reading and changing a till's configuration, with a way back from everything. */
export function createWorkstation(deps: WorkstationDeps) {
  const {
    dataFolder,
    files,
    isRunning = isPcPosRunning,
    isAlive = processIsAlive,
    lockTill = systemTillLock(process.platform),
  } = deps;
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
  const finished = (file: string) => finishedAmong(journal.ofFile(file));
  const past: RestoreDeps = { files, dataFolder, history: journal.ofFile };
  const factsDeps = deps.facts ?? systemFacts(process.platform, runCommand, deps.clock);
  async function write(order: ChangeOrder): Promise<Result<Change, Problem>> {
    const unlock = await lockTill(order.file);
    if (unlock === undefined) return err(problem('workstation.busy', { file: order.file }));
    try {
      return await changeFileElevated(change, order, deps.elevate);
    } finally {
      await unlock();
    }
  }
  const pcposVersion = deps.pcposVersion ?? ((path: string) => versionAt(path, factsDeps.readRegistry));
  async function chosen(path: string, given: PcPosProfile | undefined): Promise<Result<ProfileChoice, Problem>> {
    if (given !== undefined) return ok({ profile: given, source: 'administrator' });
    const delivered = deps.profiles?.() ?? [];
    const version = delivered.length === 0 ? null : await pcposVersion(path);
    return profileInForce(dataFolder, delivered, version);
  }
  const shown = (record: ChangeRecord): ConfigChange => showChange(record, dataFolder);

  return {
    async inspect(path: string, given?: PcPosProfile): Promise<Result<TillReading, Problem>> {
      const choice = await chosen(path, given);
      return choice.ok ? inspectTill(path, choice.value) : choice;
    },

    async plan(
      path: string,
      { server, stores, replace = false, profile: given }: PlanOptions,
    ): Promise<Result<ConfigPlan, Problem>> {
      const choice = await chosen(path, given);
      if (!choice.ok) return choice;
      const { newId, clock } = change;
      return planChange(
        path,
        { server, stores, replace, ...choice.value },
        { files, isRunning, newId, now: clock.now, finished },
      );
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
      const { reading, old, bytes, edited } = worked.value;
      if (reading.file !== file || reading.digest !== plan.before.digest || digestOf(bytes) !== plan.after.digest)
        return err(problem('workstation.changed-since', { file }));
      const changes = edited.changes.map(({ section, key, from, to }) => ({
        section,
        key,
        from: from === null ? null : maskSecrets(from),
        to,
      }));
      return write({ file, kind: 'apply', old, bytes, changes, subTicketId, restoredId: null });
    },

    /** What a restore would change, and whether somebody else's work goes with it; changes nothing. */
    async planRestore(path: string, id?: string): Promise<Result<RestorePlan, Problem>> {
      const choice = await chosen(path, undefined);
      if (!choice.ok) return choice;
      const found = await findRestore(path, id, choice.value.profile, past);
      return found.ok ? ok(showRestore(found.value, choice.value, journal.ofFile(found.value.file))) : found;
    },

    /**
     * Brings back the content from before change `id`, or from before the last change. It is a change itself, so it
     * can be undone like any other; it does not read what the file says, so it works on a damaged one.
     * @param expect digest of the file as the person saw it, null where it was missing; undefined where nobody looked
     */
    async restore(path: string, id?: string, expect?: string | null): Promise<Result<Restored, Problem>> {
      const choice = await chosen(path, undefined);
      if (!choice.ok) return choice;
      const found = await findRestore(path, id, choice.value.profile, past, (file) => recoverChanges(change, isAlive, file));
      if (!found.ok) return found;
      const { file, old, bytes, past: of } = found.value;
      const plan = showRestore(found.value, choice.value, journal.ofFile(file));
      if (expect !== undefined && expect !== plan.before.digest) return err(problem('workstation.changed-since', { file }));
      const written = await write({
        file,
        kind: 'restore',
        old,
        bytes,
        changes: [],
        subTicketId: of.subTicketId,
        restoredId: of.id,
      });
      return written.ok ? ok({ ...plan, ...written.value }) : written;
    },

    /** What is known about the till in a folder; a profile that is wrong does not keep the rest from being told. */
    async facts(folder: string): Promise<TillFacts> {
      const choice = await chosen(folder, undefined);
      return tillFacts(folder, factsDeps, choice.ok ? choice.value.profile : undefined);
    },

    /** Whether PC-POS runs, for the port that a reading named; with `since`, also since when, which takes longer. */
    running: ({ mutexPort, folder }: Pick<TillReading, 'mutexPort' | 'folder'>, since: boolean): Promise<RunningFacts> =>
      lookRunning(mutexPort, isRemote(folder), since ? factsDeps : { ...factsDeps, findListener: async () => null }),

    /** For a technician without rights: the finished file and written steps for someone who has them. */
    handOver: (plan: ConfigPlan): Promise<Result<HandOver, Problem>> => handOver(plan, { dataFolder, clock: deps.clock }),

    /** Newest first. `file` is the real path, as a reading or a plan gives it. */
    history: (file: string): readonly ConfigChange[] => journal.ofFile(file).map(shown),

    /** Of the till in a folder, also when its file is damaged or gone: just then the way back is looked for. */
    async historyAt(
      path: string,
    ): Promise<Result<{ readonly file: string; readonly changes: readonly ConfigChange[] }, Problem>> {
      const choice = await chosen(path, undefined);
      const name = (choice.ok ? choice.value.profile : defaultProfile).file;
      const place = await placeToRestore(path, name);
      if (!place.ok) return place;
      const { file } = place.value;
      return ok({ file, changes: journal.ofFile(file).map(shown) });
    },

    /** At start: resolves what was interrupted, and says for each file what it found. */
    async recover(): Promise<readonly Problem[]> {
      const recovered = await recoverChanges(change, isAlive);
      return recovered.map((one) => recoveryNotice(one, dataFolder));
    },
  };
}
export type Workstation = ReturnType<typeof createWorkstation>;

export const showChange = ({ temp: _temp, pid: _pid, ...record }: ChangeRecord, dataFolder: string): ConfigChange => ({
  ...record,
  backup: record.before === ABSENT ? null : backupPath(dataFolder, record.backup),
});

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
