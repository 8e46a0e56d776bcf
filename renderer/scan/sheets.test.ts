import { expect, it } from 'vitest';
import {
  calledAnew,
  type Documents,
  documentOf,
  isSealed,
  isThere,
  joinDocuments,
  moveSheet,
  type PdfSource,
  type PictureSource,
  restoredFrom,
  sheetsOf,
  splitDocument,
  turnSheet,
  untouched,
  without,
} from './sheets.ts';
import { added } from './use-scan.ts';

const picture = (name: string, shrunk = false): PictureSource => ({
  type: 'picture',
  file: new File(['x'], name),
  picture: new Blob(['x']),
  upright: 0,
  shrunk,
  thumb: {} as ImageBitmap,
  photographed: false,
  digest: name,
});
const pdf = (name: string, pages: number | null): PdfSource => ({
  type: 'pdf',
  file: new File(['x'], name),
  pages: pages === null ? null : Array.from({ length: pages }, () => ({ width: 595, height: 842 })),
  digest: name,
});

const ids = () => {
  let last = 0;
  return () => {
    last += 1;
    return `p${last}`;
  };
};

/** Quote of three photographs (p1 p2 p3), agreement of a PDF of two pages (p4 p5). */
function table(): Documents {
  const id = ids();
  return [
    documentOf(
      'quote',
      ['a.jpg', 'b.jpg', 'c.jpg'].flatMap((name) => sheetsOf(picture(name), id)),
      'quote',
    ),
    documentOf('agreement', sheetsOf(pdf('umowa.pdf', 2), id), 'agreement'),
  ];
}
const order = (documents: Documents) => documents.map((d) => `${d.id}: ${d.sheets.map((s) => s.id).join(' ')}`);

it('a page goes to the place where it is put, in its own document or another', () => {
  expect(order(moveSheet(table(), 'p1', 'quote', 2))).toEqual(['quote: p2 p1 p3', 'agreement: p4 p5']);
  expect(order(moveSheet(table(), 'p3', 'quote', 0))).toEqual(['quote: p3 p1 p2', 'agreement: p4 p5']);
  expect(order(moveSheet(table(), 'p2', 'agreement', 1))).toEqual(['quote: p1 p3', 'agreement: p4 p2 p5']);
});

it('a document whose last page is taken away is no more', () => {
  const left = ['p4', 'p5'].reduce((all, id) => without(all, id), table());
  expect(order(left)).toEqual(['quote: p1 p2 p3']);
  const moved = ['p4', 'p5'].reduce((all, id) => moveSheet(all, id, 'quote', 3), table());
  expect(order(moved)).toEqual(['quote: p1 p2 p3 p5 p4']);
});

it('documents are joined, and divided at a page', () => {
  expect(order(joinDocuments(table(), 'agreement', 'quote'))).toEqual(['quote: p1 p2 p3 p4 p5']);
  const divided = splitDocument(table(), 'p2', 'powerOfAttorney', 'new');
  expect(order(divided)).toEqual(['quote: p1', 'new: p2 p3', 'agreement: p4 p5']);
  expect(divided[1]?.kind).toBe('powerOfAttorney');
  expect(order(splitDocument(table(), 'p1', 'other', 'new'))).toEqual(order(table()));
});

it('what was not changed is attached as the file that was chosen', () => {
  const [, agreement] = table();
  expect(agreement && untouched(agreement)?.name).toBe('umowa.pdf');
  const id = ids();
  expect(untouched(documentOf('quote', sheetsOf(picture('a.png'), id), 'd'))?.name).toBe('a.png');
  expect(untouched(documentOf('quote', sheetsOf(picture('a.jpg', true), id), 'd'))).toBeUndefined();
});

it.each([
  ['turned', (all: Documents) => turnSheet(all, 'p4', 90)],
  ['a page less', (all: Documents) => without(all, 'p5')],
  ['in another order', (all: Documents) => moveSheet(all, 'p5', 'agreement', 0)],
  ['joined', (all: Documents) => joinDocuments(all, 'quote', 'agreement')],
])('what was changed is a file anew: %s', (_name, change) => {
  const agreement = change(table()).find((d) => d.id === 'agreement');
  expect(agreement && untouched(agreement)).toBeUndefined();
});

it('turned four times a page is as it was', () => {
  const [, agreement] = [1, 2, 3, 4].reduce((all) => turnSheet(all, 'p4', -90), table());
  expect(agreement && untouched(agreement)?.name).toBe('umowa.pdf');
});

it('a PDF whose pages cannot be told apart stays alone and as it is', () => {
  const id = ids();
  const sealed = sheetsOf(pdf('dziwny.pdf', null), id);
  const documents = added(table(), 'quote', 'other', sealed, () => 'alone');
  expect(order(documents)).toEqual(['quote: p1 p2 p3', 'agreement: p4 p5', 'alone: p1']);
  expect(documents[2]?.kind).toBe('quote');
  expect(documents.map(isSealed)).toEqual([false, false, true]);
  expect(joinDocuments(documents, 'alone', 'quote')).toBe(documents);
  expect(moveSheet(documents, 'p5', 'alone', 0)).toBe(documents);
  expect(
    order(
      added(
        documents,
        'alone',
        'other',
        sheetsOf(picture('d.jpg'), () => 'p9'),
        () => 'next',
      ),
    ).at(-1),
  ).toBe('next: p9');
});

it('what was kept comes back page by page, without what could not be read, and what is in no document as one of its own', () => {
  const found = new Map([
    ['a', picture('a.jpg')],
    ['b', picture('b.jpg')],
  ]);
  const sheet = (source: string, turn: 0 | 90 = 0) => ({ source, page: 0, turn });
  const draft = {
    documents: [
      { id: 'd-1', kind: 'invoice' as const, subTicketId: 's-1', sheets: [sheet('lost'), sheet('a', 90)] },
      { id: 'd-2', kind: 'quote' as const, sheets: [sheet('lost')] },
    ],
    sources: [],
  };
  const back = restoredFrom(draft, found, ids());
  expect(back.map((d) => [d.kind, d.subTicketId, d.sheets.map((s) => `${s.source.file.name} ${s.turn}`)])).toEqual([
    ['invoice', 's-1', ['a.jpg 90']],
    ['other', undefined, ['b.jpg 0']],
  ]);
});

it('a file that is there already is known by its content, whole or by some of its pages', () => {
  const id = ids();
  const again = (pages: number) => sheetsOf(pdf('umowa.pdf', pages), id);
  expect(isThere(table(), again(2))).toBe(true);
  expect(isThere(table(), again(3))).toBe(false);
  // A page that was taken away may be wanted again.
  expect(isThere(without(table(), 'p4'), again(2))).toBe(false);
  expect(isThere(table(), sheetsOf(picture('d.jpg'), id))).toBe(false);
});

it('chosen again as something else, it is that now; others stay what they are', () => {
  const kinds = (documents: Documents) => documents.map(({ kind }) => kind);
  const [sheet] = sheetsOf(pdf('umowa.pdf', 2), ids());
  if (sheet === undefined) throw new Error('no page');
  expect(kinds(calledAnew(table(), sheet.source, 'powerOfAttorney', undefined))).toEqual(['quote', 'powerOfAttorney']);
  expect(kinds(calledAnew(table(), sheet.source, undefined, undefined))).toEqual(['quote', 'agreement']);
  // A page among others does not say what the document is.
  expect(kinds(calledAnew(moveSheet(table(), 'p1', 'agreement', 0), sheet.source, 'other', undefined))).toEqual([
    'quote',
    'agreement',
  ]);
});
