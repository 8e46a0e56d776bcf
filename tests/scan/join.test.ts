import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import { expect, it } from 'vitest';
import { contentFault } from '../../domain/document-content.ts';
import { joinPages, pagesOf } from '../../renderer/scan/join.ts';
import { pictureHead } from '../../renderer/scan/picture-head.ts';

const sample = (name: string): Buffer<ArrayBuffer> => readFileSync(join(import.meta.dirname, '../fixtures/documents', name));
const jpeg = new Blob([sample('photo.jpg')]);
const png = new Blob([sample('scan.png')]);

/** A PDF of pages of these widths, each 300 high and the last one turned already; all share one picture. */
async function pdf(...widths: number[]): Promise<Blob> {
  const made = await PDFDocument.create();
  const shared = await made.embedJpg(sample('photo.jpg'));
  for (const width of widths) {
    const page = made.addPage([width, 300]);
    page.drawImage(shared, { width: 50, height: 50 });
    page.drawText(`strona ${width}`);
  }
  made.getPages().at(-1)?.setRotation(degrees(270));
  return new Blob([await made.save()]);
}

const readBack = async (bytes: Uint8Array) =>
  (await PDFDocument.load(bytes)).getPages().map((page) => ({
    width: Math.round(page.getWidth()),
    height: Math.round(page.getHeight()),
    turn: page.getRotation().angle,
  }));

it('pages of pictures and PDFs become one PDF in the order chosen, each turned as it was told', async () => {
  const file = await pdf(100, 200, 400);
  const done: number[] = [];
  const bytes = await joinPages(
    [
      { type: 'pdf', file, page: 2, turn: 90 },
      { type: 'picture', picture: jpeg, turn: 180 },
      { type: 'pdf', file, page: 0, turn: 0 },
      { type: 'picture', picture: png, turn: 270 },
    ],
    { title: 'Umowa', onPage: (n) => done.push(n) },
  );
  const [first, second, third, fourth] = await readBack(bytes);
  expect(first).toEqual({ width: 400, height: 300, turn: 0 });
  expect([second?.width, second?.height].sort()).toEqual([595, 842]);
  expect(second?.turn).toBe(180);
  expect(third).toEqual({ width: 100, height: 300, turn: 0 });
  expect(fourth?.turn).toBe(270);
  expect(done).toEqual([1, 2, 3, 4]);
  expect((await PDFDocument.load(bytes, { updateMetadata: false })).getTitle()).toBe('Umowa');
  const fault = await contentFault(bytes.length, async (from, length) => bytes.subarray(from, from + length));
  expect(fault).toBeUndefined();
});

it('a JPEG lies in the PDF byte for byte, and what pages of a PDF share is there once', async () => {
  const photo = sample('photo.jpg');
  const one = Buffer.from(await joinPages([{ type: 'picture', picture: jpeg, turn: 0 }], { title: 'x' }));
  expect(one.includes(photo)).toBe(true);
  const file = await pdf(100, 200, 300, 400);
  const pages = [0, 1, 2, 3].map((page) => ({ type: 'pdf', file, page, turn: 0 }) as const);
  const joined = Buffer.from(await joinPages(pages, { title: 'x' }));
  expect(joined.indexOf(photo)).toBeGreaterThan(0);
  expect(joined.indexOf(photo)).toBe(joined.lastIndexOf(photo));
});

it('the same pages make the same file, so that attaching them twice is attaching once', async () => {
  const pages = [{ type: 'picture', picture: jpeg, turn: 90 }] as const;
  const [a, b] = await Promise.all([joinPages(pages, { title: 'Wycena' }), joinPages(pages, { title: 'Wycena' })]);
  expect(Buffer.from(a).equals(b)).toBe(true);
});

it('knows the pages of a PDF as they are seen, and says when it cannot tell', async () => {
  expect(await pagesOf(await pdf(100, 200))).toEqual([
    { width: 100, height: 300 },
    { width: 300, height: 200 },
  ]);
  expect(await pagesOf(new Blob([sample('linearized.pdf')]))).not.toBeNull();
  expect(await pagesOf(new Blob(['%PDF-1.7 nothing of the kind %%EOF']))).toBeNull();
});

it('reads the measures of real pictures', () => {
  expect(pictureHead(sample('photo.jpg'))).toMatchObject({ turn: 0, width: expect.any(Number) });
  expect(pictureHead(sample('scan.png'))).toMatchObject({ turn: 0, width: expect.any(Number) });
});
