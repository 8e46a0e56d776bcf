import type { SubTicket } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RunningFacts, TillFacts, TillReading } from '../../native-checks/pcpos/index.ts';
import { type FoundPcPos, findPcPos, isRemote } from '../../native-checks/pcpos/index.ts';
import type { ConfigChangeView, HandOverView, RestorePlanView, TillFactsView, TillStatus, WritingWay } from './api/views.ts';
import type { Store } from './store/store.ts';
import { createRecording } from './till-recording.ts';
import { createRestartWatch, type LastChange, type RestartDeps } from './till-restart.ts';
import { type ConfigPlan, needsRights, type Workstation } from './workstation/index.ts';

export interface TillDeps {
  readonly store: Store;
  readonly workstation: Workstation;
  readonly machineId: string;
  /** In training the till is the simulated one and no other folder may be touched. */
  readonly fixedFolder: string | null;
  /** The person can be asked to consent to administrator's rights. */
  readonly canElevate: boolean;
  /** How PC-POS is started from here. */
  readonly starting: {
    possible(facts: TillFacts): Promise<boolean>;
    start(facts: TillFacts): Promise<Result<null, Problem>>;
  };
  readonly restart: Pick<RestartDeps, 'clock' | 'timers' | 'changed'>;
}

/** What the person saw: the digests before and after. */
export interface SeenPlan {
  readonly replace: boolean;
  readonly expect: string;
  readonly result: string;
  readonly server?: string;
}

/** What became of a plan that was written. */
export interface Applied {
  readonly digest: string;
  readonly changed: boolean;
  /** Other points of sale on the same file, for which it was recorded, too. */
  readonly recordedToo: readonly string[];
}

export type TillPlan = ConfigPlan & { readonly way: WritingWay };

