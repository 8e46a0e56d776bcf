import { generateKeyPairSync } from 'node:crypto';
import type { QuoteLine, Ticket } from '../../domain/model/index.ts';
import { quoteTotals } from '../../domain/quote.ts';
import type { ProbeRun } from '../../electron/core/api/views.ts';
import { contentOf } from '../../electron/core/documents/content.ts';
import type { DocumentData } from '../../electron/core/documents/data.ts';
import { type PrintOptions, pdfDefinition } from '../../electron/core/documents/pdf.ts';
import { createPdfPrinter } from '../../electron/core/documents/printer.ts';
import { builtInTemplates } from '../../electron/core/documents/templates.ts';
import { resourcePath } from '../../electron/core/resources.ts';
import { signReceipt } from '../../mplatform/contract/index.ts';
import { aReceipt, aSubTicket, readySubTicket, takenTicket } from './dossiers.ts';
import { goodStages } from './stages.ts';

/** For tests only: a ticket with everything that documents tell of. */
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
export const RECEIPT_KEY = publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const aSignedReceipt = (change: Parameters<typeof aReceipt>[0] = {}): string => signReceipt(aReceipt(change), privateKey);

export const templates = builtInTemplates(resourcePath('documents'));
export const printer = createPdfPrinter(resourcePath('documents', 'fonts'));

/** Awkward on purpose: halves of a grosz both in a line's discount and in the tax. */
export const awkwardLines: readonly QuoteLine[] = [
  {
    item: 'a',
    name: 'Moduł M/platform do PC-POS 7',
    group: 'software',
    unit: 'szt.',
    quantity: 3,
    unitNet: 19_999,
    vat: 23,
    offer: { id: 'o', name: 'Oferta specjalna', discount: 333 },
  },
  { item: 'b', name: 'Instalacja', group: 'service', unit: 'stan.', quantity: 1, unitNet: 50, vat: 23, offer: null },
  { item: 'c', name: 'Podręcznik', group: 'service', unit: 'szt.', quantity: 1, unitNet: 3_330, vat: 5, offer: null },
  { item: 'd', name: 'Drukarka', group: 'hardware', unit: 'szt.', quantity: 2, unitNet: 123_450, vat: 8, offer: null },
];

export const aQuotedTicket = (lines: readonly QuoteLine[] = awkwardLines): Ticket => {
  const ticket = takenTicket();
  return {
    ...ticket,
    company: { ...ticket.company, name: 'PPHU SAM Zażółć Gęślą Jaźń', regon: '123456785', representative: 'Żaneta Śćięgłowska' },
    quote: {
      revision: 2,
      totalGross: quoteTotals(lines).gross,
      savedAt: '2026-03-09T11:00:00.000Z',
      savedBy: 'Jan Kowalski',
      content: {
        priceList: 'lista',
        lines: [...lines],
        stations: { purchase: 2, exchange: 1 },
        quotedOn: '2026-03-09',
        validUntil: '2026-03-23',
      },
    },
  };
};

export const closedPoint = () => ({ ...readySubTicket(), status: 'closed' as const, closedAt: '2026-03-10T08:05:00.000Z' });

export const aRun = (): ProbeRun => ({
  id: 'run-1',
  subTicketId: '1042-1',
  startedAt: '2026-03-10T07:49:58.000Z',
  finishedAt: '2026-03-10T07:50:00.000Z',
  verdict: 'passed',
  cause: null,
  stages: goodStages(),
  receipt: aReceipt(),
  problem: null,
  sinceGood: null,
  handover: null,
});

export const dataOf = (document: DocumentData['document'], change: Partial<DocumentData> = {}): DocumentData => ({
  document,
  ticket: aQuotedTicket(),
  subTickets: [closedPoint(), aSubTicket({ id: '1042-2', punktId: '736' })],
  point: document === 'protocol' ? closedPoint() : null,
  technician: { name: 'Jan Kowalski', dealerName: 'Dealer Alfa 101' },
  priceListName: 'Cennik szkoleniowy',
  probe: aRun(),
  receipt: { text: aSignedReceipt(), claims: aReceipt() },
  checklist: (_, item) => item,
  today: '2026-03-10',
  ...change,
});

/** From the data to the bytes, by the built-in template. */
export async function printed(data: DocumentData, options: Partial<PrintOptions> = {}): Promise<Buffer> {
  const content = contentOf(templates[data.document], data);
  if (!content.ok) throw new Error(content.error.code);
  return printer(pdfDefinition(content.value, { author: data.technician.dealerName, ...options }));
}
