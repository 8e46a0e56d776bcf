import type { InboxField } from '../../electron/core/api/views.ts';

export type Side = 'mine' | 'theirs' | 'other';
/** What the person chose for one field; `other` is what they typed. */
export interface Choice {
  readonly side: Side | null;
  readonly other: string;
}
export type Choices = Readonly<Record<string, Choice>>;

/** Nothing is chosen for a person where two disagree; what only they changed stays theirs to keep. */
export const firstChoices = (fields: readonly InboxField[]): Choices =>
  Object.fromEntries(fields.map((f) => [f.field, { side: f.conflict ? null : 'mine', other: f.mine } as const]));

export const chooseAll = (choices: Choices, side: 'mine' | 'theirs'): Choices =>
  Object.fromEntries(Object.entries(choices).map(([field, { other }]) => [field, { side, other }]));

/** The value that a field will have; undefined as long as nothing is chosen. */
export function resultOf({ mine, theirs }: InboxField, choice: Choice | undefined): string | undefined {
  if (choice === undefined || choice.side === null) return undefined;
  return choice.side === 'mine' ? mine : choice.side === 'theirs' ? theirs : choice.other.trim();
}

/** What to ask the core for: every field that is to be otherwise than it is there. Undefined before all is chosen. */
export function wantedBy(fields: readonly InboxField[], choices: Choices): Readonly<Record<string, string>> | undefined {
  const wanted: Record<string, string> = {};
  for (const field of fields) {
    const value = resultOf(field, choices[field.field]);
    if (value === undefined) return undefined;
    if (value !== field.theirs) wanted[field.field] = value;
  }
  return wanted;
}
