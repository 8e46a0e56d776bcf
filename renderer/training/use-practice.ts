import { useQuery } from '@tanstack/react-query';
import type { PracticeScenarioView, PracticeText, PracticeView } from '../../electron/core/api/views.ts';
import { useLanguage } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';

/** The exercises and how far they have come; undefined outside training, and until they have been read. */
export function usePractice(): PracticeView | undefined {
  const training = useStatus()?.mode === 'training';
  const { data } = useQuery(useApi().practice.view.queryOptions({ enabled: training }));
  return training && data?.ok ? data.value : undefined;
}

/** A text of an exercise in the language of the interface. */
export function usePracticeText(): (text: PracticeText) => string {
  const language = useLanguage();
  return (text) => text[language];
}

export const exerciseRoute = ({ id }: Pick<PracticeScenarioView, 'id'>): string => `/practice/${id}`;

export const doneOf = ({ steps }: PracticeScenarioView): number => steps.filter(({ state }) => state === 'done').length;
