import { ABSENT, type ChangeRecord } from './journal.ts';

/**
 * Whether going back to the content `target` takes with it what somebody else did to the file. Follows the content that
 * stands now back through the changes that made it: where the file was not as the change before had left it, somebody
 * else had been there. What an earlier restore has already taken away is not counted again.
 * @param history newest first
 * @param now digest of the file, or `ABSENT`: in a file that is gone there is nothing to lose
 */
export function revertsForeignEdit(history: readonly ChangeRecord[], now: string, target: string): boolean {
  let content = now;
  for (let i = 0; i < history.length; i++) {
    if (content === target || content === ABSENT) return false;
    const change = history[i] as ChangeRecord;
    const stood = standsAfter(change, content);
    if (stood === undefined) return true;
    if (stood === 'before') continue;
    content = change.before;
    if (change.kind === 'restore') {
      // What came back has a history of its own: that from before the change that was undone.
      const undone = history.findIndex(({ id }) => id === change.restoredId);
      if (undone > i) {
        content = change.after;
        i = undone;
      }
    }
  }
  return false;
}

/** Which of its two contents a change left in the file; undefined where it is neither, so that it is not of its making. */
function standsAfter({ outcome, before, after }: ChangeRecord, content: string): 'before' | 'after' | undefined {
  if (content === after && outcome !== 'undone') return 'after';
  if (content === before && outcome !== 'done') return 'before';
  return undefined;
}
