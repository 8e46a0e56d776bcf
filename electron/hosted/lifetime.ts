import type { Timers } from '../core/timers.ts';
import { LAUNCH_MS } from './session.ts';

/** A reload or a short hiccup of the line is over by then. */
export const GONE_MS = 5_000;
/** A window that is there but does not come back (crashed page, a browser that stays on with no window). */
export const LINGER_MS = 60_000;

/** `gone`: its window is. `expired`: nobody came while the address was good. */
export type Ending = 'gone' | 'expired';

export interface Lifetime {
  windows(count: number): void;
  browserEnded(): void;
}

/**
 * Decides when the hosted shell has nothing left to do: its window is gone for a while. While the browser process
 * that we started lives, the window may only be reloading, so it gets longer. An address that was only printed
 * waits for as long as it is good.
 * @param browser whether a browser was started
 */
export function createLifetime(timers: Timers, browser: boolean, end: (why: Ending) => void): Lifetime {
  let running = browser;
  let connected = 0;
  let everConnected = false;
  let cancel = (): void => {};
  const consider = (): void => {
    cancel();
    cancel = () => {};
    if (connected > 0) return;
    if (!everConnected && !browser) {
      cancel = timers.after(LAUNCH_MS, () => end('expired'));
      return;
    }
    // A browser that ended before the page came may have handed it to one that already ran.
    cancel = timers.after(everConnected && !running ? GONE_MS : LINGER_MS, () => end('gone'));
  };
  consider();
  return {
    windows(count) {
      connected = count;
      everConnected ||= count > 0;
      consider();
    },
    browserEnded() {
      running = false;
      consider();
    },
  };
}
