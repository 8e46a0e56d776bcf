import type { DocumentKind } from '../../domain/model/index.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ScanDraftView } from '../../electron/core/api/views.ts';
import { type Turn, turned } from './measures.ts';

/** A chosen file, looked at. */
export type Source = PictureSource | PdfSource;

interface Chosen {
  /** SHA-256 of `contentOf`, as hex: the same file chosen twice is known by it, also when it came back from the disk. */
  readonly digest: string;
}

export interface PictureSource extends Chosen {
  readonly type: 'picture';
  readonly file: File;
  /** What goes onto a page: the file's own picture where that is small enough, else a smaller one. */
  readonly picture: Blob;
  /** How far `picture` has to be turned to stand upright. */
  readonly upright: Turn;
  readonly shrunk: boolean;
  readonly thumb: ImageBitmap;
  /** Made here with the camera: it is nowhere else. */
  readonly photographed: boolean;
}

export interface PdfSource extends Chosen {
  readonly type: 'pdf';
  readonly file: File;
  /** Each page's measures in points, as it is seen. Null where its pages cannot be told apart: it stays as it is. */
  readonly pages: readonly { readonly width: number; readonly height: number }[] | null;
}

export interface Sheet {
  readonly id: string;
  readonly source: Source;
  /** Which page of a PDF, from 0. */
  readonly page: number;
  /** What the person turned it by. */
  readonly turn: Turn;
}

/** What will be one file in *Pliki*. */
export interface ScanDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  /** Of which point of sale, for invoices and protocols; absent where it is of the whole ticket. */
  readonly subTicketId?: string | undefined;
  readonly sheets: readonly Sheet[];
  readonly problem: Problem | null;
  /** Bytes handed over and of how many; null while nothing is. */
  readonly handed: { readonly bytes: number; readonly size: number } | null;
}

export type Documents = readonly ScanDocument[];

export const sheetsOf = (source: Source, id: () => string): readonly Sheet[] =>
  Array.from({ length: source.type === 'pdf' ? (source.pages?.length ?? 1) : 1 }, (_, page) => ({
    id: id(),
    source,
    page,
    turn: 0,
  }));

/** What is kept and attached of it: of a large photograph what goes onto the page. */
export const contentOf = (
  source: Pick<PdfSource, 'type' | 'file'> | Pick<PictureSource, 'type' | 'file' | 'picture' | 'shrunk'>,
): Blob => (source.type === 'picture' && source.shrunk ? source.picture : source.file);

/** Whether these pages, of files with this content, are in the documents already, in whichever of them. */
export const isThere = (documents: Documents, sheets: readonly Sheet[]): boolean =>
  sheets.every((sheet) =>
    documents.some((d) => d.sheets.some(({ source, page }) => source.digest === sheet.source.digest && page === sheet.page)),
  );

/** The document that is this file is what the person says now; else nothing changes. */
export const calledAnew = (
  documents: Documents,
  { digest }: Pick<Source, 'digest'>,
  kind: DocumentKind | undefined,
  subTicketId: string | undefined,
): Documents =>
  kind === undefined
    ? documents
    : documents.map((d) => (d.sheets.every(({ source }) => source.digest === digest) ? { ...d, kind, subTicketId } : d));

export const documentOf = (kind: DocumentKind, sheets: readonly Sheet[], id: string, subTicketId?: string): ScanDocument => ({
  id,
  kind,
  subTicketId,
  sheets,
  problem: null,
  handed: null,
});

/** Documents as they were kept, of the sources that are still there; those that are in none come as documents of their own. */
export function restoredFrom(draft: ScanDraftView, found: ReadonlyMap<string, Source>, id: () => string): Documents {
  const used = new Set<string>();
  const back = draft.documents.flatMap((kept) => {
    const sheets = kept.sheets.flatMap(({ source: of, page, turn }): readonly Sheet[] => {
      const source = found.get(of);
      if (source === undefined) return [];
      used.add(of);
      return [{ id: id(), source, page, turn }];
    });
    return sheets.length === 0 ? [] : [documentOf(kept.kind, sheets, kept.id, kept.subTicketId)];
  });
  const others = [...found].filter(([of]) => !used.has(of));
  return [...back, ...others.map(([, source]) => documentOf('other', sheetsOf(source, id), id()))];
}

