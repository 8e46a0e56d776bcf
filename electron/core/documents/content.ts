import { createHash } from 'node:crypto';
import type { DocumentTemplate, PrintedDocument, TemplateBlock } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { assertNever, err, ok, type Result } from '../../../domain/result.ts';
import { sentence } from '../../../domain/text.ts';
import { type DocumentData, documentDate, documentNumber } from './data.ts';
import { printable } from './format.ts';
import { filledIn } from './placeholders.ts';
import { type ContentTable, probeTable, quoteLinesTable, quoteTotalsTable } from './tables.ts';

/** A document with everything filled in: what is printed, what is shown, and what its digest speaks of. */
export type ContentBlock =
  | { readonly type: 'heading'; readonly text: string; readonly level: 1 | 2 }
  | { readonly type: 'paragraph'; readonly text: string; readonly align: 'left' | 'center' | 'right' | 'justify' }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'fields'; readonly rows: readonly { readonly label: string; readonly value: string }[] }
  | ContentTable
  /** `code` is the signed receipt, word for word; null while there is none. */
  | { readonly type: 'code'; readonly code: string | null; readonly text: string }
  | { readonly type: 'signatures'; readonly labels: readonly string[] }
  | { readonly type: 'space' }
  | { readonly type: 'pageBreak' };

export interface DocumentContent {
  readonly document: PrintedDocument;
  readonly number: string;
  /** The day that stands on it. */
  readonly date: string;
  readonly title: string;
  readonly template: { readonly id: string; readonly name: string; readonly version: number };
  readonly blocks: readonly ContentBlock[];
  /** SHA-256 of all of the above, as JSON. Signatures put on it later are not in it: they stand for just this content. */
  readonly digest: string;
}

/** Filled in, a text may grow by names it tells again and again; a bound, so that every print ends. In characters. */
const LONGEST = 200_000;

/** The template with the data in it. Problem: `documents.too-long`. */
export function contentOf(template: DocumentTemplate, data: DocumentData): Result<DocumentContent, Problem> {
  const fill = (text: string): string => printable(filledIn(text, data));
  const blocks: ContentBlock[] = [];
  let length = 0;
  for (const block of template.blocks) {
    const filled = contentBlock(block, data, fill);
    length += JSON.stringify(filled).length;
    if (length > LONGEST) return err(problem('documents.too-long', { name: template.name, version: template.version }));
    blocks.push(filled);
  }
  const content = {
    document: data.document,
    number: documentNumber(data),
    date: documentDate(data),
    title: fill(template.title).replaceAll('\n', ' '),
    template: { id: template.id, name: printable(template.name).replaceAll('\n', ' '), version: template.version },
    blocks,
  };
  return ok({ ...content, digest: createHash('sha256').update(JSON.stringify(content)).digest('hex') });
}

function contentBlock(block: TemplateBlock, data: DocumentData, fill: (text: string) => string): ContentBlock {
  switch (block.type) {
    case 'heading':
      return { type: 'heading', text: fill(block.text), level: block.level };
    case 'paragraph':
      return { type: 'paragraph', text: fill(block.text), align: block.align ?? 'left' };
    case 'list':
      return { type: 'list', items: block.items.map(fill) };
    case 'fields':
      return { type: 'fields', rows: block.rows.map(({ label, value }) => ({ label: fill(label), value: fill(value) })) };
    case 'quoteLines':
      return quoteLinesTable(data.ticket.quote?.content?.lines ?? []);
    case 'quoteTotals':
      return quoteTotalsTable(data.ticket.quote?.content?.lines ?? []);
    case 'probe':
      return data.probe === null
        ? { type: 'paragraph', text: sentence('print.probe-elsewhere'), align: 'left' }
        : probeTable(data.probe);
    case 'receiptCode':
      return { type: 'code', code: data.receipt?.text ?? null, text: fill(block.text) };
    case 'signatures':
      return { type: 'signatures', labels: block.labels.map(fill) };
    case 'space':
    case 'pageBreak':
      return { type: block.type };
    default:
      return assertNever(block);
  }
}
