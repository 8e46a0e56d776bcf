import { keptField, REQUIRED_FIELDS } from '../../domain/company-fields.ts';
import { formatNip } from '../../domain/nip.ts';
import { formatBankAccount } from '../../domain/polish-numbers.ts';
import type { Problem } from '../../domain/problem.ts';
import type { FormDraft, FormField } from '../../electron/core/api/views.ts';

/** A field as it stands: what was typed into it, read by the same rules that decide the saving. */
export interface ReadField {
  readonly field: string;
  readonly text: string;
  /** What the row holds now, with what waits here. */
  readonly value: string;
  /** What M/platform holds. */
  readonly server: string;
  /** As it would be kept; undefined where it is wrong. */
  readonly kept: string | undefined;
  readonly fault: Problem | null;
  readonly touched: boolean;
  /** Saving would make another value of it, or it is wrong. */
  readonly changed: boolean;
  /** Somebody made something else of it since the typing began: the person has to say what stays. */
  readonly drifted: boolean;
}

export const isRequired = (field: string): boolean => REQUIRED_FIELDS.includes(field);

/** A value as one reads it on paper, numbers in their groups. */
export function shownAs(field: string, value: string): string {
  if (field === 'nip') return formatNip(value);
  return field === 'bankAccount' ? formatBankAccount(value) : value;
}

export function readForm(fields: readonly FormField[], typed: FormDraft | null): readonly ReadField[] {
  return fields.map(({ field, value, server }) => {
    const draft = typed === null ? undefined : typed[field];
    const text = draft?.to ?? shownAs(field, value);
    const kept = keptField(field, text);
    const same = kept.ok && kept.value === value;
    const changed = draft !== undefined && !same;
    return {
      field,
      text,
      value,
      server,
      kept: kept.ok ? kept.value : undefined,
      fault: kept.ok ? null : kept.error,
      touched: draft !== undefined,
      changed,
      drifted: changed && draft.from !== value,
    };
  });
}

/** The draft with one more letter typed; a field that is again as it was is no part of it. */
export function withText(typed: FormDraft | null, { field, value }: Pick<ReadField, 'field' | 'value'>, text: string): FormDraft {
  const { [field]: before, ...rest } = typed ?? {};
  return text === shownAs(field, value) ? rest : { ...rest, [field]: { from: before?.from ?? value, to: text } };
}

/** A field that somebody else changed meanwhile: by `mine` what was typed goes over it, else it is left as it is. */
export function settled(typed: FormDraft, { field, value }: Pick<ReadField, 'field' | 'value'>, mine: boolean): FormDraft {
  const { [field]: before, ...rest } = typed;
  return mine && before !== undefined ? { ...rest, [field]: { from: value, to: before.to } } : rest;
}

/** What saving would do; undefined while anything stands in its way or there is nothing to save. */
export function editsOf(read: readonly ReadField[]): Record<string, { readonly from: string; readonly to: string }> | undefined {
  const changed = read.filter((field) => field.changed);
  if (changed.length === 0 || changed.some(({ fault, drifted }) => fault !== null || drifted)) return undefined;
  return Object.fromEntries(changed.map(({ field, value, kept = '' }) => [field, { from: value, to: kept }]));
}
