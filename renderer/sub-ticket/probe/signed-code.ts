/** Letters and digits of the code that a till shows; see `readHandover`. */
const LENGTH = 8;

/** What was typed, as the till writes it: `ab cd efgh` becomes `ABCD-EFGH`. Never longer than the code is. */
export function shapeCode(typed: string): string {
  const signs = typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, LENGTH);
  return signs.length > LENGTH / 2 ? `${signs.slice(0, LENGTH / 2)}-${signs.slice(LENGTH / 2)}` : signs;
}

export const isWholeCode = (code: string): boolean => code.length === LENGTH + 1;
