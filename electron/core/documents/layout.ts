import type { Content, CustomTableLayout, ContentTable as PdfTable, TableCell } from 'pdfmake/interfaces.js';
import { assertNever } from '../../../domain/result.ts';
import type { ContentBlock } from './content.ts';
import type { OnScreenSignature } from './data.ts';
import { signatureField } from './signature-field.ts';
import type { ContentTable } from './tables.ts';
import { narrow, wrapping } from './wrapping.ts';

export const INK = '#1b232c';
export const DIM = '#505a66';
export const LINE = '#b9c1ca';
const SHADE = '#eef1f4';

/** One block of a document as the printer lays it out. */
export function laidOut(block: ContentBlock, signatures: readonly (OnScreenSignature | null)[]): Content {
  switch (block.type) {
    case 'heading':
      return {
        text: wrapping(block.text),
        bold: true,
        fontSize: block.level === 1 ? 12.5 : 10.5,
        margin: [0, block.level === 1 ? 12 : 9, 0, 4],
        headlineLevel: block.level,
      };
    case 'paragraph':
      return { text: wrapping(block.text), alignment: block.align, margin: [0, 0, 0, 6] };
    case 'list':
      return { ol: block.items.map((text) => ({ text: wrapping(text), margin: [0, 0, 0, 3] })), margin: [0, 0, 0, 6] };
    case 'fields':
      return fields(block.rows);
    case 'table':
      return table(block);
    case 'code':
      return receiptCode(block);
    case 'signatures':
      return {
        columns: block.labels.map((label, i) => signatureField(label, signatures[i] ?? null)),
        columnGap: 28,
        margin: [0, 16, 0, 4],
        unbreakable: true,
      };
    case 'space':
      return { text: ' ', fontSize: 8 };
    case 'pageBreak':
      return { text: '', pageBreak: 'after' };
    default:
      return assertNever(block);
  }
}

const fields = (rows: Extract<ContentBlock, { type: 'fields' }>['rows']): Content => ({
  table: {
    widths: [140, '*'],
    body: rows.map(({ label, value }): TableCell[] => [{ text: wrapping(label), color: DIM }, { text: wrapping(value) }]),
  },
  layout: { ...RULED, hLineColor: () => SHADE, paddingLeft: (i) => (i === 0 ? 0 : 8) },
  margin: [0, 0, 0, 8],
});

/** Thin lines between rows, none between columns. */
const RULED: CustomTableLayout = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0,
  hLineColor: () => LINE,
  paddingTop: () => 3,
  paddingBottom: () => 2,
};

/** The head stands on every page again; a row is never torn in two, unless it is longer than a page. */
function table({ columns, rows }: ContentTable): PdfTable {
  const cells = rows.map(({ cells: texts, strong }) =>
    texts.map(
      (text, i): TableCell => ({
        text: columns[i]?.wide === true ? wrapping(text) : narrow(text),
        alignment: columns[i]?.align ?? 'left',
        bold: strong,
        ...(strong ? { fillColor: SHADE } : {}),
      }),
    ),
  );
  const longest = Math.max(0, ...rows.flatMap(({ cells: texts }) => texts.map((text) => text.length)));
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: longest < LONGEST_WHOLE,
      widths: columns.map(({ wide }) => (wide ? '*' : 'auto')),
      body: [
        columns.map(
          ({ title, align }): TableCell => ({ text: title, alignment: align, bold: true, fontSize: 8.5, fillColor: SHADE }),
        ),
        ...cells,
      ],
    },
    layout: RULED,
    fontSize: 9,
    margin: [0, 4, 0, 10],
  };
}

/** A cell with fewer characters fits a page, however narrow its column. */
const LONGEST_WHOLE = 900;

/** Wide enough that a telephone reads it off paper: half a millimetre and more for each of its squares. */
const CODE_WIDTH = 210;

function receiptCode({ code, text }: Extract<ContentBlock, { type: 'code' }>): Content {
  if (code === null) return { text: wrapping(text), margin: [0, 0, 0, 6] };
  return {
    columns: [
      { qr: code, fit: CODE_WIDTH, eccLevel: 'M', width: 'auto' },
      { text: wrapping(text), width: '*' },
    ],
    columnGap: 18,
    margin: [0, 8, 0, 12],
    unbreakable: true,
  };
}
