import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pdf } from '../tests/support/scans.ts';
import { contentFault } from './document-content.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '..', 'tests', 'fixtures', 'documents', name));
const fault = (bytes: Buffer) => contentFault(bytes.length, async (from, length) => bytes.subarray(from, from + length));
const text = (content: string): Buffer => Buffer.from(content, 'latin1');

describe('a PDF', () => {
  it.each(['plain.pdf', 'linearized.pdf'])('as programs write it is taken: %s', async (name) => {
    expect(await fault(fixture(name))).toBeUndefined();
  });

  it.each(['password.pdf', 'restricted.pdf'])(
    'with a password, be it only for changing it, is told at once: %s',
    async (name) => {
      expect(await fault(fixture(name))).toBe('files.encrypted');
    },
  );

  it('whose table of contents is a compressed object is read likewise', async () => {
    const withTable = (more: string): Buffer => {
      const body = '%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n';
      return text(
        `${body}9 0 obj\n<</Type/XRef/Size 10/W[1 2 1]${more}/Length 4>>\nstream\n\xff\xfe/Encrypt \nendstream endobj\nstartxref\n${body.length}\n%%EOF\n`,
      );
    };
    expect(await fault(withTable('/Root 1 0 R'))).toBeUndefined();
    expect(await fault(withTable('/Root 1 0 R/Encrypt 8 0 R'))).toBe('files.encrypted');
    expect(await fault(withTable(''))).toBe('files.broken');
  });

  it('is judged by its newest part where something was added to it, as a signature is', async () => {
    const before = fixture('plain.pdf');
    const added = '\n12 0 obj<</Type/Sig>>endobj\nxref\n12 1\n0000000000 00000 n \n';
    const ending = (more: string) => `trailer<</Size 13/Root 1 0 R/Prev 9${more}>>\nstartxref\n${before.length + 29}\n%%EOF\n`;
    expect(await fault(Buffer.concat([before, text(added + ending(''))]))).toBeUndefined();
    expect(await fault(Buffer.concat([before, text(added + ending('/Encrypt 8 0 R'))]))).toBe('files.encrypted');
  });

  it('that a gateway shifted by some bytes opens everywhere, so it is taken, and a password is found all the same', async () => {
    const shifted = (name: string) => text(fixture(name).toString('latin1').replace(/\n/g, '\r\n'));
    expect(await fault(shifted('plain.pdf'))).toBeUndefined();
    expect(await fault(shifted('restricted.pdf'))).toBe('files.encrypted');
  });

  it('without the part by which it is read is damaged', async () => {
    const { bytes } = pdf(700_000);
    const holed = Buffer.from(bytes);
    holed.fill(0, bytes.lastIndexOf('xref\n0 '), bytes.lastIndexOf('startxref'));
    expect(await fault(holed)).toBe('files.broken');
    expect(await fault(text('%PDF-1.7\nHello\n%%EOF\n'))).toBe('files.broken');
  });

  it('with thousands of objects has a long table, and its end is found', async () => {
    const row = '0000000009 00000 n \n';
    const ending = (at: number, more = '') => `trailer\n<</Size 30001/Root 1 0 R${more}>>\nstartxref\n${at}\n%%EOF\n`;
    const head = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n';
    const long = `${head}xref\n0 30001\n${row.repeat(30_001)}`;
    expect(await fault(text(long + ending(head.length)))).toBeUndefined();
    expect(await fault(text(long + ending(head.length, '/Encrypt<</V 2>>')))).toBe('files.encrypted');
  });
});

describe('a picture', () => {
  it.each(['photo.jpg', 'scan.png'])(
    'as cameras and scanners write it is taken, also with something behind it: %s',
    async (name) => {
      expect(await fault(fixture(name))).toBeUndefined();
      expect(await fault(Buffer.concat([fixture(name), text('Samsung trailer')]))).toBeUndefined();
    },
  );

  it('without measures or with segments out of place is damaged', async () => {
    const photo = Buffer.from(fixture('photo.jpg'));
    photo[20] = 0;
    photo.fill(0, 22, 400);
    expect(await fault(photo)).toBe('files.broken');
    const scan = Buffer.from(fixture('scan.png'));
    scan.write('QQQ1', 12, 'latin1');
    expect(await fault(scan)).toBe('files.broken');
  });

  it('of an iPhone is named for what it is', async () => {
    expect(await fault(text('\0\0\0\x24ftypheic\0\0\0\0mif1heic'))).toBe('files.heic');
    expect(await fault(text('\0\0\0\x24ftypmp42\0\0\0\0'))).toBe('files.type-not-allowed');
  });
});

it.each(['plain.pdf', 'linearized.pdf', 'password.pdf', 'photo.jpg', 'scan.png'])(
  'cut short anywhere, or filled up with zeros there as on a stick that was pulled out, is told: %s',
  async (name) => {
    const whole = fixture(name);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 16, max: whole.length - 16 }), fc.boolean(), async (length, zeros) => {
        const part = Buffer.alloc(zeros ? whole.length : length);
        whole.copy(part, 0, 0, length);
        expect(await fault(part)).not.toBeUndefined();
      }),
    );
  },
);

it('whatever it is given, it ends and says something', async () => {
  const kinds = fc.constantFrom('%PDF-1.7\n', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', '');
  await fc.assert(
    fc.asyncProperty(kinds, fc.uint8Array({ maxLength: 3000 }), fc.constantFrom('%%EOF', ''), async (head, bytes, tail) => {
      expect(await fault(Buffer.concat([text(head), bytes, text(tail)]))).not.toBe(null);
    }),
  );
});
