import type { Clock } from '../../../../domain/clock.ts';
import { type Problem, problem } from '../../../../domain/problem.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import type { Database } from '../../../../sqlite/database.ts';
import type { PracticeView } from '../../api/practice-views.ts';
import type { Events } from '../../events.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import type { Store } from '../../store/store.ts';
import type { createSync } from '../../sync/engine.ts';
import type { Till } from '../../till.ts';
import { createTurns } from '../../turns.ts';
import type { Training } from '../training.ts';
import { isDone, type Places } from './facts.ts';
import { forgetTicket } from './forget.ts';
import { namesOf } from './names.ts';
import { prepare } from './prepare.ts';
import { createRuns, type Run } from './runs.ts';
import type { PracticeMade, PracticeStep, Scenario } from './scenario.ts';
import { readScenarios } from './scenarios.ts';
import { createSurroundings, withMade } from './surroundings.ts';
import { createPracticeTill } from './till.ts';
import { practiceView, stepNow } from './view.ts';

export interface PracticeDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly training: Training;
  readonly till: Till;
  readonly sync: Pick<ReturnType<typeof createSync>, 'now' | 'status'>;
  readonly inbox: Pick<Inbox, 'list' | 'readTakenAway'>;
  readonly machineId: string;
  /** Of the exercises' files. */
  readonly folder: string;
  /** The practice till's file as delivered. */
  readonly template: string;
}

type Done = Promise<Result<null, Problem>>;

/**
 * Exercises in the practice workplace. How far one has come is worked out from what really happened, written down step
 * by step, and never said by the person. One is under way at a time; another begun meanwhile puts it aside.
 */
