import type { Timers } from '../timers.ts';

/** Progress is shown this often at most. Milliseconds. */
const SHOW_MS = 250;

/** Tells of changes that come many times a second, seldom enough to be drawn. */
export function showSeldom(timers: Timers, changed: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    timers.after(SHOW_MS, () => {
      due = false;
      changed();
    });
  };
}
