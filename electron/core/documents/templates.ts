import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DocumentTemplate,
  documentTemplate,
  type PrintedDocument,
  type TemplateBlock,
} from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { isPlaceholder, namedIn } from './placeholders.ts';

/** Longer than any document of this work; a bound, so that every print ends. In characters. */
export const LONGEST_TEMPLATE = 100_000;

const FILES: Readonly<Record<PrintedDocument, string>> = {
  quote: 'quote.json',
  agreement: 'agreement.json',
  powerOfAttorney: 'power-of-attorney.json',
  protocol: 'protocol.json',
};
export const printedDocuments = Object.keys(FILES) as readonly PrintedDocument[];

/** The templates that come with the program. @param folder `resources/documents` */
export function builtInTemplates(folder: string): Readonly<Record<PrintedDocument, DocumentTemplate>> {
  const read = (document: PrintedDocument): DocumentTemplate =>
    documentTemplate.parse(JSON.parse(readFileSync(join(folder, FILES[document]), 'utf8')));
  return {
    quote: read('quote'),
    agreement: read('agreement'),
    powerOfAttorney: read('powerOfAttorney'),
    protocol: read('protocol'),
  };
}

/** Every text of a template that is filled in. */
export const textsOf = ({ title, blocks }: DocumentTemplate): readonly string[] => [title, ...blocks.flatMap(textsOfBlock)];

function textsOfBlock(block: TemplateBlock): readonly string[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
    case 'receiptCode':
      return [block.text];
    case 'list':
      return block.items;
    case 'fields':
      return block.rows.flatMap(({ label, value }) => [label, value]);
    case 'signatures':
      return block.labels;
    default:
      return [];
  }
}

/** Without these it is another document: the quote's formal form is its lines and sums, the protocol's point its receipt. */
const DEMANDED: Readonly<Record<PrintedDocument, readonly TemplateBlock['type'][]>> = {
  quote: ['quoteLines', 'quoteTotals'],
  agreement: ['signatures'],
  powerOfAttorney: ['signatures'],
  protocol: ['receiptCode', 'signatures'],
};

/** Why a template cannot be used; undefined when it can. */
export function templateFault(template: DocumentTemplate): Problem | undefined {
  const { name, version, document } = template;
  const texts = textsOf(template);
  if (texts.reduce((sum, text) => sum + text.length, 0) > LONGEST_TEMPLATE)
    return problem('documents.template-too-long', { name, version, max: LONGEST_TEMPLATE });
  const unknown = [...new Set(texts.flatMap(namedIn).filter((placeholder) => !isPlaceholder(placeholder)))];
  if (unknown.length > 0)
    return problem('documents.template-placeholder', { name, version, names: unknown.slice(0, 5).join(', ').slice(0, 200) });
  const lacking = DEMANDED[document].filter((type) => !template.blocks.some((block) => block.type === type));
  return lacking.length === 0 ? undefined : problem('documents.template-lacks', { name, version, parts: lacking.join(', ') });
}

export interface ChosenTemplate {
  readonly template: DocumentTemplate;
  readonly source: 'operator' | 'builtIn';
  /** Of the operator's that would have gone before it, what is wrong with each. */
  readonly leftOut: readonly Problem[];
}

/** The operator's good template with the highest version; the built-in one where there is none. */
export function chooseTemplate(
  document: PrintedDocument,
  delivered: readonly DocumentTemplate[],
  builtIn: DocumentTemplate,
): ChosenTemplate {
  const leftOut: Problem[] = [];
  const mine = delivered
    .filter((t) => t.document === document)
    .toSorted((a, b) => b.version - a.version || (a.id < b.id ? -1 : 1));
  for (const template of mine) {
    const fault = templateFault(template);
    if (fault === undefined) return { template, source: 'operator', leftOut };
    leftOut.push(fault);
  }
  return { template: builtIn, source: 'builtIn', leftOut };
}
