const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);
const plain = (text: string): string => text.replace(/[\s-]/g, '');

const REGON_9 = [8, 9, 2, 3, 4, 5, 6, 7] as const;
const REGON_14 = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8] as const;

/** The number of a Polish firm in the statistical register, as digits: nine, or fourteen for a local unit; else undefined. */
export function regonDigits(text: string): string | undefined {
  const digits = plain(text);
  if (!/^(?:\d{9}|\d{14})$/.test(digits) || /^0+$/.test(digits)) return undefined;
  if ((weighted(digits, REGON_9) % 11) % 10 !== Number(digits[8])) return undefined;
  if (digits.length === 9) return digits;
  return (weighted(digits, REGON_14) % 11) % 10 === Number(digits[13]) ? digits : undefined;
}

/** A Polish bank account (NRB) as its 26 digits, also where `PL` stands before it; undefined when its check digits are wrong. */
export function bankAccountDigits(text: string): string | undefined {
  const digits = plain(text).replace(/^PL/i, '');
  if (!/^\d{26}$/.test(digits)) return undefined;
  // ISO 7064: country and check digits go last, letters as numbers (P 25, L 21).
  return BigInt(`${digits.slice(2)}2521${digits.slice(0, 2)}`) % 97n === 1n ? digits : undefined;
}

/** `12 1020 3040 0000 0000 0000 0000`, as it stands on paper; what is no account comes back as it is. */
export function formatBankAccount(text: string): string {
  const digits = bankAccountDigits(text);
  return digits === undefined ? text : `${digits.slice(0, 2)} ${digits.slice(2).replace(/(\d{4})(?=\d)/g, '$1 ')}`;
}

/** `26-922`, also from `26922` and `26 922`. */
export function postalCodeOf(text: string): string | undefined {
  const match = /^(\d{2})(\d{3})$/.exec(plain(text));
  return match === null ? undefined : `${match[1]}-${match[2]}`;
}

/** Nine digits in Poland, up to fifteen with a country's code: what a telephone could dial. */
export const isPhone = (text: string): boolean => /^\s*\+?[\d\s()./-]+$/.test(text) && /^\d{9,15}$/.test(text.replace(/\D/g, ''));

/** One address as mail programs take it; whether somebody reads there, only a letter tells. */
export const isEmail = (text: string): boolean => /^[^\s@<>,;:"()[\]]+@[^\s@<>,;:"()[\].]+(?:\.[^\s@<>,;:"()[\].]+)+$/.test(text);
