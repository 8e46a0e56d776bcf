import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aSignedReceipt, dataOf, printed } from '../../../tests/support/documents.ts';
import { aReceipt } from '../../../tests/support/dossiers.ts';
import { receiptsIn } from './receipt-text.ts';

const receipt = aSignedReceipt();
const protocol = (): Promise<Buffer> => printed({ ...dataOf('protocol'), receipt: { text: receipt, claims: aReceipt() } });

it('finds the receipt also after another program wrote the PDF anew and packed its facts', async () => {
  const pdf = await protocol();
  expect(receiptsIn(pdf)).toEqual([receipt]);
  const again = Buffer.from(await (await PDFDocument.load(pdf)).save({ useObjectStreams: true }));
  expect(again.includes('m-technik-receipt')).toBe(false);
  expect(receiptsIn(again)).toEqual([receipt]);
});

it('unpacks only so much of a PDF that was made to burst', () => {
  const bomb = deflateSync(Buffer.alloc(200 * 1024 * 1024));
  const before = process.memoryUsage().rss;
  expect(receiptsIn(Buffer.concat([Buffer.from('%PDF-1.7\nstream\n'), bomb, Buffer.from('\nendstream\n')]))).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

it('reads whatever there is without failing', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ maxLength: 2000 }).map((text) => Buffer.from(text)),
    fc
      .array(fc.constantFrom('stream\n', 'endstream', '%PDF-1.7', receipt, 'm-technik-receipt:', '.', '\r\n', 'x'), {
        maxLength: 30,
      })
      .map((parts) => Buffer.from(`%PDF-1.7${parts.join('')}`)),
  );
  fc.assert(fc.property(noise, (bytes) => receiptsIn(bytes).every((text) => /^[\w-]+\.[\w-]{86}$/.test(text))));
});
