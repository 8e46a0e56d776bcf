import { isValidNip, nipDigits } from './nip.ts';
import { bankAccountDigits, isEmail, isPhone, postalCodeOf, regonDigits } from './polish-numbers.ts';
import { type Problem, problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';

/** How a field is kept, or undefined where the text is none. A field without an entry takes any text. */
const KEPT: Readonly<Record<string, { readonly keep: (text: string) => string | undefined; readonly code: Problem['code'] }>> = {
  nip: { keep: (text) => (isValidNip(text) ? nipDigits(text) : undefined), code: 'company.nip-invalid' },
  regon: { keep: regonDigits, code: 'company.regon-invalid' },
  bankAccount: { keep: bankAccountDigits, code: 'company.bank-account-invalid' },
  postalCode: { keep: postalCodeOf, code: 'company.postal-code-invalid' },
  phone: { keep: (text) => (isPhone(text) ? text.trim() : undefined), code: 'company.phone-invalid' },
  email: { keep: (text) => (isEmail(text.trim()) ? text.trim() : undefined), code: 'company.email-invalid' },
};

/** Fields without which no agreement can be written. */
export const REQUIRED_FIELDS: readonly string[] = ['nip', 'name', 'street', 'postalCode', 'city'];

/**
 * What is typed into a field of a company or a point of sale, as it is kept: numbers without their spaces and dashes, so
 * that two who typed the same one do not conflict. Empty is allowed where the documents do not need the field.
 * Problem: the field's own `company.…-invalid`, or `company.required`.
 */
export function keptField(field: string, text: string): Result<string, Problem> {
  if (text.trim() === '') return REQUIRED_FIELDS.includes(field) ? err(problem('company.required', { field })) : ok('');
  const rule = KEPT[field];
  if (rule === undefined) return ok(text.trim());
  const kept = rule.keep(text);
  return kept === undefined ? err(problem(rule.code, { [field === 'nip' ? 'nip' : 'text']: text })) : ok(kept);
}
