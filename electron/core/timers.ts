/** Waiting, passed in like the clock, so that simulations run it on virtual time. */
export interface Timers {
  /** Calls back once after `ms`; the answer takes it back. */
  after(ms: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    // Waiting for the next try must not keep a finished command alive.
    timer.unref();
    return () => clearTimeout(timer);
  },
};
