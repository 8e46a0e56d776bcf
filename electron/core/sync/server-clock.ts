import type { Clock } from '../../../domain/clock.ts';
import type { Contact } from '../field/client.ts';
import type { State } from '../store/state.ts';

/** What M/platform's clock says, as well as can be told from here. Deadlines are shown by it; the server judges by its own. */
export interface ServerClock extends Clock {
  /** Takes in what one answer tells. */
  note(contact: Contact): void;
  /** How far M/platform is ahead of this machine's clock, in milliseconds; null as long as nothing is known. */
  offsetMs(): number | null;
}

/** The server's clock less this machine's is between the two. */
interface Bounds {
  readonly from: number;
  readonly to: number;
}

const REMEMBERED = 8;
/** Two clocks drift apart by about as much in a day. */
const DRIFT_MS = 2_000;
/** What is known better by less than this is not worth a write to the disk. */
const WORTH_KEEPING_MS = 250;

/**
 * Estimates the offset from each answer that carries the server's time: the answer was made between the question and its
 * coming, so the quickest of the last ones tells most. An answer that contradicts those before it means that this
 * machine's clock was set: they count no more.
 */
export function createServerClock(clock: Clock, state: State): ServerClock {
  let recent: readonly Bounds[] = [];
  let offset = state.get('clockOffset')?.ms ?? null;

  return {
    now: () => clock.now() + (offset ?? 0),
    offsetMs: () => offset,
    note({ askedAt, answeredAt, serverTime }) {
      if (!Number.isFinite(serverTime)) return;
      // Set back while the answer was on its way: nothing can be told from it, nor from what was known before.
      if (answeredAt < askedAt) {
        recent = [];
        return;
      }
      const bounds: Bounds = { from: serverTime - answeredAt, to: serverTime - askedAt };
      const agree = (b: Bounds): boolean => b.from <= bounds.to + DRIFT_MS && bounds.from <= b.to + DRIFT_MS;
      recent = [...recent.filter(agree), bounds].slice(-REMEMBERED);
      const best = recent.reduce((a, b) => (b.to - b.from <= a.to - a.from ? b : a));
      offset = Math.round((best.from + best.to) / 2);
      try {
        const kept = state.get('clockOffset')?.ms;
        if (kept === undefined || Math.abs(kept - offset) >= WORTH_KEEPING_MS) state.set('clockOffset', { ms: offset });
      } catch {
        // A full disk, or one closed by now: the answer that brought it must be of use all the same.
      }
    },
  };
}
