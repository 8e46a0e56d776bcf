import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { NotedAct } from '../../electron/core/api/views.ts';
import { useApi, useClient } from '../queries.tsx';
import { type DraftCalls, useKeptDraft } from './use-kept-draft.ts';

const NONE = { version: 0, at: null, typed: null };

/** A note that is being typed for an act: each change is on this computer at once. `ready` once it is known what was there. */
export function useNoteDraft(act: NotedAct, target: string) {
  const client = useClient();
  const { data } = useQuery(useApi().notes.get.queryOptions({ input: { act, target } }));
  const calls = useMemo(
    (): DraftCalls<string, never> => ({
      save: (expects, typed) => client.notes.saveDraft({ act, target, expects, typed }),
      read: () => client.notes.get({ act, target }),
      drop: (expects) => client.notes.dropDraft({ act, target, expects }),
      elsewhere: 'draft.elsewhere',
    }),
    [client, act, target],
  );
  const draft = useKeptDraft(data?.ok === true ? data.value : NONE, calls);
  return { ...draft, ready: data !== undefined };
}
