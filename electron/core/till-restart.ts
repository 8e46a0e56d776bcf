import { type Clock, rfc3339 } from '../../domain/clock.ts';
import { type RunningFacts, restartedSince } from '../../native-checks/pcpos/index.ts';
import type { RestartState, RestartView } from './api/views.ts';
import type { Timers } from './timers.ts';
import { createTurns } from './turns.ts';

/** The last change of the till's file that was made here; PC-POS reads the file when it starts, and only then. */
export interface LastChange {
  readonly id: string;
  /** RFC 3339 */
  readonly at: string;
}

export interface RestartDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly lastChange: () => Promise<LastChange | null>;
  /** @param since whether it is also asked since when PC-POS runs, which takes longer */
  readonly look: (since: boolean) => Promise<RunningFacts>;
  /** The state is another one than was told last. */
  readonly changed: (state: RestartState | null) => void;
}

const EVERY_MS = 2_000;
/** After the last time that anybody asked. */
const AT_MOST_MS = 15 * 60_000;

interface Seen {
  readonly changeId: string;
  readonly downAt: string | null;
  readonly upAt: string | null;
}

/**
 * Watches for the restart that makes a change effective: by when PC-POS was started, and where the system does not
 * tell, by having seen it go down and come up. It looks only while somebody wants to know, and not for ever.
 */
export function createRestartWatch({ clock, timers, lastChange, look, changed }: RestartDeps) {
  let seen: Seen | undefined;
  let told: RestartState | null | undefined;
  let askedAt = 0;
  let cancel: (() => void) | undefined;
  let stopped = false;

  // One after the other: an older look that ends later, held against what a newer one saw go down, would seem to have
  // seen PC-POS come up again.
  const inTurn = createTurns();
  // Whoever asks before a look has begun gets that one: a screen that asks at each change would else wait for them all.
  let coming: ReturnType<typeof lookOnce> | undefined;
  const observe = () => {
    coming ??= inTurn(() => {
      coming = undefined;
      return lookOnce();
    });
    return coming;
  };

  async function lookOnce(): Promise<RestartView & { readonly running: RunningFacts }> {
    // In this order: what is seen was seen after the change that it is held against.
    const change = await lastChange();
    const running = await look(change !== null && !(seen?.changeId === change.id && seen.upAt !== null));
    if (change === null) return { state: null, changedAt: null, downAt: null, upAt: null, running };
    if (seen?.changeId !== change.id) seen = { changeId: change.id, downAt: null, upAt: null };
    const state = judge(seen, running, change);
    return { state, changedAt: change.at, downAt: seen.downAt, upAt: seen.upAt, running };
  }

  function judge(now: Seen, running: RunningFacts, change: LastChange): RestartState {
    if (now.upAt !== null) return 'done';
    if (running.state === 'unknown') return 'unknown';
    if (running.state === 'no') {
      seen = { ...now, downAt: now.downAt ?? rfc3339(clock.now()) };
      return 'down';
    }
    const restarted = now.downAt === null ? restartedSince(running, change.at) : true;
    if (restarted === null) return 'unknown';
    if (!restarted) return 'needed';
    seen = { ...now, upAt: now.downAt === null ? running.since : rfc3339(clock.now()) };
    return 'done';
  }

  function watch(): void {
    if (cancel !== undefined || stopped) return;
    cancel = timers.after(EVERY_MS, () => void lookAgain());
  }

  async function lookAgain(): Promise<void> {
    cancel = undefined;
    const { state, running } = await observe().catch((cause: unknown) => {
      // The workplace closed its database meanwhile.
      if (stopped) return { state: told ?? null, running: NOTHING_SEEN };
      throw cause;
    });
    if (stopped) return;
    if (state !== told) {
      told = state;
      changed(state);
    }
    if (worthWatching(state, running) && clock.now() - askedAt < AT_MOST_MS) watch();
  }

  return {
    /** How it stands now. Whoever asks is told of each change from now on, until PC-POS was restarted. */
    async ask(): Promise<RestartView & { readonly running: RunningFacts }> {
      const now = await observe();
      told = now.state;
      askedAt = clock.now();
      if (worthWatching(now.state, now.running)) watch();
      return now;
    },
    stop(): void {
      stopped = true;
      cancel?.();
    },
  };
}

const NOTHING_SEEN: RunningFacts = { state: 'unknown', reason: null, since: null };

/** Where it can never be seen whether PC-POS runs, looking again brings nothing. */
const worthWatching = (state: RestartState | null, running: RunningFacts): boolean =>
  state !== null && state !== 'done' && running.state !== 'unknown';
