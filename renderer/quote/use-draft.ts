import { useCallback, useEffect, useRef, useState } from 'react';
import type { Problem } from '../../domain/problem.ts';
import type { DraftBasis, KeptDraft, QuoteDraft, QuoteView } from '../../electron/core/api/views.ts';
import { useClient, useConnected } from '../queries.tsx';

/** How safe it is what stands in the fields. `elsewhere`: another window changed the draft too, and the person has to say which. */
export type Keeping =
  | { readonly state: 'none' | 'keeping' | 'away' }
  | { readonly state: 'kept'; readonly at: string }
  | { readonly state: 'elsewhere'; readonly other: KeptDraft }
  | { readonly state: 'failed'; readonly problem: Problem };

/**
 * The draft as this window shows it. Each change is kept on the computer at once, one after the other; while the core is away
 * it waits here and is kept when it is back. What another window writes is followed, unless something typed here waits.
 */
export function useDraft(view: QuoteView) {
  const client = useClient();
  const up = useConnected();
  const ticketId = view.ticket.id;
  const [local, setLocal] = useState<QuoteDraft | null>(null);
  const [trouble, setTrouble] = useState<Keeping | null>(null);
  const line = useRef<{ version: number; queue: QuoteDraft | null; basis: DraftBasis | undefined; sending: boolean }>({
    version: view.draft.version,
    queue: null,
    basis: undefined,
    sending: false,
  });
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
        const answer = await client.quotes.saveDraft({ ticketId, expects: own.version, typed, ...(basis && { basis }) });
        if (answer.ok) {
          own.version = answer.value.version;
          if (own.basis === basis) own.basis = undefined;
          setTrouble(null);
          continue;
        }
        own.queue ??= typed;
        if (answer.error.code !== 'quote.draft-elsewhere') {
          setTrouble({ state: 'failed', problem: answer.error });
          break;
        }
        const now = await client.quotes.get({ ticketId });
        if (!now.ok) break;
        const { draft } = now.value;
        // Kept before, though the answer never came.
        if (JSON.stringify(draft.typed) === JSON.stringify(typed)) {
          own.version = draft.version;
          if (own.queue === typed) own.queue = null;
          continue;
        }
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
  }, [client, ticketId]);

  const isAway = trouble?.state === 'away';
  useEffect(() => {
    if (up && isAway) void pump();
  }, [up, isAway, pump]);

  // Nothing typed here waits: what is kept is what is shown, whichever window wrote it.
  useEffect(() => {
    const own = line.current;
    if (busy || own.queue !== null || view.draft.version < own.version) return;
    own.version = view.draft.version;
    setLocal(null);
  }, [busy, view.draft.version]);

  const keep = useCallback(
    (typed: QuoteDraft, basis?: DraftBasis): void => {
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
        setLocal(trouble.other.typed);
      }
      setTrouble(null);
      void pump();
    },
    [pump, trouble],
  );

  /** Lets the draft go: its quote was saved, or nobody wants it. */
  const drop = useCallback(async (): Promise<void> => {
    line.current.queue = null;
    await client.quotes.dropDraft({ ticketId, expects: line.current.version }).then(
      () => {},
      () => {},
    );
    setLocal(null);
  }, [client, ticketId]);

  const keeping: Keeping =
    trouble ?? (busy ? { state: 'keeping' } : view.draft.at === null ? { state: 'none' } : { state: 'kept', at: view.draft.at });
  return { typed: local ?? view.draft.typed, keep, settle, drop, keeping };
}
export type DraftKeeper = ReturnType<typeof useDraft>;
