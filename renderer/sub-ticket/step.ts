import type { ClosingConditionCode } from '../../domain/closing.ts';
import { assertNever } from '../../domain/result.ts';
import type { NextStep, SubTicketView } from '../../electron/core/api/views.ts';

export const stepIds = ['configuration', 'probe', 'training', 'closing'] as const;
export type Step = (typeof stepIds)[number];

/** `open`: not yet; `waits`: done here, M/platform has not answered; `bad`: tried, and something is wrong. */
export type StepState = 'done' | 'current' | 'open' | 'waits' | 'bad';

export function firstStep(next: NextStep): Step {
  switch (next) {
    case 'probe':
      return 'probe';
    case 'train':
    case 'invoice':
      return 'training';
    case 'close':
    case 'waitForLine':
    case 'done':
      return 'closing';
    case 'takeTicket':
    case 'prepareDocuments':
    case 'mendDocuments':
    case 'takeSubTicket':
    case 'configure':
    case 'resume':
    case 'none':
      return 'configuration';
    default:
      return assertNever(next);
  }
}

/** Where a condition of the gate is met; null: on the ticket's own page. */
export function metAt(code: ClosingConditionCode): Step | 'top' | null {
  switch (code) {
    case 'taken':
      return 'top';
    case 'documents':
    case 'note':
      return null;
    case 'configuration':
      return 'configuration';
    case 'probe':
    case 'tillContact':
      return 'probe';
    case 'training':
    case 'invoice':
      return 'training';
    default:
      return assertNever(code);
  }
}

const belongs: Readonly<Record<Exclude<Step, 'closing'>, readonly ClosingConditionCode[]>> = {
  configuration: ['configuration'],
  probe: ['probe', 'tillContact'],
  training: ['training', 'invoice'],
};

export function stepState(step: Step, view: SubTicketView): StepState {
  const current = firstStep(view.nextStep) === step ? 'current' : 'open';
  if (view.subTicket.status === 'closed') return 'done';
  if (step === 'closing') {
    if (view.closing === null) return current;
    return view.closing.state === 'waiting' ? 'waits' : 'bad';
  }
  const met = view.conditions.filter((c) => belongs[step].includes(c.code)).every((c) => c.met);
  if (met) return 'done';
  return step === 'probe' && view.lastProbe?.verdict === 'failed' ? 'bad' : current;
}
