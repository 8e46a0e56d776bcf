import * as z from 'zod';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type Fault, type Faults, fault } from './parts.ts';
import type { PageKey } from './text.ts';

/** A line of text, without the blanks around it. What is wrong is said by keys of our own texts. */
export const line = (max = 200) =>
  z
    .string({ error: 'form.required' satisfies PageKey })
    .trim()
    .max(max, 'form.too-long' satisfies PageKey);
export const needed = (max = 200) => line(max).min(1, 'form.required' satisfies PageKey);
/** A field that was left empty is not there. */
export const maybe = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional());
export const date = z.iso.date('form.date' satisfies PageKey);
export const id = z
  .string({ error: 'form.required' satisfies PageKey })
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'form.id' satisfies PageKey);

/** A form's texts by its schema, or what is wrong with each field. */
export function readForm<S extends z.ZodType>(schema: S, text: Readonly<Record<string, string>>): Result<z.output<S>, Faults> {
  const parsed = schema.safeParse({ ...text });
  return parsed.success ? ok(parsed.data) : err(faultsOf(parsed.error));
}

function faultsOf({ issues }: z.ZodError): Faults {
  const faults: Record<string, readonly Fault[]> = {};
  for (const { path, message } of issues) {
    const name = String(path[0] ?? '');
    faults[name] ??= [fault(message.startsWith('form.') ? (message as PageKey) : 'form.invalid')];
  }
  return faults;
}

/** What is wrong with data in a file, with the place in it where that is. */
export const dataFaults = ({ issues }: z.ZodError): readonly Fault[] =>
  issues.slice(0, 20).map(({ path, message }) => fault('data.at', { place: placeOf(path), reason: message }));

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? '.'
    : path
        .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
        .join('')
        .replace(/^\./, '');
