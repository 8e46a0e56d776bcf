import type { HesitationView } from '../../electron/core/api/views.ts';
import type { StepState } from './step.tsx';

export const PATH = ['quote', 'suspend', 'caretaker', 'mail', 'resume'] as const;
export type PathStepId = (typeof PATH)[number];

/** How far the path is, told from what is there: the first step that is not done is the one to do now. */
export function pathStates(
  view: Pick<HesitationView, 'quoteFile' | 'suspended' | 'notes' | 'mail'>,
): Readonly<Record<PathStepId, StepState>> {
  const done: Readonly<Record<PathStepId, boolean>> = {
    quote: view.quoteFile !== null,
    suspend: view.suspended !== null,
    caretaker: view.notes.length > 0,
    mail: view.mail.madeAt !== null && !view.mail.outdated,
    resume: false,
  };
  const now = PATH.find((id) => !done[id]);
  const state = (id: PathStepId): StepState => (done[id] ? 'done' : id === now ? 'now' : 'later');
  return {
    quote: state('quote'),
    suspend: state('suspend'),
    caretaker: state('caretaker'),
    mail: state('mail'),
    resume: state('resume'),
  };
}
