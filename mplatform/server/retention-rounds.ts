import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { type Forgotten, PRUNE_EVERY_MS, prune } from './retention.ts';
import type { Store } from './store/port.ts';

/** The first time only when all nodes of a newer version are there; then often enough that another node steps in the same day. */
const FIRST_MS = 3_600_000;
const AGAIN_MS = 3_600_000;

export interface Rounds {
  /** Waits for the piece that is under way. */
  stop(): Promise<void>;
}

/** Once a day one of the nodes forgets what is older than `keepMs`. `told`: of each round that was made here, and of each that failed. */
export function forgetDaily(
  context: { readonly store: Store; readonly clock: Clock },
  keepMs: number,
  told: (round: Forgotten | { readonly failed: unknown }) => void,
): Rounds {
  const holder = randomUUID();
  let timer: NodeJS.Timeout;
  let round: Promise<void> = Promise.resolve();
  let stopped = false;

  function plan(ms: number): void {
    timer = setTimeout(() => {
      round = prune(context, { keepMs, holder, going: () => !stopped }, PRUNE_EVERY_MS)
        .then(
          (done) => {
            if (typeof done !== 'string') told(done);
          },
          (failed: unknown) => told({ failed }),
        )
        .finally(() => {
          if (!stopped) plan(AGAIN_MS);
        });
    }, ms);
    timer.unref();
  }
  plan(FIRST_MS);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return round;
    },
  };
}
