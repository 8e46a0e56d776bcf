import { useMemo } from 'react';
import type { FormDraft, FormView } from '../../electron/core/api/views.ts';
import { type DraftCalls, useKeptDraft } from '../draft/use-kept-draft.ts';
import { useClient } from '../queries.tsx';

/** What is typed into a form and not saved yet. */
export function useFormDraft({ form, target, draft }: FormView) {
  const client = useClient();
  const calls = useMemo(
    (): DraftCalls<FormDraft, never> => ({
      save: (expects, typed) => client.forms.saveDraft({ form, target, expects, typed }),
      read: async () => {
        const now = await client.forms.get({ form, target });
        return now.ok ? { ok: true, value: now.value.draft } : now;
      },
      drop: (expects) => client.forms.dropDraft({ form, target, expects }),
      elsewhere: 'draft.elsewhere',
    }),
    [client, form, target],
  );
  return useKeptDraft(draft, calls);
}
