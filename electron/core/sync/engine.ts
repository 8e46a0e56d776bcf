import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { SyncStatus } from '../api/views.ts';
import type { Closings } from '../closing/closings.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import type { PendingOperation } from '../store/operations.ts';
import type { Device } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Timers } from '../timers.ts';
import { appVersion } from '../version.ts';
import { type ConnectLive, type Live, openLive } from './live.ts';
import { localFailure } from './local-failure.ts';
import { pull } from './pull.ts';
import { type PushDeps, push, tellAgain } from './push.ts';
import type { ServerClock } from './server-clock.ts';
import type { WakeReason } from './wake.ts';

export interface SyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly tokens: Tokens;
  /** The client for the server at which this device is enrolled. */
  readonly client: () => FieldClient | undefined;
  readonly closings: Closings;
  /** What has to wait for something else than the line: a file still on its way up. */
  readonly mayGo?: (pending: PendingOperation) => boolean;
  readonly changed: () => void;
  /** M/platform has shut this device out. */
  readonly revoked?: () => Promise<void>;
  readonly serverClock?: Pick<ServerClock, 'offsetMs'>;
  /** After how long without a ping the live line counts as dead. Milliseconds. */
  readonly liveSilenceMs?: number;
  /** How a live line is made, when not by a real socket. */
  readonly connectLive?: ConnectLive;
}

const FIRST_WAIT_MS = 2_000;
/**
 * Whoever waits the longest is up to date within a minute after M/platform is back: a call that was begun before and is given up
 * after 20 s, this wait, and a sync.
 */
