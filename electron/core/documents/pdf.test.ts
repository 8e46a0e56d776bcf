import { createHash } from 'node:crypto';
import jsQr from 'jsqr';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { QuoteLine } from '../../../domain/model/index.ts';
import { aQuotedTicket, aSignedReceipt, awkwardLines, dataOf, printed, printer } from '../../../tests/support/documents.ts';
import { type Box, readPdf, squeezed } from '../../../tests/support/pdf-text.ts';

// Its types say that it is a module with a default; Node gives the function itself.
const readCode = jsQr as unknown as typeof jsQr.default;

const says = (pages: readonly string[], ...texts: readonly string[]): void => {
  const all = pages.join('');
  for (const text of texts) expect(all).toContain(squeezed(text));
};

describe('a printed document', () => {
  it('has its Polish letters, its number, its form, its digest and its pages on every page', async () => {
    const { pages, facts } = readPdf(await printed(dataOf('agreement')));
    expect(pages).toHaveLength(2);
    says(pages, 'Umowa o podłączenie kas PC-POS 7 do M/platform', 'PPHU SAM Zażółć Gęślą Jaźń', 'Żaneta Śćięgłowska');
    says(
      pages,
      'NIP 797-456-94-39',
      'REGON 123456785',
      'Rynek 1, 26-922 Sieciechów',
      'wyceną nr W/2001/2/20260309 z dnia 09.03.2026',
    );
    pages.forEach((page, i) => {
      says([page], 'nr U/2001/2/20260310, 10.03.2026', `strona ${i + 1} z 2`, 'Umowa – wzór przykładowy, wersja 1');
      says([page], `skrót treści: ${facts.MTechnikDigest?.slice(0, 16)}`);
    });
    expect(facts).toMatchObject({ Lang: 'pl', Title: expect.stringContaining('Umowa o podłączenie'), Author: 'Dealer Alfa 101' });
  });

  it('is the same to the byte for the same input, and another for another', async () => {
    const digest = async (pdf: Promise<Buffer>): Promise<string> =>
      createHash('sha256')
        .update(await pdf)
        .digest('hex');
    for (const document of ['quote', 'agreement', 'powerOfAttorney', 'protocol'] as const) {
      const data = dataOf(document);
      const signed = { signatures: [{ name: 'Maria Sam', at: '2026-03-10T08:00:00Z', drawn: null }, null] };
      expect(await digest(printed(data, signed))).toBe(await digest(printed(data, signed)));
    }
    const other = dataOf('agreement', { technician: { name: 'Anna Nowak', dealerName: 'Dealer Alfa 101' } });
    expect(await digest(printed(dataOf('agreement')))).not.toBe(await digest(printed(other)));
  });

  it('tells prints of another content apart by the digest at the foot, and a signed copy by none', async () => {
    const of = async (pdf: Promise<Buffer>) => readPdf(await pdf).facts.MTechnikDigest;
    const plain = await of(printed(dataOf('quote')));
    const signed = printed(dataOf('quote'), { signatures: [{ name: 'Maria Sam', at: '2026-03-10T08:00:00Z', drawn: null }] });
    expect(await of(signed)).toBe(plain);
    const cheaper = awkwardLines.map((line) => ({ ...line, unitNet: line.unitNet - 1 }));
    expect(await of(printed(dataOf('quote', { ticket: aQuotedTicket(cheaper) })))).not.toBe(plain);
  });

  it('opens no file and asks no network for what its text says', async () => {
    const asked: string[] = [];
    const before = globalThis.fetch;
    globalThis.fetch = async (input) => {
      asked.push(String(input));
      throw new Error('asked the network');
    };
    try {
      for (const image of ['/etc/passwd', 'https://evil.example/pixel.png'])
        await expect(printer({ content: { image }, defaultStyle: { font: 'Roboto' } })).rejects.toThrow();
      expect(asked).toEqual([]);
    } finally {
      globalThis.fetch = before;
    }
  });
});

