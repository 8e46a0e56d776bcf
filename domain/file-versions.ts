import type { AttachedFile, DocumentKind } from './model/index.ts';

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

/** Whether a file of that kind may be of one point of sale; all others are of the whole ticket. */
export const isOfPoint = (kind: DocumentKind): boolean => oncePerPoint.includes(kind);

/**
 * Of which document a file is a version; null where it is one of its own. Where a ticket has several points of sale, a
 * file that names none of them may be of any, or of all together: nothing takes its place.
 */
export function versionOf(
  { kind, subTicketId }: Pick<AttachedFile, 'kind' | 'subTicketId'>,
  pointsOfSale: number,
): string | null {
  if (once.includes(kind)) return kind;
  if (!isOfPoint(kind)) return null;
  if (pointsOfSale <= 1) return kind;
  return subTicketId === undefined ? null : `${kind} ${subTicketId}`;
}

/** The files of a kind as versions of one document each, or as so many documents. Files are in the order they were attached in. */
export function filesOfKind(files: readonly AttachedFile[], kind: DocumentKind, pointsOfSale: number): KindOfFiles {
  const ofKind = files.filter((f) => f.kind === kind);
  const isPresent = (file: AttachedFile, i: number): boolean => {
    const version = versionOf(file, pointsOfSale);
    return version === null || !ofKind.slice(i + 1).some((later) => versionOf(later, pointsOfSale) === version);
  };
  return {
    kind,
    present: ofKind.filter(isPresent),
    earlier: ofKind.filter((file, i) => !isPresent(file, i)).reverse(),
  };
}

/** Whether another file like that is a new version of one that is there. */
export function replaces(
  files: readonly AttachedFile[],
  file: Pick<AttachedFile, 'kind' | 'subTicketId'>,
  pointsOfSale: number,
): boolean {
  const version = versionOf(file, pointsOfSale);
  return version !== null && files.some((other) => versionOf(other, pointsOfSale) === version);
}
