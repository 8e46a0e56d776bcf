import type { Lock, Locker } from '@tus/server';

/**
 * One request at a time for each upload. Whoever comes while another still writes is the same client on a new connection,
 * the old one being dead without having said so: the writer is asked to end, and the next waits for that in order. The
 * library's own lock asks again on every turn of the event loop.
 *
 * Nothing is kept anywhere but in memory, so no lock outlives what holds it.
 */
export function createLocks(): Locker {
  const holders = new Map<string, { readonly release: () => void; readonly waiting: (() => void)[] }>();
  return {
    newLock(id): Lock {
      return {
        async lock(signal, release) {
          const mine = { release: () => void release(), waiting: [] as (() => void)[] };
          for (;;) {
            const holder = holders.get(id);
            if (holder === undefined) break;
            holder.release();
            await new Promise<void>((resolve) => {
              holder.waiting.push(resolve);
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
            if (signal.aborted) throw signal.reason;
          }
          holders.set(id, mine);
        },
        async unlock() {
          const holder = holders.get(id);
          holders.delete(id);
          for (const wake of holder?.waiting ?? []) wake();
        },
      };
    },
  };
}
