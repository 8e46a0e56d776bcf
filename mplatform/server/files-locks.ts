import type { Lock, Locker } from '@tus/server';
import type { NodeLocks } from './node-locks.ts';

/** A newer connection of the same upload goes on in this one's stead: as the library reads it, the client is to ask where it stands. */
export class TakenOver extends Error {
  readonly status_code = 409;
  readonly body = '';
}

interface Holder {
  readonly release: () => void;
  readonly waiting: (() => void)[];
}

/**
 * One request at a time for each upload. Whoever comes while another still writes is the same client on a new connection,
 * the old one being dead without having said so: the writer is asked to end, and the next waits for that in order. The
 * library's own lock asks again on every turn of the event loop.
 *
 * Nothing is kept anywhere but in memory, so no lock outlives what holds it. With `nodes`, whoever has it here then takes it among
 * all nodes as well: the old connection may be another node's.
 */
export function createLocks(nodes?: NodeLocks): Locker {
  const holders = new Map<string, Holder>();
  return {
    newLock(id): Lock {
      let held: Holder | undefined;
      let letGo: (() => Promise<void>) | undefined;
      /** Of this lock alone: the upload may be another's by now. */
      async function unlock(): Promise<void> {
        const mine = held;
        held = undefined;
        if (mine === undefined) return;
        await letGo?.();
        if (holders.get(id) !== mine) return;
        holders.delete(id);
        for (const wake of mine.waiting) wake();
      }
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
            if (signal.aborted) throw new TakenOver();
          }
          holders.set(id, mine);
          held = mine;
          if (nodes === undefined) return;
          try {
            letGo = await nodes.take(id, signal, mine.release);
          } catch (cause) {
            await unlock();
            throw signal.aborted ? new TakenOver() : cause;
          }
        },
        unlock,
      };
    },
  };
}
