import { formatNip } from '../../../domain/nip.ts';
import type { Language } from '../../../domain/text.ts';
import type { ListColumn } from '../api/list-contract.ts';
import type { TicketRow } from '../api/list-views.ts';

/** Words that a list in a file needs, in the person's language. */
export interface SheetWords {
  readonly language: Language;
  readonly sheet: string;
  readonly columns: Readonly<Record<ListColumn, string>>;
  readonly status: Readonly<Record<TicketRow['status'], string>>;
  readonly yes: string;
  readonly no: string;
}

/** `date`: `YYYY-MM-DD`. */
export type Cell =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'date'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | null;

const text = (value: string): Cell => (value === '' ? null : { type: 'text', value });
const date = (value: string | null | undefined): Cell => (value === null || value === undefined ? null : { type: 'date', value });

/** One cell of a line. A NIP is text, with its dashes, or a spreadsheet would make a number of it; likewise a CRM ID, with its zeros. */
export function cellOf(row: TicketRow, column: ListColumn, words: SheetWords): Cell {
  const cells: Readonly<Record<ListColumn, () => Cell>> = {
    deadline: () => date(row.nextDeadline?.dueOn),
    type: () => text(row.type),
    crmId: () => text(row.crmId),
    nip: () => text(formatNip(row.nip)),
    name: () => text(row.name),
    city: () => text(row.city),
    acquired: () => text(row.acquiredByDealer ? words.yes : words.no),
    status: () => text(words.status[row.status]),
    caretaker: () => text(row.caretaker ?? ''),
    openedOn: () => date(row.openedOn),
    closedOn: () => date(row.closedOn),
    days: () => ({ type: 'number', value: row.daysSinceOpened }),
  };
  return cells[column]();
}

/**
 * A cell as text of a CSV. What a spreadsheet would take for a formula gets an apostrophe before it, by which it shows
 * it as text: a company's name comes from outside.
 */
export function plainText(cell: Cell, language: Language): string {
  if (cell === null) return '';
  if (cell.type === 'number') return String(cell.value);
  if (cell.type === 'date') return language === 'pl' ? cell.value.split('-').toReversed().join('.') : cell.value;
  return /^\s*[=+\-@]|^[\t\r\n]/.test(cell.value) ? `'${cell.value}` : cell.value;
}