/** The file that a document is as it was chosen: all of it, in its order, not turned, and no larger than it need be. */
export function untouched({ sheets }: Pick<ScanDocument, 'sheets'>): File | undefined {
  const source = sheets[0]?.source;
  if (source === undefined || sheets.some((s) => s.source !== source || s.turn !== 0)) return undefined;
  if (source.type === 'picture') return sheets.length === 1 && !source.shrunk ? source.file : undefined;
  const whole = sheets.length === (source.pages?.length ?? 1) && sheets.every((s, i) => s.page === i);
  return whole ? source.file : undefined;
}

/** Whether it is only ever attached as it came: its pages can be neither turned nor put beside others. */
export const isSealed = ({ sheets }: Pick<ScanDocument, 'sheets'>): boolean =>
  sheets.some(({ source }) => source.type === 'pdf' && source.pages === null);

/** A document without pages is none. */
const changed = (documents: Documents, change: (document: ScanDocument) => ScanDocument): Documents =>
  documents.map(change).filter(({ sheets }) => sheets.length > 0);

const withSheets = (document: ScanDocument, sheets: readonly Sheet[]): ScanDocument => ({ ...document, sheets, problem: null });

export const without = (documents: Documents, sheetId: string): Documents =>
  changed(documents, (d) =>
    d.sheets.some((s) => s.id === sheetId)
      ? withSheets(
          d,
          d.sheets.filter((s) => s.id !== sheetId),
        )
      : d,
  );

export const turnSheet = (documents: Documents, sheetId: string, by: 90 | -90): Documents =>
  changed(documents, (d) =>
    d.sheets.some((s) => s.id === sheetId)
      ? withSheets(
          d,
          d.sheets.map((s) => (s.id === sheetId ? { ...s, turn: turned(s.turn, by) } : s)),
        )
      : d,
  );

/** Puts a page at a place of a document, its own or another; the places are those before it is taken out. */
export function moveSheet(documents: Documents, sheetId: string, toDocument: string, place: number): Documents {
  const from = documents.find((d) => d.sheets.some((s) => s.id === sheetId));
  const sheet = from?.sheets.find((s) => s.id === sheetId);
  const to = documents.find((d) => d.id === toDocument);
  if (from === undefined || sheet === undefined || to === undefined) return documents;
  if (from !== to && (isSealed(from) || isSealed(to))) return documents;
  const before = to.sheets.slice(0, place).filter((s) => s !== sheet);
  const after = to.sheets.slice(place).filter((s) => s !== sheet);
  return changed(documents, (d) => {
    if (d === to) return withSheets(d, [...before, sheet, ...after]);
    return d === from
      ? withSheets(
          d,
          d.sheets.filter((s) => s !== sheet),
        )
      : d;
  });
}

/** All pages of one document behind those of another. */
export function joinDocuments(documents: Documents, fromId: string, toId: string): Documents {
  const from = documents.find((d) => d.id === fromId);
  const to = documents.find((d) => d.id === toId);
  if (from === undefined || to === undefined || from === to || isSealed(from) || isSealed(to)) return documents;
  return documents.filter((d) => d !== from).map((d) => (d === to ? withSheets(d, [...d.sheets, ...from.sheets]) : d));
}

/** From that page on it is another document, of that kind. */
export function splitDocument(documents: Documents, sheetId: string, kind: DocumentKind, id: string): Documents {
  return documents.flatMap((d) => {
    const at = d.sheets.findIndex((s) => s.id === sheetId);
    if (at <= 0) return [d];
    return [withSheets(d, d.sheets.slice(0, at)), documentOf(kind, d.sheets.slice(at), id)];
  });
}
