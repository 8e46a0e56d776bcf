import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { createRouter } from './api/router.ts';
import type { ForgottenView, Mode } from './api/views.ts';
import { markForgotten, secureUnsent, wipeForgotten } from './device/forget.ts';
import { endRequest } from './device/key-request.ts';
import { machineId } from './device/machine-id.ts';
import { createLog } from './diagnostics/log.ts';
import { createEvents } from './events.ts';
import { createHandedOver } from './handed-over/handed-over.ts';
import type { Host } from './host.ts';
import { keepMemorySmall } from './memory.ts';
import { resourcePath } from './resources.ts';
import { createScreenLock } from './screen-lock.ts';
import { createSettings } from './settings.ts';
import { openBack } from './store/opening.ts';
import { systemTimers, type Timers } from './timers.ts';
import { eraseTraining, TRAINING_CODE } from './training/outside.ts';
import { createTurns } from './turns.ts';
import { backUpBeforeUpdate } from './updates/backup.ts';
import { jobsOf } from './updates/jobs.ts';
import { createUpdates } from './updates/updates.ts';
import { emptied, inFolder, makeUsable } from './usable-folder.ts';
import { appVersion } from './version.ts';
import { openWorkplace, type Silence, type Workplace } from './workplace.ts';

export interface CoreOptions {
  readonly dataFolder: string;
  readonly host: Host;
  readonly clock: Clock;
  readonly timers?: Timers;
  readonly random?: () => number;
  /**
   * Milliseconds after which what goes on by itself (sync, files, reminders) begins: the first list comes first. At once unless
   * a window is about to ask.
   */
  readonly beginAfterMs?: number;
  /** The command line works step by step and wants nothing to happen by itself. */
  readonly quiet?: boolean;
  /** After how long a line that says nothing counts as dead; the product's own unless a test is in a hurry. */
  readonly silence?: Silence;
  /** Overrides the mode that was chosen last. */
  readonly mode?: Mode;
}

/**
 * The composition root: everything is made here, by hand, in order.
 * @throws DatabaseProblem when the database cannot be used as it is
 */