describe('the quote', () => {
  it('has every amount as counted by hand, with halves of a grosz rounded up', async () => {
    const { pages } = readPdf(await printed(dataOf('quote')));
    // 3 × 199,99 zł less 33,3 %: 599,97 × 0,667 = 400,17999 → 400,18.
    says(pages, '1. Moduł M/platform do PC-POS 7 3 szt. 199,99 zł −33,3 % 400,18 zł 23 %'.replace('1. ', ''));
    says(pages, '2 szt. 1 234,50 zł – 2 469,00 zł 8 %');
    // 23 %: 400,18 + 0,50 = 400,68; tax 92,1564 → 92,16. 8 %: 2 469,00; 197,52. 5 %: 33,30; 1,665 → 1,67.
    says(pages, '23 % 400,68 zł 92,16 zł 492,84 zł', '8 % 2 469,00 zł 197,52 zł 2 666,52 zł', '5 % 33,30 zł 1,67 zł 34,97 zł');
    says(pages, 'Razem 2 902,98 zł 291,35 zł 3 194,33 zł', 'Do zapłaty (brutto) 3 194,33 zł');
    // 599,97 − 400,18.
    says(pages, '199,79 zł');
  });

  it('breaks a hundred lines over pages with the head of the table on each', async () => {
    const lines = Array.from(
      { length: 100 },
      (_, i): QuoteLine => ({ ...(awkwardLines[1] as QuoteLine), name: `Pozycja ${i + 1}` }),
    );
    const { pages } = readPdf(await printed(dataOf('quote', { ticket: aQuotedTicket(lines) })));
    const withLines = pages.filter((page) => /Pozycja\d/.test(page));
    expect(withLines.length).toBeGreaterThan(2);
    for (const page of withLines) says([page], 'Lp. Nazwa Ilość Cena netto Oferta Netto VAT');
    const shown = [...pages.join('').matchAll(/Pozycja(\d+?)1stan/g)].map((match) => Number(match[1]));
    expect(shown).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('keeps the longest names on the paper', async () => {
    const long = 'Ą'.repeat(200);
    const ticket = aQuotedTicket([{ ...(awkwardLines[0] as QuoteLine), name: long, unit: 'm'.repeat(200) }]);
    const { pages, rightmost } = readPdf(
      await printed(
        dataOf('quote', { ticket: { ...ticket, company: { ...ticket.company, name: long, crmId: '/'.repeat(200) } } }),
      ),
    );
    says(pages, long, 'W/0/2/20260309');
    expect(
      pages
        .join('')
        .match(/m{10,}/g)
        ?.join(''),
    ).toHaveLength(200);
    // The last column and its sign still stand before the right margin.
    expect(Math.max(...rightmost)).toBeLessThan(595 - 52);
  });
});

/** The page as a scanner sees it: four dots to a point, nothing but its filled boxes. */
function picture(boxes: readonly Box[]): PNG {
  const scale = 4;
  const png = new PNG({ width: 596 * scale, height: 842 * scale });
  png.data.fill(255);
  for (const { x, y, width, height, colour } of boxes.filter((box) => box.colour === '0 0 0')) {
    for (let row = Math.round(y * scale); row < Math.round((y + height) * scale); row++) {
      for (let column = Math.round(x * scale); column < Math.round((x + width) * scale); column++) {
        const at = (row * png.width + column) * 4;
        png.data[at] = png.data[at + 1] = png.data[at + 2] = colour === '0 0 0' ? 0 : 255;
      }
    }
  }
  return PNG.sync.read(PNG.sync.write(png));
}

describe('the acceptance protocol', () => {
  it('tells both sides of configuration, test, training and receipt', async () => {
    const point = { ...dataOf('protocol').point };
    const training = { ...point.training, checklist: { id: 'lista', done: ['sprzedaz', 'zwroty'], left: ['instrukcja'] } };
    const data = dataOf('protocol', {
      point: { ...point, training } as never,
      checklist: (_, item) => ({ sprzedaz: 'Sprzedaż', instrukcja: 'Instrukcja skrócona' })[item] ?? item,
    });
    const { pages } = readPdf(await printed(data));
    says(
      pages,
      'Protokół odbioru punktu 735',
      'https://mplatform.example',
      'd'.repeat(64),
      'Połączenie działa, 10.03.2026, 08:50',
    );
    says(pages, 'Sprzedaż zwroty', 'Instrukcja skrócona', 'Maria Sam', 'FV/1/2026, 1 234,50 zł', 'Test nr probe-1');
    says(pages, 'Kanał na żywo', 'Restart PC-POS');
  });

  it('carries the receipt as a code that a telephone reads, and as text inside the file', async () => {
    const text = aSignedReceipt();
    const data = dataOf('protocol');
    const { boxes, facts } = readPdf(await printed({ ...data, receipt: { text, claims: data.receipt?.claims as never } }));
    const page = boxes.findIndex((of) => of.length > 1000);
    const png = picture(boxes[page] ?? []);
    expect(readCode(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(text);
    expect(facts.MTechnikReceipt).toBe(`m-technik-receipt:${text}`);
  });
});
