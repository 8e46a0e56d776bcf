import { degrees, PDFDocument, type PDFPage } from '@cantoo/pdf-lib';
import { onPage, type Turn } from './measures.ts';

/** A page to come: a picture (JPEG or PNG), or a page of a PDF that stays as it is. */
export type JoinPage =
  | { readonly type: 'picture'; readonly picture: Blob; readonly turn: Turn }
  | { readonly type: 'pdf'; readonly file: Blob; readonly page: number; readonly turn: Turn };

export interface JoinOptions {
  readonly title: string;
  /** Told after each page. */
  readonly onPage?: (done: number) => void;
}

/**
 * One PDF of all the pages, in their order. Pictures lie on A4; pages of a PDF are taken over with all that is drawn on them
 * and in their own size. What a page is turned by is written beside it, so that nothing is drawn anew. No times and no random
 * numbers: the same pages always make the same file.
 */
export async function joinPages(
  pages: readonly JoinPage[],
  { title, onPage: told }: JoinOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const joined = await PDFDocument.create({ updateMetadata: false });
  joined.setTitle(title);
  joined.setProducer('M/Technik');
  const taken = await takenPages(joined, pages);
  for (const [i, page] of pages.entries()) {
    if (page.type === 'picture') await addPicture(joined, page);
    else {
      const copy = taken.get(page);
      if (copy === undefined) throw new Error('a page was not taken over');
      const before = copy.getRotation().angle;
      copy.setRotation(degrees((((before + page.turn) % 360) + 360) % 360));
      joined.addPage(copy);
    }
    told?.(i + 1);
  }
  return new Uint8Array(await joined.save({ objectsPerTick: Number.POSITIVE_INFINITY }));
}

/** All pages of a file at once: what they share is then there once, too. */
async function takenPages(joined: PDFDocument, pages: readonly JoinPage[]): Promise<ReadonlyMap<JoinPage, PDFPage>> {
  const taken = new Map<JoinPage, PDFPage>();
  const ofPdf = pages.filter((page) => page.type === 'pdf');
  for (const file of new Set(ofPdf.map((page) => page.file))) {
    const wanted = ofPdf.filter((page) => page.file === file);
    const read = await PDFDocument.load(await file.arrayBuffer(), { updateMetadata: false });
    const copies = await joined.copyPages(
      read,
      wanted.map(({ page }) => page),
    );
    for (const [i, page] of wanted.entries()) if (copies[i] !== undefined) taken.set(page, copies[i]);
  }
  return taken;
}

async function addPicture(joined: PDFDocument, { picture, turn }: Extract<JoinPage, { type: 'picture' }>): Promise<void> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const image = bytes[0] === 0x89 ? await joined.embedPng(bytes) : await joined.embedJpg(bytes);
  const { page, at } = onPage(image);
  const sheet = joined.addPage([page.width, page.height]);
  sheet.drawImage(image, at);
  sheet.setRotation(degrees(turn));
}

/** The measures of each page of a PDF as it is seen, in points; null where it does not let itself be taken apart. */
export async function pagesOf(file: Blob) {
  try {
    const read = await PDFDocument.load(await file.arrayBuffer(), { updateMetadata: false });
    const pages = read.getPages().map((page) => {
      const { width, height } = page.getCropBox();
      return Math.abs(page.getRotation().angle) % 180 === 90 ? { width: height, height: width } : { width, height };
    });
    return pages.length === 0 ? null : pages;
  } catch {
    return null;
  }
}