export async function startCore(options: CoreOptions) {
  const { dataFolder, host, clock } = options;
  keepMemorySmall();
  const usable = makeUsable(dataFolder);
  if (!usable.ok) throw new DatabaseProblem(usable.error);
  const settings = createSettings(dataFolder);
  const events = createEvents();
  const id = await machineId(dataFolder);
  const log = createLog(dataFolder, clock);
  let notices: readonly Problem[] = [];
  // Two at once would open one folder twice, and erase it under the other.
  const inTurn = createTurns();
  const timers = options.timers ?? systemTimers;
  let begun = false;
  let closed = false;

  async function open(mode: Mode, damaged = false): Promise<Workplace> {
    const folder = join(dataFolder, mode);
    const ready = makeUsable(folder);
    if (!ready.ok) throw new DatabaseProblem(ready.error);
    const forgotten = await wipeForgotten(folder, mode, host.secrets);
    const lost = emptied(join(folder, 'technik.db'), [join(folder, 'pcpos-backups'), join(folder, 'pcpos7', 'pcpos7.conf')]);
    const opened = await openWorkplace({
      mode,
      dataFolder,
      host,
      clock,
      timers,
      random: options.random ?? Math.random,
      events,
      machineId: id,
      ...(options.silence === undefined ? {} : { silence: options.silence }),
      appVersion,
      filesLimit: () => settings.get().filesLimitMb * 1024 * 1024,
      language: () => settings.get().language,
      covered: () => screenLock.isLocked(),
      damaged: damaged || lost !== undefined,
      onDamage: () => mend(mode),
      bug: log.bug,
    }).catch((cause: unknown) => {
      throw cause instanceof DatabaseProblem ? new DatabaseProblem(inFolder(cause.problem, folder), { cause }) : cause;
    });
    // It opened, so support need not be asked any more.
    await endRequest({ folder, mode, secrets: host.secrets }).catch(() => {});
    try {
      // Before anything else: an interrupted write of a shop's configuration is finished or undone.
      notices = [...opened.found.notices, ...(await opened.till.recover())];
      if (forgotten && opened.training !== undefined) opened.store.state.set('forgotten', true);
      if (opened.training !== undefined && options.quiet !== true) await beginTraining(opened);
      if (options.quiet !== true) begin(opened);
    } catch (cause) {
      // Half-open it would go on holding its database, its server and its till.
      await opened.close();
      throw cause;
    }
    return opened;
  }

  /** Only the first time somebody waits for the window; a switch of the mode begins at once. */
  function begin(opened: Workplace): void {
    if (options.beginAfterMs === undefined || begun) opened.start();
    else
      timers.after(options.beginAfterMs, () => {
        if (!closed && workplace === opened) opened.start();
      });
    begun = true;
  }

  /** Training must be ready to use with nothing to type: server up, device enrolled unless it was forgotten, practice till running. */
  async function beginTraining(workplace: Workplace): Promise<void> {
    const { training } = workplace;
    if (training === undefined) return;
    const started = await training.startServer();
    // Without the server the work goes on offline, which is what is practised.
    if (!started.ok) notices = [...notices, started.error];
    else if (workplace.store.state.get('forgotten') === undefined && !(await isSignedIn(workplace))) {
      const enrolled = await workplace.enrolAt(training.server, TRAINING_CODE);
      if (!enrolled.ok) notices = [...notices, enrolled.error];
    }
    await training.startPcpos();
  }

  /** Its tokens may be gone, or speak of an earlier port, while the database still knows the device. */
  async function isSignedIn({ client, tokens }: Workplace): Promise<boolean> {
    const server = client();
    return server !== undefined && (await tokens.using(server, async () => ok(null))).ok;
  }

  const screenLock = await createScreenLock({
    secrets: host.secrets,
    settings,
    clock,
    changed: () => events.emit('status', 'tickets', 'files', 'till'),
  });
  let workplace = await open(options.mode ?? settings.get().mode);
  log.note('started', { version: appVersion, shell: host.kind, mode: workplace.mode, notices: notices.map(({ code }) => code) });

  /** Closed, mended and opened again; what is asked meanwhile waits. Once, however many noticed it. */
  let mending = false;
  function mend(mode: Mode): void {
    if (mending) return;
    mending = true;
    void inTurn(() => reopen(mode, () => {}, true)).finally(() => {
      mending = false;
    });
  }

  /** Nobody has the other mode's database open. */
  async function goBack(mode: Mode): Promise<Result<null, Problem>> {
    const folder = join(dataFolder, mode);
    try {
      await openBack({ folder, mode, migrations: resourcePath('migrations', 'core'), secrets: host.secrets, clock });
      return ok(null);
    } catch (cause) {
      if (cause instanceof DatabaseProblem) return err(inFolder(cause.problem, folder));
      throw cause;
    }
  }

  let switching: Promise<unknown> | undefined;
  function reopen(mode: Mode, between: () => void | Promise<void>, damaged = false): Promise<Result<null, Problem>> {
    const mine = reopenNow(mode, between, damaged).finally(() => {
      switching = undefined;
    });
    switching = mine.catch(() => undefined);
    return mine;
  }

  async function reopenNow(mode: Mode, between: () => void | Promise<void>, damaged: boolean): Promise<Result<null, Problem>> {
    if (closed) return err(problem('sync.stopped'));
    // The mode was switched while the damage was being reported; it is found again at its next opening.
    if (damaged && mode !== workplace.mode) return ok(null);
    const before = workplace.mode;
    await workplace.close();
    try {
      await between();
      workplace = await open(mode, damaged);
      return ok(null);
    } catch (cause) {
      workplace = await open(before);
      if (cause instanceof DatabaseProblem) return err(cause.problem);
      return err(problem('database.unusable', { file: join(dataFolder, mode, 'technik.db'), reason: String(cause) }));
    } finally {
      events.emit('status', 'tickets', 'till', 'probes');
    }
  }

  const core = {
    settings,
    events,
    workplace: (): Workplace => workplace,
    /** What was found at start, less what has been mended since. */
    notices: (): readonly Problem[] =>
      workplace.training?.running().serverRunning ? notices.filter((n) => !n.code.startsWith('training.')) : notices,
    /** @param back from a newer program's database of that mode to the copy from before, as at a start */
    setMode: (mode: Mode, back = false): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        if (mode === workplace.mode) return ok(null);
        const before = workplace.mode;
        // First: where it cannot be written down, the person stays where they are.
        const kept = settings.set({ mode });
        if (!kept.ok) return kept;
        const ready = back ? await goBack(mode) : ok(null);
        const answer = ready.ok ? await reopen(mode, () => {}) : ready;
        if (!answer.ok) settings.set({ mode: before });
        return answer;
      }),
    /** Training from the beginning. Production is not even open while this happens. */
    resetTraining: (): Promise<Result<null, Problem>> =>
      inTurn(async () => {
        if (workplace.training === undefined) return err(problem('training.not-here'));
        return reopen('training', () => eraseTraining(join(dataFolder, 'training')));
      }),
    /** Wipes what this mode has here, once what was not sent is on its way or sealed. Answers where it was sealed, if it was. */
    forget: (): Promise<Result<ForgottenView, Problem>> =>
      inTurn(async () => {
        const { mode, sync, syncWithFiles, files, store, lock, signingOff } = workplace;
        const folder = join(dataFolder, mode);
        if (sync.status().state !== 'offline' && lock.view() === null) await syncWithFiles();
        const secured = secureUnsent(folder, {
          operations: store.operations.waiting(),
          files: files.waiting().length,
          seal: lock.exportUnsent,
        });
        if (!secured.ok) return secured;
        let operatorKnows = false;
        const signOff = signingOff();
        const done = await reopen(mode, async () => {
          // When nothing goes on here any more: M/platform's answer to that would be to lock this device.
          operatorKnows = await signOff();
          markForgotten(folder);
        });
        return done.ok ? ok({ sealed: secured.value, operatorKnows }) : done;
      }),
    /** Resolves when no switch of the mode is under way. */
    async settled(): Promise<void> {
      while (switching !== undefined) await switching;
    },
    /** Finishes what it began and closes the databases. */
    close: (): Promise<void> =>
      inTurn(() => {
        closed = true;
        return workplace.close();
      }),
  };
  const updates = createUpdates({
    source: host.updates,
    version: appVersion,
    jobs: () => jobsOf(workplace, clock.now()),
    backUp: (version) =>
      backUpBeforeUpdate(workplace.db, join(dataFolder, workplace.mode, 'backups'), version, rfc3339(clock.now())),
    changed: () => events.emit('updates'),
  });
  const handedOver = createHandedOver({ workplace: () => workplace, changed: () => events.emit('handedOver') });
  return {
    ...core,
    /** A file that the person opened from outside the window. @param path from the shell, never from a page */
    openFile: (path: string): Promise<void> => handedOver.open(path),
    router: createRouter({
      ...core,
      clock,
      updates,
      handedOver,
      dataFolder,
      shell: host.kind,
      bug: log.bug,
      damaged: () => mend(workplace.mode),
      screenLock,
    }),
  };
}
export type Core = Awaited<ReturnType<typeof startCore>>;
