import { randomUUID } from 'node:crypto';
import type { Problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { HandedOverView } from '../api/handed-over-views.ts';
import type { Mode } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import { placesOf } from './places.ts';
import { readHandoverFile, shownName } from './read-file.ts';

export interface HandedOverDeps {
  /** Asked anew each time: the mode may be switched while a file waits. */
  readonly workplace: () => { readonly mode: Mode; readonly db: Database; readonly store: Store };
  readonly changed: () => void;
}

/** More files than this are nobody's wish; the oldest stay. */
const MOST = 8;

interface Waiting {
  readonly id: string;
  readonly fileName: string;
  readonly text: Result<string, Problem>;
  readonly chosen: string | null;
}

/**
 * Tills' results that came from outside the window: by a double click, a second start, a drop. They wait here, one after the
 * other, until the window has shown each where it belongs. Nothing of them counts by that.
 */
export function createHandedOver({ workplace, changed }: HandedOverDeps) {
  let waiting: readonly Waiting[] = [];

  function add(fileName: string, text: Result<string, Problem>): void {
    // The same once more is the same wish.
    const same = waiting.some((one) => one.fileName === fileName && JSON.stringify(one.text) === JSON.stringify(text));
    if (same || waiting.length >= MOST) return;
    waiting = [...waiting, { id: randomUUID(), fileName, text, chosen: null }];
    changed();
  }

  return {
    /** @param path from the shell, never from a page */
    async open(path: string): Promise<void> {
      const read = await readHandoverFile(path);
      add(shownName(path), read.ok ? ok(read.value.text) : read);
    },
    offer: (fileName: string, text: string): void => add(shownName(fileName), ok(text)),
    next(): HandedOverView | null {
      const [first] = waiting;
      if (first === undefined) return null;
      const { id, fileName, text, chosen } = first;
      const found = text.ok ? placesOf(text.value, workplace()) : err(text.error);
      const places = found.ok ? found.value : [];
      const one = places.filter(({ subTicketId }) => subTicketId === chosen);
      return {
        id,
        fileName,
        text: text.ok ? text.value : null,
        places: one.length > 0 ? one : places,
        problem: found.ok ? null : found.error,
      };
    },
    choose(id: string, subTicketId: string): void {
      waiting = waiting.map((one) => (one.id === id ? { ...one, chosen: subTicketId } : one));
      changed();
    },
    done(id: string): void {
      if (!waiting.some((one) => one.id === id)) return;
      waiting = waiting.filter((one) => one.id !== id);
      changed();
    },
  };
}
export type HandedOver = ReturnType<typeof createHandedOver>;
