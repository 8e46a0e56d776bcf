import { useMemo } from 'react';
import type { DraftBasis, QuoteDraft, QuoteView } from '../../electron/core/api/views.ts';
import { type DraftCalls, useKeptDraft } from '../draft/use-kept-draft.ts';
import { useClient } from '../queries.tsx';

/** The draft of a ticket's quote, with the list and the day by which it was seen. */
export function useDraft({ ticket: { id: ticketId }, draft }: QuoteView) {
  const client = useClient();
  const calls = useMemo(
    (): DraftCalls<QuoteDraft, DraftBasis> => ({
      save: (expects, typed, basis) => client.quotes.saveDraft({ ticketId, expects, typed, ...(basis && { basis }) }),
      read: async () => {
        const now = await client.quotes.get({ ticketId });
        return now.ok ? { ok: true, value: now.value.draft } : now;
      },
      drop: (expects) => client.quotes.dropDraft({ ticketId, expects }),
      elsewhere: 'quote.draft-elsewhere',
    }),
    [client, ticketId],
  );
  return useKeptDraft(draft, calls);
}
