import type { PrintedDocument } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { DocumentContent } from '../documents/content.ts';
import type { MissingField } from '../documents/missing.ts';

export type { ContentBlock, DocumentContent } from '../documents/content.ts';
export type { FieldPlace, MissingField } from '../documents/missing.ts';
export type { DocumentField } from '../documents/placeholders.ts';

/** A document that can be made of what is known here, or what it still lacks. */
export interface PrintableView {
  readonly document: PrintedDocument;
  /** Of a protocol: the point of sale's sub-ticket. */
  readonly subTicketId: string | null;
  readonly number: string;
  readonly template: { readonly name: string; readonly version: number; readonly source: 'operator' | 'builtIn' };
  /** The operator's templates that would have gone before this one, and what is wrong with each. */
  readonly leftOut: readonly Problem[];
  /** Without these it is shown, but not printed. */
  readonly missing: readonly MissingField[];
  /** Who signs it, in the order of the fields on the paper. */
  readonly signers: readonly string[];
}

export interface DocumentsView {
  readonly documents: readonly PrintableView[];
  /** One for each closed point of sale. */
  readonly protocols: readonly PrintableView[];
}

export interface DocumentFileView {
  readonly fileName: string;
  /** The PDF. */
  readonly base64: string;
  /** The same as text, for who cannot see a PDF here. */
  readonly content: DocumentContent;
  /** SHA-256 of the content. */
  readonly digest: string;
  readonly missing: readonly MissingField[];
}