/** The till of this machine: where its PC-POS lies, what its configuration says, and the writing of it. */
export function createTill(deps: TillDeps) {
  const { store, workstation, machineId, fixedFolder, canElevate, starting } = deps;
  const folder = (): string | undefined => fixedFolder ?? store.state.get('tillFolder');
  const recording = createRecording(store, machineId);
  const changing = new Set<Promise<unknown>>();
  let revision = 0;
  let delivered = whatIsDelivered();

  /** By which plans are made: where the settings go, and M/platform's address. */
  function whatIsDelivered(): string {
    return JSON.stringify([store.serverRows.pcposProfiles(), store.serverRows.setting()?.serverAddress ?? null]);
  }

  /** Counts a change of the till's file from its first step, and remembers it until its last. */
  function tracked<T>(work: () => Promise<T>): Promise<T> {
    revision += 1;
    const mine = work();
    changing.add(mine);
    const done = (): void => void changing.delete(mine);
    mine.then(done, done);
    return mine;
  }

  async function reading(): Promise<Result<TillReading, Problem>> {
    const path = folder();
    return path === undefined ? err(problem('till.not-chosen')) : workstation.inspect(path);
  }

  const watch = createRestartWatch({ ...deps.restart, lastChange, look });

  async function lastChange(): Promise<LastChange | null> {
    const read = await reading();
    if (!read.ok) return null;
    const last = workstation.history(read.value.file).find(({ outcome }) => outcome === 'done');
    return last === undefined ? null : { id: last.id, at: last.finishedAt ?? last.at };
  }

  async function look(since: boolean): Promise<RunningFacts> {
    const read = await reading();
    return read.ok ? workstation.running(read.value, since) : { state: 'unknown', reason: 'no-configuration', since: null };
  }

  async function facts(): Promise<Result<TillFacts, Problem>> {
    const path = folder();
    return path === undefined ? err(problem('till.not-chosen')) : ok(await workstation.facts(path));
  }

  function subTicketOf(id: string): SubTicket | undefined {
    const ticketId = store.viewRows.ticketIdOf(id);
    return ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier.subTickets.find((s) => s.id === id);
  }

  /** What a sub-ticket asks the till to be given: M/platform's address and the number of the point of sale. */
  function target(subTicketId: string): Result<{ readonly server: string; readonly stores: readonly string[] }, Problem> {
    const subTicket = subTicketOf(subTicketId);
    if (subTicket === undefined) return err(problem('subTicket.unknown', { id: subTicketId }));
    const server = store.serverRows.setting()?.serverAddress;
    return server === undefined ? err(problem('till.no-server-address')) : ok({ server, stores: [subTicket.punktId] });
  }

  async function plan(subTicketId: string, replace: boolean, server?: string): Promise<Result<TillPlan, Problem>> {
    const path = folder();
    if (path === undefined) return err(problem('till.not-chosen'));
    const wanted = target(subTicketId);
    if (!wanted.ok) return wanted;
    const options = { stores: wanted.value.stores, server: server ?? wanted.value.server, replace };
    const planned = await workstation.plan(path, options);
    return planned.ok ? ok({ ...planned.value, way: wayOf(planned.value) }) : planned;
  }

  function wayOf({ obstacle, folder: of }: ConfigPlan): WritingWay {
    if (obstacle === null) return 'direct';
    if (!needsRights(obstacle)) return 'none';
    return canElevate && !isRemote(of) ? 'consent' : 'handOver';
  }

  /** The plan that the person saw, and no other. */
  async function samePlan(subTicketId: string, seen: SeenPlan): Promise<Result<TillPlan, Problem>> {
    const planned = await plan(subTicketId, seen.replace, seen.server);
    if (!planned.ok) return planned;
    const { before, after } = planned.value;
    return before.digest === seen.expect && after.digest === seen.result ? planned : err(problem('till.plan-outdated'));
  }

  async function apply(subTicketId: string, seen: SeenPlan): Promise<Result<Applied, Problem>> {
    const planned = await samePlan(subTicketId, seen);
    if (!planned.ok) return planned;
    const { before, after, file, profile, way, changed, obstacle } = planned.value;
    const allowed = recording.judge(subTicketId, { ...after, file, profile });
    if (!allowed.ok) return allowed;
    // Nobody can be asked for the rights here. What somebody else has put in place meanwhile needs none.
    if (changed && way === 'handOver') return err(problem('workstation.elevation-unavailable', {}, obstacle?.evidence));
    const applied = await workstation.apply(planned.value, { subTicketId });
    if (!applied.ok) return applied;
    // The file that was written, whichever till has been chosen meanwhile.
    const read = await workstation.inspect(file);
    if (!read.ok) return read;
    const recorded = recording.record(subTicketId, read.value, { digest: before.digest, said: before });
    return recorded.ok ? ok({ digest: read.value.digest, changed, recordedToo: recorded.value }) : recorded;
  }

  return {
    folder,
    reading,
    target,
    plan,
    workstation,
    async choose(path: string): Promise<Result<null, Problem>> {
      if (fixedFolder !== null) return err(problem('till.training-only'));
      const read = await workstation.inspect(path);
      if (!read.ok) return read;
      store.state.set('tillFolder', read.value.folder);
      return ok(null);
    },
    /**
     * Writes the plan that the person saw and records it. The intent is checked first, so that a till is not
     * touched for work that the rules refuse.
     */
    apply: (subTicketId: string, options: SeenPlan) => tracked(() => apply(subTicketId, options)),
    /** Goes up when a change of the till's file begins: what was found out before says nothing of the file after. */
    revision: (): number => revision,
    busy: (): boolean => changing.size > 0,
    /** Until what has begun to change the till's file has ended and been recorded. */
    async settled(): Promise<void> {
      while (changing.size > 0) await Promise.allSettled(changing);
    },
    /** For someone who has the rights: the plan's file and written steps, in the data folder. */
    async handOver(subTicketId: string, seen: SeenPlan): Promise<Result<HandOverView, Problem>> {
      const planned = await samePlan(subTicketId, seen);
      return planned.ok ? workstation.handOver(planned.value) : planned;
    },
    async facts(): Promise<Result<TillFactsView, Problem>> {
      const known = await facts();
      if (!known.ok) return known;
      const { running: _seen, ...restart } = await watch.ask();
      const startable = known.value.running.state !== 'yes' && (await starting.possible(known.value));
      return ok({ ...known.value, restart, startable });
    },
    async start(): Promise<Result<null, Problem>> {
      const known = await facts();
      return known.ok ? starting.start(known.value) : known;
    },
    /** Whether M/platform has said otherwise since this was last asked: a plan that is shown has to be made anew. */
    deliveryChanged(): boolean {
      const before = delivered;
      delivered = whatIsDelivered();
      return delivered !== before;
    },
    /** Nobody wants to know any more. */
    stop: (): void => watch.stop(),
    /**
     * At start: finishes or undoes an interrupted write, and records a finished one whose record did not make it.
     * Says what it found.
     */
    async recover(): Promise<readonly Problem[]> {
      const notices = await workstation.recover();
      const read = await reading();
      if (!read.ok) return notices;
      const last = workstation.history(read.value.file).find((change) => change.outcome === 'done');
      // What was brought back was not made for the sub-ticket: it undid what was.
      if (
        last?.kind === 'apply' &&
        last.subTicketId &&
        last.after === read.value.digest &&
        !recording.isRecorded(last.subTicketId, last.after)
      )
        recording.record(last.subTicketId, read.value, { digest: last.before, said: null });
      return notices;
    },
    /** Where PC-POS lies on this machine, as far as that can be told. In training only the practice till is there. */
    find: (): Promise<readonly FoundPcPos[]> =>
      findPcPos(
        fixedFolder === null
          ? { platform: process.platform, env: process.env, candidates: [folder()].filter((f) => f !== undefined) }
          : { platform: 'linux', env: {}, candidates: [fixedFolder] },
      ),
    async history(): Promise<readonly ConfigChangeView[]> {
      const path = folder();
      const past = path === undefined ? undefined : await workstation.historyAt(path);
      if (past?.ok !== true) return [];
      return past.value.changes.map(
        ({ id, at, author, subTicketId, file, before, after, outcome, kind, restoredId, changes }) => ({
          id,
          at,
          author,
          subTicketId,
          file,
          before,
          after,
          outcome,
          kind,
          restoredId,
          changes: changes.map(({ key, from, to }) => ({ key, from, to })),
        }),
      );
    },
    /** What going back to before that change would do to the file as it is now; changes nothing. */
    async planRestore(id: string): Promise<Result<RestorePlanView, Problem>> {
      const path = folder();
      return path === undefined ? err(problem('till.not-chosen')) : workstation.planRestore(path, id);
    },
    /**
     * Brings back what the file held before a change; the sub-ticket it was made for is no longer configured so.
     * @param expect digest of the file as the person saw it, null where it was missing
     */
    restore: (id: string, expect: string | null): Promise<Result<null, Problem>> =>
      tracked(async () => {
        const path = folder();
        if (path === undefined) return err(problem('till.not-chosen'));
        const restored = await workstation.restore(path, id, expect);
        if (!restored.ok) return restored;
        const { file, before, restoredId } = restored.value;
        const read = await workstation.inspect(file);
        if (!read.ok) return ok(null);
        const undone = workstation.history(file).find((change) => change.id === restoredId)?.subTicketId ?? null;
        recording.recordOthers(undone, read.value, { digest: before.digest, said: before });
        return ok(null);
      }),
    async status(): Promise<TillStatus> {
      const path = folder() ?? null;
      const read = await reading();
      if (!read.ok)
        return {
          folder: path,
          found: false,
          running: null,
          server: null,
          stores: [],
          restart: null,
          problem: path === null ? null : read.error,
        };
      const { server, stores } = read.value;
      const { state, running } = await watch.ask();
      const seen = running.state === 'unknown' ? null : running.state === 'yes';
      return { folder: path, found: true, running: seen, server, stores, restart: state, problem: null };
    },
  };
}
export type Till = ReturnType<typeof createTill>;