const LONGEST_WAIT_MS = 35_000;

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
  let apartSince: string | undefined;
  let failure: Problem | null = null;
  let failures = 0;
  let nextTryAt: string | null = null;
  let cancelTry = (): void => {};
  let live: Live | undefined;
  let liveOf: FieldClient | undefined;
  let liveSince = 0;
  let liveLosses = 0;
  let undecided = 0;
  let running: Promise<Result<null, Problem>> | undefined;
  /** Somebody else's work during which no round may run. */
  let held: Promise<unknown> | undefined;
  let following: Promise<Result<null, Problem>> | undefined;
  let stopped = true;
  let closed = false;

  function enter(next: SyncStatus['state'], why: Problem | null): void {
    // A try that came to nothing is no new beginning: it says since when nothing gets through.
    if (next === 'offline') apartSince ??= rfc3339(clock.now());
    else if (next !== 'connecting') apartSince = undefined;
    if (apartSince !== undefined) since = apartSince;
    else if (state !== next) since = rfc3339(clock.now());
    state = next;
    failure = why;
    deps.changed();
  }

  /** One round. A full disk or a bug ends it like a dead line does: shown, and tried again; never the end of the core. */
  async function round(): Promise<Result<null, Problem>> {
    try {
      return await attempt();
    } catch (cause) {
      const failed = localFailure(cause);
      scheduleRetry();
      enter('offline', failed);
      return err(failed);
    }
  }

  async function attempt(): Promise<Result<null, Problem>> {
    const client = deps.client();
    const device = store.state.get('device');
    cancelTry();
    nextTryAt = null;
    if (client === undefined || device === undefined) {
      enter('notEnrolled', null);
      return err(problem('device.not-enrolled'));
    }
    if (store.state.get('locked') !== undefined) return shutOut();
    enter(state === 'offline' || state === 'connecting' ? 'connecting' : 'syncing', null);
    const answer = await exchange(client, device);
    if (answer.ok) {
      failures = 0;
      store.state.set('lastSuccessAt', rfc3339(clock.now()));
      askAgainAboutUndecided();
      enter('idle', null);
      await keepLive(client);
      return answer;
    }
    if (serverCode(answer.error) === 'auth.revoked') return shutOut();
    scheduleRetry();
    const failed = forThePerson(answer.error);
    enter('offline', failed);
    return err(failed);
  }

  /** No call is made any more until the device is enrolled anew. */
  async function shutOut(): Promise<Result<null, Problem>> {
    live?.close();
    live = undefined;
    const locked = problem('device.locked');
    enter('offline', locked);
    await deps.revoked?.();
    return err(locked);
  }

  async function exchange(client: FieldClient, device: Device): Promise<Result<null, Problem>> {
    const { tokens } = deps;
    await deps.closings.begin();
    const going = () => !closed;
    const release: PushDeps['release'] = (pending) =>
      deps.mayGo?.(pending) === false ? { go: false } : deps.closings.release(pending);
    // Asked for each time: where its count stands may have been mended meanwhile.
    const pushing = () => ({
      store,
      client,
      tokens,
      device: store.state.get('device') ?? device,
      release,
      stands: deps.closings.stands,
    });
    const send = () => push(pushing());
    const fetch = () => pull(store, client, tokens, going, (refused) => tellAgain(pushing(), refused));
    // Before asking for changes, say what was done: the answer then already holds it.
    const first = await send();
    if (!first.ok) return first;
    const pulled = await fetch();
    if (!pulled.ok) return pulled;
    if (closed) return err(problem('sync.stopped'));
    deps.changed();
    // Closes go last: everything their proof speaks of has arrived by now.
    if (!(await deps.closings.prove())) return ok(null);
    const second = await send();
    if (!second.ok) return second;
    const settled = await fetch();
    return settled.ok ? ok(null) : settled;
  }

  function scheduleRetry(): void {
    if (stopped) return;
    const wait = backOff(failures, deps.random);
    failures += 1;
    tryIn(wait);
  }

  /** One waiting at a time: a timer that nobody can take back any more would fire after the end. */
  function tryIn(ms: number): void {
    cancelTry();
    nextTryAt = rfc3339(clock.now() + ms);
    cancelTry = timers.after(ms, () => void now());
  }

  /** What the server put off (`retryLater`), and a close whose probe failed, poke nobody when their time has come. */
  function askAgainAboutUndecided(): void {
    const waits = store.operations.pending().some(({ applied, held }) => !applied && held === null);
    undecided = waits ? undecided + 1 : 0;
    if (waits && !stopped) tryIn(backOff(undecided, deps.random));
  }

  async function keepLive(client: FieldClient): Promise<void> {
    if (stopped || (live !== undefined && liveOf === client)) return;
    // Enrolled anew since: the old line is another device's, perhaps another server's.
    live?.close();
    live = undefined;
    const token = await deps.tokens.using(client, async (accessToken) => ok(accessToken));
    if (live !== undefined || stopped) return;
    // Without a live line nobody pokes: whoever cannot open one has to look again by itself.
    if (!token.ok) return lineLost();
    liveOf = client;
    liveSince = clock.now();
    const on = { changed: () => void now(), lost: lineLost };
    live = openLive(client, token.value, timers, on, deps.connectLive, deps.liveSilenceMs);
  }

  function lineLost(): void {
    live = undefined;
    if (stopped || state === 'offline') return;
    // Ask at once whether only the socket went or the whole line; but where no live line ever holds, ask seldom.
    liveLosses = Math.abs(clock.now() - liveSince) > LONGEST_WAIT_MS ? 1 : liveLosses + 1;
    tryIn(liveLosses === 1 ? FIRST_WAIT_MS * deps.random() : backOff(liveLosses - 1, deps.random));
  }

  async function now(): Promise<Result<null, Problem>> {
    while (held !== undefined) await held;
    if (closed) return err(problem('sync.stopped'));
    if (running !== undefined) {
      // What was done since it began may not be in it: whoever asks now gets the answer of a round of their own.
      following ??= running.then((answer) => {
        following = undefined;
        return answer.ok ? now() : answer;
      });
      return following;
    }
    running = round();
    try {
      return await running;
    } finally {
      running = undefined;
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
      closed = true;
      cancelTry();
      live?.close();
      live = undefined;
      await held;
      await running;
    },
    /** Does `work` while no round runs; rounds that are asked for meanwhile come after it. */
    async alone<T>(work: () => Promise<T>): Promise<T> {
      while (held !== undefined || running !== undefined) await (held ?? running);
      const mine = work();
      held = mine.then(
        () => undefined,
        () => undefined,
      );
      try {
        return await mine;
      } finally {
        held = undefined;
      }
    },
    /**
     * Something says that the line may be another one now: tries at once, however long the last failure would have it
     * wait. After sleep, what was open is dead and only does not know it.
     */
    wake(why: WakeReason): void {
      if (stopped) return;
      failures = 0;
      liveLosses = 0;
      live?.close();
      live = undefined;
      if (why === 'resume') deps.client()?.disconnect();
      void now();
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
      rejected: store.outlines.countRefusals(),
      problem: failure,
      clockOffsetMs: deps.serverClock?.offsetMs() ?? null,
      unreadRows: store.serverRows.unread(),
    }),
  };
}

/** The codes with which the server says that this device's sign-in is no longer of use; enrolling again mends all of them. */
const SIGN_IN_LOST = ['auth.unknown', 'auth.superseded', 'auth.expired'];

/** What is said to the person where they, or whoever installs programs, have to do something. */
function forThePerson(failed: Problem): Problem {
  const code = serverCode(failed);
  if (code === 'contract.too-old') return problem('sync.update-needed', { version: appVersion }, failed.evidence);
  if (code !== undefined && SIGN_IN_LOST.includes(code)) return problem('device.enrol-again', {}, failed.evidence);
  return failed.code === 'device.not-enrolled' ? problem('device.keys-lost') : failed;
}
