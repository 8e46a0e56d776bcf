import { useCallback, useEffect, useRef, useState } from 'react';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import { useConnected } from '../queries.tsx';

/** What this computer keeps of a draft, as far as it is followed here. */
export interface Kept<T> {
  readonly version: number;
  readonly at: string | null;
  readonly typed: T | null;
}

/** How safe it is what stands in the fields. `elsewhere`: another window changed the draft too, and the person has to say which. */
export type Keeping =
  | { readonly state: 'none' | 'keeping' | 'away' }
  | { readonly state: 'kept'; readonly at: string }
  | { readonly state: 'elsewhere'; readonly other: Kept<unknown> }
  | { readonly state: 'failed'; readonly problem: Problem };

/** The calls of one draft; the same object as long as it is the same draft. */
export interface DraftCalls<T, B> {
  readonly save: (expects: number, typed: T, basis: B | undefined) => Promise<Result<{ readonly version: number }, Problem>>;
  readonly read: () => Promise<Result<Kept<T>, Problem>>;
  readonly drop: (expects: number) => Promise<unknown>;
  /** The code by which the core says that another window was there first. */
  readonly elsewhere: Problem['code'];
}

/**
 * A draft as this window shows it. Each change is kept on the computer at once, one after the other; while the core is away
 * it waits here and is kept when it is back. What another window writes is followed, unless something typed here waits.
 */
export function useKeptDraft<T, B = never>(kept: Kept<T>, calls: DraftCalls<T, B>) {
  const up = useConnected();
  const [local, setLocal] = useState<T | null>(null);
  const [trouble, setTrouble] = useState<Exclude<Keeping, { state: 'kept' }> | null>(null);
  const line = useRef<{ version: number; queue: T | null; basis: B | undefined; sending: boolean }>({
    version: kept.version,
    queue: null,
    basis: undefined,
    sending: false,
  });
  const other = useRef<T | null>(null);
  const [busy, setBusy] = useState(false);

  const pump = useCallback(async (): Promise<void> => {
    const own = line.current;
    if (own.sending) return;
    own.sending = true;
    setBusy(true);
    while (own.queue !== null) {
      const typed = own.queue;
      const { basis } = own;
      own.queue = null;
      try {
        const answer = await calls.save(own.version, typed, basis);
        if (answer.ok) {
          own.version = answer.value.version;
          if (own.basis === basis) own.basis = undefined;
          setTrouble(null);
          continue;
        }
        own.queue ??= typed;
        if (answer.error.code !== calls.elsewhere) {
          setTrouble({ state: 'failed', problem: answer.error });
          break;
        }
        const now = await calls.read();
        if (!now.ok) break;
        const draft = now.value;
        // Kept before, though the answer never came.
        if (JSON.stringify(draft.typed) === JSON.stringify(typed)) {
          own.version = draft.version;
          if (own.queue === typed) own.queue = null;
          continue;
        }
        other.current = draft.typed;
        setTrouble({ state: 'elsewhere', other: draft });
        break;
      } catch {
        own.queue ??= typed;
        setTrouble({ state: 'away' });
        break;
      }
    }
    own.sending = false;
    setBusy(false);
  }, [calls]);

  const isAway = trouble?.state === 'away';
  useEffect(() => {
    if (up && isAway) void pump();
  }, [up, isAway, pump]);

  // Nothing typed here waits: what is kept is what is shown, whichever window wrote it.
  useEffect(() => {
    const own = line.current;
    // Not by `busy` alone: what was typed a moment ago may be on its way before that shows.
    if (busy || own.sending || own.queue !== null || kept.version < own.version) return;
    own.version = kept.version;
    setLocal(null);
  }, [busy, kept.version]);

  const keep = useCallback(
    (typed: T, basis?: B): void => {
      setLocal(typed);
      line.current.queue = typed;
      if (basis !== undefined) line.current.basis = basis;
      if (trouble?.state !== 'elsewhere') void pump();
    },
    [pump, trouble],
  );

  /** Of two windows' drafts, the one that goes on. */
  const settle = useCallback(
    (whose: 'mine' | 'theirs'): void => {
      if (trouble?.state !== 'elsewhere') return;
      line.current.version = trouble.other.version;
      if (whose === 'theirs') {
        line.current.queue = null;
        setLocal(other.current);
      }
      setTrouble(null);
      void pump();
    },
    [pump, trouble],
  );

  /** Lets the draft go: it was saved, or nobody wants it. */
  const drop = useCallback(async (): Promise<void> => {
    line.current.queue = null;
    await calls.drop(line.current.version).then(
      () => {},
      () => {},
    );
    setLocal(null);
  }, [calls]);

  const keeping: Keeping =
    trouble ?? (busy ? { state: 'keeping' } : kept.at === null ? { state: 'none' } : { state: 'kept', at: kept.at });
  return { typed: local ?? kept.typed, keep, settle, drop, keeping };
}
export type DraftKeeper<T, B = never> = ReturnType<typeof useKeptDraft<T, B>>;
