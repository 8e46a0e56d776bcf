/** The promise, or the signal's reason as soon as it aborts. For work that cannot be stopped itself. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** True when `cause` is the signal's own abort, and not a failure of the work. */
export const wasStopped = (cause: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (cause === signal.reason || (cause instanceof Error && cause.name === 'AbortError'));

/** The work's value, or `stopped` when its time was up first. Failures of the work itself pass through. */
export async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  try {
    return await abortable(work, signal);
  } catch (cause) {
    if (wasStopped(cause, signal)) return 'stopped';
    throw cause;
  }
}

/** Gives work a limit of its own beside the signal's; the work itself must heed the signal that it gets. */
export async function within<T>(ms: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), ms);
  try {
    return await work(AbortSignal.any([signal, timeUp.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** An answer that took a moment earns the others four times as long, but never less than this. */
const LEAST_GRACE_MS = 300;

/**
 * Makes all attempts at once. When the first good one is there, the rest get a short grace instead of the whole
 * time: one dead address must not make a healthy way look slow. An attempt resolves when its signal aborts.
 */
export async function together<T>(
  attempts: readonly ((signal: AbortSignal) => Promise<T>)[],
  isGood: (outcome: T) => boolean,
  signal: AbortSignal,
): Promise<T[]> {
  const enough = new AbortController();
  const started = performance.now();
  let grace: NodeJS.Timeout | undefined;
  const both = AbortSignal.any([signal, enough.signal]);
  const outcomes = attempts.map(async (attempt) => {
    const outcome = await attempt(both);
    if (isGood(outcome)) {
      grace ??= setTimeout(() => enough.abort(), Math.max(LEAST_GRACE_MS, 4 * (performance.now() - started)));
    }
    return outcome;
  });
  try {
    return await Promise.all(outcomes);
  } finally {
    clearTimeout(grace);
  }
}

/** The machine-readable part of what a socket, TLS or the resolver threw. */
export const errorCode = (cause: unknown): string => {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
};
