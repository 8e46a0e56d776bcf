import type { AttachedFile, DocumentKind } from '../../domain/model/index.ts';

export interface KindOfFiles {
  readonly kind: DocumentKind;
  /** Those that hold now. */
  readonly present: readonly AttachedFile[];
  /** What another took the place of, the latest first. */
  readonly earlier: readonly AttachedFile[];
}

/** One of each for the whole ticket. */
const once: readonly DocumentKind[] = ['quote', 'agreement', 'powerOfAttorney'];
/** One for each point of sale: invoices may be written one by one, and each shop signs its own protocol. */
const oncePerPoint: readonly DocumentKind[] = ['invoice', 'protocol'];

/** The files of a kind as versions of one document, or as so many documents. Files are in the order they were attached in. */
export function filesOfKind(files: readonly AttachedFile[], kind: DocumentKind, pointsOfSale: number): KindOfFiles {
  const ofKind = files.filter((f) => f.kind === kind);
  if (!replaces(kind, pointsOfSale)) return { kind, present: ofKind, earlier: [] };
  return { kind, present: ofKind.slice(-1), earlier: ofKind.slice(0, -1).reverse() };
}

/** Whether another file of that kind is a new version rather than a further document. */
export const replaces = (kind: DocumentKind, pointsOfSale: number): boolean =>
  once.includes(kind) || (oncePerPoint.includes(kind) && pointsOfSale <= 1);
