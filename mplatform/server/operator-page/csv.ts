/** One line of a table as text; `number` counts lines of the file, from 1. */
export interface CsvLine {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * A table as Polish spreadsheets save it: separated by semicolons, commas or tabs (whichever the first line has), cells in
 * double quotes where they hold one of those (RFC 4180). Empty lines are left out.
 */
export function csvLines(text: string): readonly CsvLine[] {
  const whole = text.replace(/^\ufeff/, '');
  const separator = separatorOf(whole);
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let number = 1;
  let begun = 1;
  const end = (): void => {
    cells.push(cell.trim());
    if (cells.some((c) => c !== '')) lines.push({ number: begun, cells });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < whole.length; at += 1) {
    const sign = whole[at] ?? '';
    if (sign === '\n') number += 1;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (whole[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (sign === separator) {
      cells.push(cell.trim());
      cell = '';
    } else if (sign === '\n') {
      end();
      begun = number;
    } else if (sign !== '\r') cell += sign;
  }
  end();
  return lines;
}

function separatorOf(text: string): string {
  const first = text.split('\n', 1)[0] ?? '';
  return [';', '\t', ','].find((sign) => first.includes(sign)) ?? ';';
}
