import type { Clock } from '../../../domain/clock.ts';
import { createLog } from './log.ts';

export interface LastWordsDeps {
  /** Which of our processes this is. */
  readonly where: 'core' | 'hosted' | 'cli';
  /** Where the log is; undefined while that is not known, or where nothing may be written. */
  readonly dataFolder: () => string | undefined;
  readonly clock: Clock;
}

/**
 * What ends this process unexpectedly is in the log before it has ended, redacted like all that stands there. How it ends is not
 * changed by it: the error is printed, and whoever watches over the process sees it go.
 */
export function noteLastWords({ where, dataFolder, clock }: LastWordsDeps): void {
  const note = (how: string, cause: unknown): void => {
    const folder = dataFolder();
    if (folder !== undefined) createLog(folder, clock).died(where, how, cause);
  };
  // Synchronous, and before anybody else hears of it; unlike a listener of the exception itself it keeps nothing alive.
  let rejected: Error | undefined;
  process.on('uncaughtExceptionMonitor', (cause, how) => note(cause === rejected ? 'unhandledRejection' : how, cause));
  // A rejection that nobody waits for ends the process like any other bug; of itself Electron would only warn, and go on half-started.
  process.on('unhandledRejection', (cause) => {
    rejected = cause instanceof Error ? cause : new Error(`Rejected with ${kindOf(cause)}`);
    throw rejected;
  });
}

/** What was thrown may hold anything, so only what it is is said. */
const kindOf = (cause: unknown): string => (typeof cause === 'object' ? Object.prototype.toString.call(cause) : String(cause));
