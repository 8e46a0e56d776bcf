/** Money is whole grosze, so that sums are exact (the invoice must equal the quote to the grosz). */
export type Grosze = number;

/** `1 234,50 zł`, with the no-break spaces that Polish typography asks for. */
export function formatGrosze(amount: Grosze): string {
  const sign = amount < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(amount) / 100).toString();
  const cents = (Math.abs(amount) % 100).toString().padStart(2, '0');
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0')},${cents}\u00a0zł`;
}

/** Reads an amount as a Pole types it: `1 234,50`, `1234.5`, `1234 zł`. Undefined when it is none or finer than a grosz. */
export function parseGrosze(text: string): Grosze | undefined {
  const match = /^(\d{1,10})(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s/gu, '').replace(/zł$/iu, ''));
  if (match === null) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
