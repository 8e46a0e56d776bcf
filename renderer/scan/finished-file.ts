import type { JoinPage } from './join.ts';
import { turned } from './measures.ts';
import { type ScanDocument, type Sheet, untouched } from './sheets.ts';
import type { Workshop } from './workshop.ts';

const joinPage = ({ source, page, turn }: Sheet): JoinPage =>
  source.type === 'pdf'
    ? { type: 'pdf', file: source.file, page, turn }
    : { type: 'picture', picture: source.picture, turn: turned(source.upright, turn) };

/**
 * A document as the one file that it becomes: as it was chosen where nothing was changed in it, else all its pages in a PDF.
 * @param name without its ending
 */
export async function finishedFile(
  document: ScanDocument,
  name: string,
  workshop: Workshop,
  onPage: (done: number) => void,
): Promise<File> {
  const file = untouched(document);
  if (file !== undefined) return file;
  const pdf = await workshop.join(document.sheets.map(joinPage), name, onPage);
  return new File([pdf], `${name}.pdf`, { type: 'application/pdf' });
}

/** How large it will be, in bytes; `exact` where that is known. Of a PDF's pages each counts alike. */
export function probableSize(document: ScanDocument): { readonly bytes: number; readonly exact: boolean } {
  const file = untouched(document);
  if (file !== undefined) return { bytes: file.size, exact: true };
  const bytes = document.sheets.reduce(
    (sum, { source }) => sum + (source.type === 'pdf' ? source.file.size / (source.pages?.length ?? 1) : source.picture.size),
    0,
  );
  return { bytes: Math.ceil(bytes), exact: false };
}
