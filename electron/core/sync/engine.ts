import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { SyncStatus } from '../api/views.ts';
import type { Closings } from '../closing/closings.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { Device } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Timers } from '../timers.ts';
import { type Live, openLive } from './live.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';

export interface SyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly tokens: Tokens;
  /** The client for the server at which this device is enrolled. */
  readonly client: () => FieldClient | undefined;
  readonly closings: Closings;
  readonly changed: () => void;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** Exponential back-off with full jitter, so that a thousand tills do not come back in the same second. */
export const backOff = (failures: number, random: () => number): number =>
  Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)) * (0.5 + random() / 2));

/**
 * Keeps the device and M/platform alike: push, pull, closes that were waiting for a line; again on a poke, on new
 * work, after a while when it failed. One round at a time; work that comes meanwhile makes one more.
 */
export function createSync(deps: SyncDeps) {
  const { store, clock, timers } = deps;
  let state: SyncStatus['state'] = store.state.get('device') === undefined ? 'notEnrolled' : 'connecting';
  let since = rfc3339(clock.now());
  let failure: Problem | null = null;
  let failures = 0;
  let nextTryAt: string | null = null;
  let cancelTry = (): void => {};
  let live: Live | undefined;
  let running: Promise<Result<null, Problem>> | undefined;
  let again = false;
  let stopped = true;

  function enter(next: SyncStatus['state'], why: Problem | null): void {
    if (state !== next) since = rfc3339(clock.now());
    state = next;
    failure = why;
    deps.changed();
  }

  async function round(): Promise<Result<null, Problem>> {
    const client = deps.client();
    const device = store.state.get('device');
    if (client === undefined || device === undefined) {
      enter('notEnrolled', null);
      return err(problem('device.not-enrolled'));
    }
    cancelTry();
    nextTryAt = null;
    enter(state === 'offline' || state === 'connecting' ? 'connecting' : 'syncing', null);
    const answer = await exchange(client, device);
    if (answer.ok) {
      failures = 0;
      store.state.set('lastSuccessAt', rfc3339(clock.now()));
      enter('idle', null);
      await keepLive(client);
    } else {
      scheduleRetry();
      enter('offline', answer.error);
    }
    return answer;
  }

  async function exchange(client: FieldClient, device: Device): Promise<Result<null, Problem>> {
    const { tokens } = deps;
    const send = () => push({ store, client, tokens, device, release: deps.closings.release });
    // Before asking for changes, say what was done: the answer then already holds it.
    const first = await send();
    if (!first.ok) return first;
    const pulled = await pull(store, client, tokens);
    if (!pulled.ok) return pulled;
    deps.changed();
    // Closes go last: everything their proof speaks of has arrived by now.
    if (!(await deps.closings.prove(client))) return ok(null);
    const second = await send();
    if (!second.ok) return second;
    const settled = await pull(store, client, tokens);
    return settled.ok ? ok(null) : settled;
  }

  function scheduleRetry(): void {
    if (stopped) return;
    const wait = backOff(failures, deps.random);
    failures += 1;
    nextTryAt = rfc3339(clock.now() + wait);
    cancelTry = timers.after(wait, () => void now());
  }

  async function keepLive(client: FieldClient): Promise<void> {
    if (live !== undefined || stopped) return;
    const token = await deps.tokens.using(client, async (accessToken) => ok(accessToken));
    if (!token.ok || live !== undefined || stopped) return;
    live = openLive(client, token.value, timers, {
      changed: () => void now(),
      lost: () => {
        live = undefined;
        // Ask at once whether only the socket went or the whole line.
        if (!stopped) cancelTry = timers.after(FIRST_WAIT_MS * deps.random(), () => void now());
      },
    });
  }

  async function now(): Promise<Result<null, Problem>> {
    if (running !== undefined) {
      again = true;
      return running;
    }
    running = round();
    try {
      return await running;
    } finally {
      running = undefined;
      if (again && !stopped) {
        again = false;
        if (state !== 'offline') void now();
      }
    }
  }

  return {
    now,
    start(): void {
      stopped = false;
      void now();
    },
    /** Lets a round that has begun finish, and begins no other. */
    async stop(): Promise<void> {
      stopped = true;
      cancelTry();
      live?.close();
      live = undefined;
      await running;
    },
    /** New work: send it now if the line is there; when it is not, the next try takes it along. */
    poke(): void {
      if (!stopped && state !== 'offline') void now();
      else deps.changed();
    },
    status: (): SyncStatus => ({
      state,
      since,
      lastSuccessAt: store.state.get('lastSuccessAt') ?? null,
      nextTryAt,
      waiting: store.operations.waiting(),
      rejected: store.operations.unreadRefusals().length,
      problem: failure,
    }),
  };
}
export type Sync = ReturnType<typeof createSync>;
