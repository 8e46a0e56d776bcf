import type { PracticeText } from '../training/practice/scenario.ts';

export type { PracticeText };

/** `aside`: begun and put aside for another one. */
export type PracticeState = 'new' | 'underWay' | 'aside' | 'finished';

export interface PracticeStepView {
  readonly id: string;
  readonly title: PracticeText;
  readonly state: 'done' | 'skipped' | 'now' | 'later';
  readonly doneAt: string | null;
}

/** One exercise in the list. Texts are in both languages, with the numbers of the exercise in them. */
export interface PracticeScenarioView {
  readonly id: string;
  readonly group: 'work' | 'retailer' | 'line';
  readonly minutes: number;
  readonly title: PracticeText;
  readonly summary: PracticeText;
  readonly learnt: readonly PracticeText[];
  readonly steps: readonly PracticeStepView[];
  readonly state: PracticeState;
  /** How often it was done to its end. */
  readonly finished: number;
  /** The companies whose practice tickets go when it is reset. */
  readonly tickets: readonly string[];
}

/** The step that is due. */
export interface PracticeNow {
  readonly id: string;
  readonly title: PracticeText;
  readonly todo: PracticeText;
  readonly why: PracticeText;
  readonly hints: readonly PracticeText[];
  /** The route of the screen where it is done, and the tab of the sub-ticket there. */
  readonly route: string;
  readonly tab: string | null;
  /** For what in a shop another person would do. */
  readonly button: PracticeText | null;
  /** It may be left out. */
  readonly optional: boolean;
  readonly pressed: boolean;
}

export interface PracticeView {
  readonly scenarios: readonly PracticeScenarioView[];
  /** The exercise under way, or just finished. `step` is null once all are done. */
  readonly current: { readonly id: string; readonly n: number; readonly place: number; readonly step: PracticeNow | null } | null;
}
