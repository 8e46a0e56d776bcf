const WEIGHTS = [6, 5, 7, 2, 3, 4, 5, 6, 7] as const;

/** The ten digits of a NIP as people write it (spaces and dashes allowed, also a leading `PL`), or undefined. */
export function nipDigits(text: string): string | undefined {
  const digits = text.replace(/^\s*PL/i, '').replace(/[\s-]/g, '');
  return /^\d{10}$/.test(digits) ? digits : undefined;
}

/** Checks a Polish tax number (NIP): ten digits, the last the weighted sum of the others modulo 11. */
export function isValidNip(text: string): boolean {
  const digits = nipDigits(text);
  if (digits === undefined || digits === '0000000000') return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  // A remainder of 10 has no digit: such numbers are never issued.
  return sum % 11 === Number(digits[9]);
}

/** `797-456-94-39`; what is no NIP comes back as it is. */
export function formatNip(text: string): string {
  const d = nipDigits(text);
  return d === undefined ? text : `${d.slice(0, 3)}-${d.slice(3, 6)}-${d.slice(6, 8)}-${d.slice(8)}`;
}
