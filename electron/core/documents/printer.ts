import { join, resolve } from 'node:path';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

/** Turns a definition into the bytes of a PDF. The same definition always gives the same bytes. */
export type PdfPrinter = (definition: TDocumentDefinitions) => Promise<Buffer>;

/**
 * Prints with the fonts of one folder. Nothing is fetched, and no other file is opened, whatever a definition asks for.
 * @param fonts folder of `Roboto-Regular.ttf` and `Roboto-Medium.ttf`
 */
export function createPdfPrinter(fonts: string): PdfPrinter {
  const [normal, bold] = ['Regular', 'Medium'].map((style) => resolve(join(fonts, `Roboto-${style}.ttf`)));
  const allowed: readonly (string | undefined)[] = [normal, bold];
  return async (definition) => {
    // On first use: most starts of the program print nothing.
    const { default: pdfmake } = await import('pdfmake');
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((path) => allowed.includes(path));
    pdfmake.setFonts({ Roboto: { normal, bold } });
    return pdfmake.createPdf(definition).getBuffer();
  };
}