export function createPractice(deps: PracticeDeps) {
  const { store, training, sync, events } = deps;
  const scenarios = readScenarios(deps.folder);
  const runs = createRuns(deps.db, deps.clock);
  const till = createPracticeTill(training, deps.till, deps.template);
  const surroundings = createSurroundings(training, sync.now);
  const preparing = {
    ...deps,
    till,
    surroundings,
    sync: sync.now,
    profile: async () => {
      const read = await deps.till.reading();
      return read.ok ? read.value.profile.name : '';
    },
  };
  const places: Places = {
    store,
    sync: sync.status,
    till: deps.till.status,
    lastWritten: async () => (await deps.till.history()).find(({ outcome }) => outcome === 'done')?.subTicketId ?? null,
    unreadGone: () => deps.inbox.list().takenAway.map(({ place }) => place.ticketId),
    server: training.server,
  };
  // What an exercise changes outside must not be met half-done by a look at it, nor by another one's start.
  const inTurn = createTurns();
  const stopping = new AbortController();
  const scenarioOf = (run: Run): Scenario | undefined => scenarios.find(({ id }) => id === run.scenario);
  const changed = (): void => events.emit('practice');

  /** The exercise under way and the step of it that is due; undefined when there is none. */
  function dueNow(): { readonly run: Run; readonly scenario: Scenario; readonly step: PracticeStep } | undefined {
    const run = runs.current();
    const scenario = run === undefined ? undefined : scenarioOf(run);
    const step = run === undefined || scenario === undefined ? undefined : stepNow(scenario, run);
    return run === undefined || scenario === undefined || step === undefined ? undefined : { run, scenario, step };
  }

  /** Writes down each step that is done by now, with what then happens outside. */
  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const due = dueNow();
      if (due === undefined) return;
      const { run, scenario, step } = due;
      const names = namesOf(run.n);
      const skipped = run.world.skipped.includes(step.id);
      if (!skipped && !(await isDone(step, run, names, places))) return;
      // Before it is written down: after a crash it happens once more, which changes nothing, rather than never.
      for (const act of step.then) {
        const done = await surroundings.perform(act, scenario.world.fault, names);
        if (!done.ok) return;
        runs.change(runs.current() ?? run, done.value);
      }
      const last = scenario.steps.at(-1)?.id === step.id;
      if (last) await surroundings.clear();
      runs.stepDone(run, step.id, last);
      changed();
    }
  }

  async function putAside(): Promise<void> {
    const run = runs.current();
    if (run === undefined) return;
    if (run.finishedAt === null) runs.change(run, { till: await till.keep() });
    runs.makeCurrent(null);
  }

  async function begin(scenario: Scenario): Done {
    await putAside();
    const n = runs.add(scenario.id);
    const prepared = await prepare(preparing, scenario, n);
    const run = runs.all().find((one) => one.n === n);
    if (!prepared.ok || run === undefined) {
      runs.remove(n);
      await surroundings.clear();
      return prepared.ok ? ok(null) : prepared;
    }
    runs.change(run, prepared.value);
    runs.makeCurrent(n);
    return surroundings.restore(scenario.world.fault, { ...run.world, ...prepared.value });
  }

  async function goOn(scenario: Scenario, run: Run): Done {
    if (run.current) return ok(null);
    await putAside();
    const cleared = await surroundings.clear();
    if (!cleared.ok) return cleared;
    if (run.world.till !== null) await till.bringBack(run.world.till);
    runs.makeCurrent(run.n);
    return surroundings.restore(scenario.world.fault, run.world);
  }

  /** Takes exercises back to their beginning: their steps and their tickets go, here and at M/platform. */
  async function forget(which: readonly Run[]): Done {
    if (which.length === 0) return ok(null);
    if (which.some(({ current }) => current)) runs.makeCurrent(null);
    const cleared = await surroundings.clear();
    if (!cleared.ok) return cleared;
    for (const { n } of which) {
      const gone = await forgetTicket({ ...deps, sync: sync.now }, namesOf(n).ticketId);
      if (!gone.ok) return gone;
      runs.remove(n);
    }
    return ok(null);
  }

  const told = async (work: () => Done): Done => {
    try {
      return await inTurn(async () => {
        const answer = await work();
        await look();
        return answer;
      });
    } finally {
      events.emit('practice', 'status', 'tickets', 'till', 'probes');
    }
  };

  return {
    /** Looks first at what has been done. */
    view: (): Promise<PracticeView> =>
      inTurn(async () => {
        await look();
        return practiceView(scenarios, runs.all(), training.server);
      }),
    /** Begins an exercise, or goes on with one that was begun; `anew`: from its beginning, whatever was done of it. */
    start: (id: string, anew: boolean): Done =>
      told(async () => {
        const scenario = scenarios.find((one) => one.id === id);
        if (scenario === undefined) return err(problem('training.exercise-unknown', { id }));
        const open = runs.all().filter((run) => run.scenario === id && run.finishedAt === null);
        const begun = open.find(({ world }) => world.prepared);
        if (begun !== undefined && !anew) return goOn(scenario, begun);
        const forgotten = await forget(open);
        return forgotten.ok ? begin(scenario) : forgotten;
      }),
    /** Leaves the exercise that is under way; it can be gone on with later. */
    leave: (): Done =>
      told(async () => {
        await putAside();
        return surroundings.clear();
      }),
    /** What somebody outside does, at the step that is due. */
    press: (stepId: string): Done =>
      told(async () => {
        const due = dueNow();
        // Pressed twice, or on a page that is a step behind: it has happened already.
        if (due?.step.id !== stepId || due.step.button === undefined) return ok(null);
        const { run, scenario, step } = due;
        const done = await surroundings.perform(due.step.button.does, scenario.world.fault, namesOf(run.n));
        if (!done.ok) return done;
        runs.change(run, { ...done.value, asked: [...run.world.asked, step.id] });
        return ok(null);
      }),
    /** Leaves out the step that is due, where that is possible. It is shown as left out, never as done. */
    skip: (stepId: string): Done =>
      told(async () => {
        const due = dueNow();
        if (due?.step.id !== stepId || !due.step.optional) return ok(null);
        runs.change(due.run, { skipped: [...due.run.world.skipped, stepId] });
        return ok(null);
      }),
    /** One exercise, or all of them, as if they had never been begun. */
    reset: (id: string | null): Done => told(() => forget(runs.all().filter((run) => id === null || run.scenario === id))),
    /** Told by whatever makes something that leaves no row behind. */
    made: (what: PracticeMade, ticketId: string): Done =>
      told(async () => {
        const run = runs.current();
        if (run !== undefined && namesOf(run.n).ticketId === ticketId) runs.change(run, withMade(run, what));
        return ok(null);
      }),
    /** Brings back what was broken when the program ended, and follows what is done from now on. */
    follow(): void {
      void inTurn(async () => {
        const run = runs.current();
        const scenario = run === undefined || run.finishedAt !== null ? undefined : scenarioOf(run);
        if (run !== undefined && scenario !== undefined) await surroundings.restore(scenario.world.fault, run.world);
      });
      void (async () => {
        for await (const { topics } of events.stream(stopping.signal)) {
          if (topics.some((topic) => topic !== 'practice') && runs.current() !== undefined) await inTurn(look);
        }
      })();
    },
    async stop(): Promise<void> {
      stopping.abort();
      await inTurn(async () => undefined);
    },
  };
}
export type Practice = ReturnType<typeof createPractice>;
