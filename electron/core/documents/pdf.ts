import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { sentence } from '../../../domain/text.ts';
import type { DocumentContent } from './content.ts';
import type { OnScreenSignature } from './data.ts';
import { clipped, polishDate, shortDigest } from './format.ts';
import { DIM, INK, laidOut } from './layout.ts';
import { RECEIPT_MARK } from './receipt-text.ts';
import { wrapping } from './wrapping.ts';

export interface PrintOptions {
  /** In the order of the signature block's labels; null where nobody has signed on the screen. */
  readonly signatures?: readonly (OnScreenSignature | null)[];
  /** Across each page, e.g. that something is still missing, or that this is training. */
  readonly watermark?: string;
  readonly author: string;
}

/** What a page is made of, for the printer. Pure: the same content and options give the same definition. */
export function pdfDefinition(
  content: DocumentContent,
  { signatures = [], watermark, author }: PrintOptions,
): TDocumentDefinitions {
  const { number, title, digest, date, template } = content;
  const code = content.blocks.find((block) => block.type === 'code')?.code;
  const form = sentence('print.form', { name: clipped(template.name, 60), version: template.version });
  const custom = { MTechnikNumber: number, MTechnikDigest: digest, MTechnikTemplate: `${template.id} ${template.version}` };
  return {
    pageSize: 'A4',
    pageMargins: [52, 62, 52, 66],
    version: '1.7',
    language: 'pl',
    displayTitle: true,
    info: {
      title: `${title} ${number}`,
      author,
      subject: number,
      keywords: `SHA-256 ${digest}`,
      creator: 'M/Technik',
      producer: 'M/Technik',
      // The document's own day: the same print has the same bytes whenever it is made.
      creationDate: new Date(`${date}T00:00:00Z`),
      ...custom,
      // Plain text inside the file, so that `technik receipt verify` finds it without a camera.
      ...(code == null ? {} : { MTechnikReceipt: `${RECEIPT_MARK}${code}` }),
    },
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.25, color: INK },
    ...(watermark === undefined
      ? {}
      : { watermark: { text: watermark, color: '#8a8f96', opacity: 0.14, bold: true, fontSize: 54 } }),
    header: () => ({
      margin: [52, 26, 52, 0],
      columns: [
        { text: clipped(author, 40), color: DIM, fontSize: 8, width: '*' },
        { text: sentence('print.number-and-day', { number, day: polishDate(date) }), color: DIM, fontSize: 8, width: 'auto' },
      ],
    }),
    footer: (page, pages) => ({
      margin: [52, 18, 52, 0],
      columns: [
        {
          text: `${form}\n${sentence('print.digest', { digest: shortDigest(digest) })}`,
          color: DIM,
          fontSize: 7.5,
          width: '*',
        },
        { text: sentence('print.page', { page, pages }), color: DIM, fontSize: 8, alignment: 'right', width: 90 },
      ],
    }),
    pageBreakBefore: headingsStay(),
    content: [heading(title), ...content.blocks.map((block): Content => laidOut(block, signatures))],
  };
}

/** Each is one more layout of the whole. */
const MOST_MOVED = 6;

/** A heading goes to the next page with what it heads, instead of standing alone at the foot of this one. */
function headingsStay(): NonNullable<TDocumentDefinitions['pageBreakBefore']> {
  let moved = 0;
  return ({ headlineLevel, startPosition: { pageNumber, top, verticalRatio } }, { getFollowingNodesOnPage }) => {
    if (headlineLevel === undefined || verticalRatio < 0.4 || moved >= MOST_MOVED) return false;
    // What is kept in one piece says it stands at the top of its page, wherever that will be.
    const alone = getFollowingNodesOnPage().every(
      (next) => next.startPosition.pageNumber !== pageNumber || next.startPosition.top <= top,
    );
    if (alone) moved += 1;
    return alone;
  };
}

const heading = (title: string): Content => ({
  stack: [
    { text: wrapping(title), fontSize: 17, bold: true, lineHeight: 1.15 },
    { canvas: [{ type: 'line', x1: 0, y1: 5, x2: 491, y2: 5, lineWidth: 1.2, lineColor: INK }] },
  ],
  margin: [0, 0, 0, 12],
});
