import { useMemo } from 'react';
import type { SubTicket } from '../../domain/model/index.ts';
import type { RetailerTrainingView, TrainingDraft } from '../../electron/core/api/views.ts';
import { type DraftCalls, useKeptDraft } from '../draft/use-kept-draft.ts';
import { useClient } from '../queries.tsx';

/** A training as it goes on, kept on this computer with each tick. */
export function useTrainingDraft({ subTicketId, draft }: RetailerTrainingView) {
  const client = useClient();
  const calls = useMemo(
    (): DraftCalls<TrainingDraft, never> => ({
      save: (expects, typed) => client.retailerTraining.saveDraft({ subTicketId, expects, typed }),
      read: async () => {
        const now = await client.retailerTraining.get({ subTicketId });
        return now.ok ? { ok: true, value: now.value.draft } : now;
      },
      drop: (expects) => client.retailerTraining.dropDraft({ subTicketId, expects }),
      elsewhere: 'draft.elsewhere',
    }),
    [client, subTicketId],
  );
  return useKeptDraft(draft, calls);
}

/** Where it begins: with what is recorded, or with nothing. A recorded name was confirmed, but not for what is changed now. */
export const startOf = (training: SubTicket['training'], suggested: string): TrainingDraft => ({
  checklist: training?.checklist?.id ?? suggested,
  done: [...(training?.checklist?.done ?? [])],
  left: [...(training?.checklist?.left ?? [])],
  name: training?.retailerName ?? '',
  way: training === null || training.signature !== undefined ? 'draw' : 'type',
  strokes: (training?.signature?.strokes ?? []).map((stroke) => [...stroke]),
  consent: false,
});
