import { explain, type Problem } from '../problem.ts';
import { isTextKey, type Language, sentence, type TextParams } from '../text.ts';

/**
 * The sentence of a refusal as a person reads it: the shop's name where the rule, which knows no better, says the
 * ticket's ID, the number of the point of sale where it says the sub-ticket's, and fields by their names on the screen.
 */
export function reasonInWords(
  { code, params }: Problem,
  ticket: {
    readonly ticketId: string;
    readonly name: string;
    readonly subTicketId?: string | null;
    readonly punktId?: string | null;
  },
  language: Language,
): string {
  const fields: TextParams = typeof params.fields === 'string' ? { fields: fieldNames(params.fields, language) } : {};
  return explain({ code, params: { ...params, ...fields, ...named(params.id, ticket, language) } }, language);
}

function named(id: TextParams[string] | undefined, ticket: Parameters<typeof reasonInWords>[1], language: Language): TextParams {
  if (id === undefined) return {};
  if (id === ticket.ticketId) return { id: QUOTES[language].replace('*', () => ticket.name) };
  if (id !== ticket.subTicketId || ticket.punktId == null) return {};
  return { id: sentence('inbox.ofPunkt', { punktId: ticket.punktId }, language) };
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
