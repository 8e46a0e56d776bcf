import { parentPort } from 'node:worker_threads';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import type { ExportFormat, ListColumn } from '../api/list-contract.ts';
import type { TicketRow } from '../api/list-views.ts';
import { type Cell, cellOf, plainText, type SheetWords } from './sheet.ts';

/**
 * A thread of its own that makes the file: a workbook of tens of thousands of lines takes a second or more, in which the
 * core could answer nobody.
 */
export type ExportOrder =
  | { readonly type: 'begin'; readonly format: ExportFormat; readonly columns: readonly ListColumn[]; readonly words: SheetWords }
  | { readonly type: 'rows'; readonly rows: readonly TicketRow[] }
  | { readonly type: 'end' };
export type ExportAnswer = { readonly type: 'bytes'; readonly bytes: Uint8Array } | { readonly type: 'done' };

interface Maker {
  add(rows: readonly TicketRow[]): void;
  end(): Promise<void>;
}
type Begin = Extract<ExportOrder, { type: 'begin' }>;

const tell = (answer: ExportAnswer): void => parentPort?.postMessage(answer);
const WIDTHS: Readonly<Partial<Record<ListColumn, number>>> = { name: 40, city: 22, caretaker: 22, acquired: 22, status: 18 };
const DATE = 'dd.mm.yyyy';

/** Semicolons and the mark at the beginning are what a Polish Excel needs to open it by a double click, with its letters right. */
function csv({ columns, words }: Begin): Maker {
  const lines = (rows: readonly (readonly string[])[]): string =>
    stringify(rows as string[][], { delimiter: ';', record_delimiter: '\r\n', quoted_match: /^'/ });
  const send = (content: string) => tell({ type: 'bytes', bytes: Buffer.from(content) });
  send(`\uFEFF${lines([columns.map((column) => words.columns[column])])}`);
  return {
    add: (rows) => send(lines(rows.map((row) => columns.map((column) => plainText(cellOf(row, column, words), words.language))))),
    end: async () => {},
  };
}

function xlsx({ columns, words }: Begin): Maker {
  const sheet: SheetData = [columns.map((column) => ({ value: words.columns[column], fontWeight: 'bold', wrap: true }))];
  return {
    add: (rows) => void sheet.push(...rows.map((row) => columns.map((column) => excelCell(cellOf(row, column, words))))),
    async end() {
      const file = writeXlsxFile(sheet, {
        sheet: words.sheet,
        stickyRowsCount: 1,
        columns: columns.map((column) => ({ width: WIDTHS[column] ?? 14 })),
      });
      tell({ type: 'bytes', bytes: await file.toBuffer() });
    },
  };
}

function excelCell(cell: Cell): SheetData[number][number] {
  if (cell === null) return null;
  if (cell.type === 'date') return { type: Date, value: new Date(`${cell.value}T00:00:00Z`), format: DATE };
  // A cell that says it is text is never read as a formula.
  return cell.type === 'number' ? { type: Number, value: cell.value } : { type: String, value: cell.value };
}

let maker: Maker | undefined;
parentPort?.on('message', async (order: ExportOrder) => {
  switch (order.type) {
    case 'begin':
      maker = order.format === 'csv' ? csv(order) : xlsx(order);
      return;
    case 'rows':
      return maker?.add(order.rows);
    case 'end':
      await maker?.end();
      tell({ type: 'done' });
      parentPort?.close();
  }
});
