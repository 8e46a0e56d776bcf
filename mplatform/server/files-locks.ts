import type { Lock, Locker } from '@tus/server';

interface Holder {
  readonly release: () => void;
  readonly waiting: (() => void)[];
}

/**
 * One request at a time for each upload. Whoever comes while another still writes is the same client on a new connection,
 * the old one being dead without having said so: the writer is asked to end, and the next waits for that in order. The
 * library's own lock asks again on every turn of the event loop.
 *
 * Nothing is kept anywhere but in memory, so no lock outlives what holds it.
 */
export function createLocks(): Locker {
  const holders = new Map<string, Holder>();
  return {
    newLock(id): Lock {
      let held: Holder | undefined;
      return {
        async lock(signal, release) {
          const mine: Holder = { release: () => void release(), waiting: [] };
          for (;;) {
            const holder = holders.get(id);
            if (holder === undefined) break;
            await new Promise<void>((resolve) => {
              holder.waiting.push(resolve);
              signal.addEventListener('abort', () => resolve(), { once: true });
              // Last: the holder may have ended by the time this returns.
              holder.release();
            });
            if (signal.aborted) throw signal.reason;
          }
          holders.set(id, mine);
          held = mine;
        },
        /** Of this lock alone: the upload may be another's by now. */
        async unlock() {
          const mine = held;
          held = undefined;
          if (mine === undefined || holders.get(id) !== mine) return;
          holders.delete(id);
          for (const wake of mine.waiting) wake();
        },
      };
    },
  };
}
