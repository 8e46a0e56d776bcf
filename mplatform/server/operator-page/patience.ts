import type { Clock } from '../../../domain/clock.ts';

/** So many wrong passwords are free: for a name from one address, from one address, and for a name from anywhere. */
const FREE = { both: 4, address: 20, name: 60 } as const;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** After so long without another one, wrong passwords are forgotten. */
const FORGET_MS = 60 * 60_000;
/** Remembered at once; beyond it the oldest are forgotten, so that nobody fills the memory with names. */
const MOST = 10_000;

interface Wrong {
  readonly count: number;
  readonly at: number;
  readonly until: number;
}

/** Who typed wrong passwords has to wait, twice as long each time. Kept in memory: each server counts for itself. */
export interface Patience {
  /**
   * Milliseconds to wait before the next try; 0 when it may be made now, and then it counts as a wrong one until
   * `succeeded` says otherwise: of many tries at once, no more are made than one after the other.
   */
  begin(name: string, address: string): number;
  succeeded(name: string, address: string): void;
}

export function createPatience(clock: Clock): Patience {
  const wrongs = new Map<string, Wrong>();
  const keys = (name: string, address: string) =>
    [
      [`both ${address} ${name}`, FREE.both],
      [`address ${address}`, FREE.address],
      [`name ${name}`, FREE.name],
    ] as const;

  function note(key: string, free: number, now: number): void {
    const known = wrongs.get(key);
    const count = known === undefined || now - known.at > FORGET_MS ? 1 : known.count + 1;
    const wait = count <= free ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, count - free - 1));
    // Put at the end, so that the first of the map is the oldest.
    wrongs.delete(key);
    wrongs.set(key, { count, at: now, until: now + wait });
    for (const oldest of wrongs.keys()) {
      if (wrongs.size <= MOST) break;
      wrongs.delete(oldest);
    }
  }

  return {
    begin(name, address) {
      const now = clock.now();
      const wait = Math.max(...keys(name, address).map(([key]) => (wrongs.get(key)?.until ?? 0) - now), 0);
      if (wait === 0) for (const [key, free] of keys(name, address)) note(key, free, now);
      return wait;
    },
    succeeded(name, address) {
      for (const [key] of keys(name, address)) wrongs.delete(key);
    },
  };
}
