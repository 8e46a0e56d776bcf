import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../../domain/clock.ts';
import type { Database } from '../../../../sqlite/database.ts';

const world = z.object({
  /** Its ticket is at M/platform and the till is set: it can be done. */
  prepared: z.boolean(),
  /** What is broken outside the till has been mended. */
  mended: z.boolean(),
  /** The line was cut for the exercise. */
  lineCut: z.boolean(),
  /** Steps whose button was pressed. */
  asked: z.array(z.string()),
  /** Steps that the person left out. */
  skipped: z.array(z.string()).default([]),
  /** What was made that leaves no row behind. */
  made: z.array(z.string()),
  /** Where something else than M/platform answers, for a till with a wrong address. */
  otherPort: z.int().nullable(),
  /** The till's file as it was left when the exercise was put aside, in base64. */
  till: z.string().nullable(),
});
export type RunWorld = Readonly<z.infer<typeof world>>;
const FRESH: RunWorld = {
  prepared: false,
  mended: false,
  lineCut: false,
  asked: [],
  skipped: [],
  made: [],
  otherPort: null,
  till: null,
};

export interface Run {
  /** Names its ticket; never used twice. */
  readonly n: number;
  readonly scenario: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly current: boolean;
  readonly world: RunWorld;
  /** Steps done, with when. */
  readonly done: ReadonlyMap<string, string>;
}

interface Row {
  n: number;
  scenario: string;
  started_at: string;
  finished_at: string | null;
  current: number | null;
  world: string;
}

/** How far each exercise has come: kept step by step, so that a crash takes nothing back. */
export function createRuns(db: Database, clock: Clock) {
  const all = db.prepare<[], Row>('SELECT * FROM practice_run ORDER BY n DESC');
  const one = db.prepare<[], Row>('SELECT * FROM practice_run WHERE current = 1');
  const insert = db.prepare('INSERT INTO practice_run (scenario, started_at, world) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM practice_run WHERE n = ?');
  const leave = db.prepare('UPDATE practice_run SET current = NULL WHERE current = 1');
  const enter = db.prepare('UPDATE practice_run SET current = 1 WHERE n = ?');
  const saveWorld = db.prepare('UPDATE practice_run SET world = ? WHERE n = ?');
  const finish = db.prepare('UPDATE practice_run SET finished_at = ? WHERE n = ?');
  const steps = db.prepare<[number], { step: string; done_at: string }>('SELECT step, done_at FROM practice_step WHERE run = ?');
  const addStep = db.prepare('INSERT INTO practice_step (run, step, done_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const toRun = (row: Row): Run => ({
    n: row.n,
    scenario: row.scenario,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    current: row.current === 1,
    world: world.parse(JSON.parse(row.world)),
    done: new Map(steps.all(row.n).map(({ step, done_at }) => [step, done_at])),
  });

  return {
    /** Newest first. */
    all: (): readonly Run[] => all.all().map(toRun),
    current(): Run | undefined {
      const row = one.get();
      return row === undefined ? undefined : toRun(row);
    },
    /** A new one, not yet the current one. */
    add: (scenario: string): number => Number(insert.run(scenario, rfc3339(clock.now()), JSON.stringify(FRESH)).lastInsertRowid),
    remove: (n: number): void => void remove.run(n),
    /** Null: none is under way any more. */
    makeCurrent: (n: number | null): void =>
      db
        .transaction(() => {
          leave.run();
          if (n !== null) enter.run(n);
        })
        .immediate(),
    change: (run: Run, change: Partial<RunWorld>): void => void saveWorld.run(JSON.stringify({ ...run.world, ...change }), run.n),
    stepDone: (run: Run, step: string, last: boolean): void =>
      db
        .transaction(() => {
          addStep.run(run.n, step, rfc3339(clock.now()));
          if (last) finish.run(rfc3339(clock.now()), run.n);
        })
        .immediate(),
  };
}
export type Runs = ReturnType<typeof createRuns>;
