import type { Random } from './random.ts';

/** Thrown by whatever a side still asks of the world after it has died. Nothing that it does then has an effect. */
export class Crashed extends Error {
  constructor() {
    super('crashed');
  }
}

/** What a side still had in hand when it died ends in nothing; to anything else a program that simulates is not deaf. */
export function forgetTheDead(): void {
  process.on('unhandledRejection', (cause) => {
    if (!(cause instanceof Crashed)) throw cause;
  });
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

/**
 * Virtual time, and the one place where it is decided what happens next. Real promises run between two events until
 * nothing more can happen without one; no real timer, socket or clock has a say.
 */
export function createScheduler(random: Random, trace: (line: string) => void) {
  const queue: Event[] = [];
  let now = 0;
  let order = 0;
  let steps = 0;
  let activity = 0;

  function after(ms: number, label: string, run: Event['run']): () => void {
    activity += 1;
    order += 1;
    const event = { at: now + Math.max(0, Math.round(ms)), order, label, run };
    let i = queue.length;
    while (i > 0 && later(queue[i - 1], event)) i -= 1;
    queue.splice(i, 0, event);
    return () => {
      const found = queue.indexOf(event);
      if (found >= 0) queue.splice(found, 1);
    };
  }

  /** Lets everything run that waits for no event. */
  async function settle(): Promise<void> {
    let before = -1;
    while (before !== activity) {
      before = activity;
      for (let i = 0; i < 4; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  return {
    random,
    /** Milliseconds since the beginning of the run. */
    now: (): number => now,
    steps: (): number => steps,
    next: (): number | undefined => queue[0]?.at,
    /** Tells that something moved, so that `settle` looks once more. */
    stir: (): void => {
      activity += 1;
    },
    after,
    settle,
    /** The next event and all that follows from it at once. False when there is none before `until`. */
    async step(until: number): Promise<boolean> {
      const event = queue[0];
      if (event === undefined || event.at > until) {
        now = Math.max(now, until);
        return false;
      }
      queue.shift();
      now = event.at;
      steps += 1;
      if (event.label !== '') trace(event.label);
      await event.run();
      await settle();
      return true;
    },
  };
}
export type Scheduler = ReturnType<typeof createScheduler>;

const later = (a: Event | undefined, b: Event): boolean =>
  a !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order));

/** One life of one side, from its start to its crash: its timers and waits end with it. */
export function createLife(scheduler: Scheduler) {
  let alive = true;
  const cancels = new Set<() => void>();
  const rejects = new Set<(cause: Crashed) => void>();

  function later(ms: number, label: string, run: () => void): () => void {
    if (!alive) return () => {};
    const cancel = scheduler.after(ms, label, () => {
      cancels.delete(cancel);
      run();
    });
    cancels.add(cancel);
    return () => {
      cancels.delete(cancel);
      cancel();
    };
  }

  return {
    alive: (): boolean => alive,
    later,
    /** Runs when the side dies, or at once when called before. */
    atDeath(run: () => void): () => void {
      const once = (): void => {
        if (cancels.delete(once)) run();
      };
      cancels.add(once);
      return once;
    },
    /** Waits; when the side dies meanwhile, it never goes on (`forget`) or meets its death (`throw`). */
    wait(ms: number, label: string, atDeath: 'forget' | 'throw'): Promise<void> {
      if (!alive) return atDeath === 'throw' ? Promise.reject(new Crashed()) : new Promise(() => {});
      return new Promise((resolve, reject) => {
        const died = (cause: Crashed) => {
          if (atDeath === 'throw') reject(cause);
        };
        rejects.add(died);
        later(ms, label, () => {
          rejects.delete(died);
          resolve();
        });
      });
    },
    die(): void {
      if (!alive) return;
      alive = false;
      for (const cancel of [...cancels]) cancel();
      cancels.clear();
      scheduler.stir();
      for (const reject of rejects) reject(new Crashed());
      rejects.clear();
    },
  };
}
export type Life = ReturnType<typeof createLife>;
