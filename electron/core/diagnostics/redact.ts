import { isValidNip } from '../../../domain/nip.ts';
import { redactText } from '../../../native-checks/probe/report-redact.ts';

/** Takes the people and the secrets out of a text. One of these is made for one file: the same person is the same number all through it. */
export type Redactor = (text: string) => string;

const PEM = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu;
/** Ten digits as a NIP is written; a checksum tells it from other numbers. */
const TEN = /(?<![\w.])\d{3}[ -]?(?:\d{3}[ -]?\d{2}[ -]?\d{2}|\d{2}[ -]?\d{2}[ -]?\d{3})(?![\w])/g;
/** Nine digits in groups or behind +48, as Polish telephones are written; nine in a row alone may be anything and go, too. */
const PHONE = /(?<![\w.:-])(?:(?:\+|00)48[ -]?)?(?:\d{3}[ -]?\d{3}[ -]?\d{3}|\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2})(?![\w])/g;

/**
 * A punkt ID, an address of a server and a digest stay: without them nobody could help. Names go where they are known.
 * @param names of people, firms and places, as far as this device knows them
 * @param secrets word for word, whatever they look like
 */
export function createRedactor(names: readonly string[], secrets: readonly string[] = []): Redactor {
  const numbers = new Map<string, number>();
  const numbered = (what: string, key: string): string => {
    const id = `${what} ${key}`;
    const number = numbers.get(id) ?? [...numbers.keys()].filter((known) => known.startsWith(`${what} `)).length + 1;
    numbers.set(id, number);
    return `<${what} ${number}>`;
  };
  // The longest first, so that no part of a name is left of it.
  const known = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= 3)
    .toSorted((a, b) => b.length - a.length);
  const hidden = secrets.filter((secret) => secret.length >= 4);
  const line = (text: string): string => {
    let out = text;
    for (const secret of hidden) out = out.replaceAll(secret, '…');
    out = out.replace(JWT, '…');
    for (const name of known) out = out.replace(anyCase(name), () => numbered('nazwa', name.toLowerCase()));
    return redactText(out)
      .replace(EMAIL, (found) => numbered('e-mail', found.toLowerCase()))
      .replace(TEN, (found) => {
        const digits = found.replace(/\D/g, '');
        return isValidNip(digits) ? numbered('NIP', digits) : found;
      })
      .replace(PHONE, (found) => numbered('telefon', found.replace(/\D/g, '').slice(-9)));
  };
  // Line by line: what is done to one of them may take the square of its length.
  return (text) => text.replace(PEM, '<klucz>').split('\n').map(line).join('\n');
}

const anyCase = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'giu');
