import { explain, type Problem } from '../problem.ts';
import { isTextKey, type Language, sentence, type TextParams } from '../text.ts';

/**
 * The sentence of a refusal as a person reads it: the shop's name where the rule, which knows no better, says the
 * ticket's ID, and fields by their names on the screen.
 */
export function reasonInWords(
  { code, params }: Problem,
  ticket: { readonly ticketId: string; readonly name: string },
  language: Language,
): string {
  const fields: TextParams = typeof params.fields === 'string' ? { fields: fieldNames(params.fields, language) } : {};
  const id: TextParams = params.id === ticket.ticketId ? { id: QUOTES[language].replace('*', () => ticket.name) } : {};
  return explain({ code, params: { ...params, ...fields, ...id } }, language);
}

const QUOTES: Readonly<Record<Language, string>> = { pl: '„*”', en: '“*”' };

const fieldNames = (fields: string, language: Language): string =>
  fields
    .split(', ')
    .map((field) => fieldInWords(field, language))
    .join(', ');

/** What a field is called on the screen; one that this version does not know keeps its name. */
export function fieldInWords(field: string, language: Language): string {
  const key = `inbox.field.${field}`;
  return isTextKey(key) ? sentence(key, {}, language) : field;
}
