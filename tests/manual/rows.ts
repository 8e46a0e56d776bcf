import type { Dossier, Note, PriceList, QuoteContent, SubTicket, Ticket } from '../../domain/model/index.ts';
import { quoteLineOf, quoteTotals } from '../../domain/quote.ts';
import { trainingPriceList } from '../../mplatform/server/seed-price-list.ts';
import { ALFA, ago, TRAINEE } from '../../mplatform/server/seed-rows.ts';
import {
  aConfiguration,
  anInvoice,
  aSubTicket,
  aTicket,
  NOW,
  readySubTicket,
  takenSubTicket,
  takenTicket,
} from '../support/dossiers.ts';
import type { Place } from './sides.ts';

/** The manual's ticket as M/platform's own training data has its people, so that a device and a server can hold the same. */
const own = { technicianId: TRAINEE.id, dealerId: ALFA.id };
const untaken = { technicianId: null, dealerId: ALFA.id };

export const TICKET = '1042';
export const POINT = '1042-1';
export const SECOND_POINT = '1042-2';
export const QUOTED = 123_450;

export const newTicket = (change: Partial<Ticket> = {}): Ticket => aTicket({ ...untaken, ...change });
/** Taken, with its documents in Backoffice. */
export const exportedTicket = (change: Partial<Ticket> = {}): Ticket => takenTicket({ ...own, ...change });
/** Taken, and nothing more. */
export const ticketAtAgreement = (change: Partial<Ticket> = {}): Ticket =>
  exportedTicket({ status: 'agreement', quote: null, files: [], exportedToBackofficeAt: null, ...change });

export const newPoint = (change: Partial<SubTicket> = {}): SubTicket => aSubTicket(change);
export const takenPoint = (change: Partial<SubTicket> = {}): SubTicket => takenSubTicket({ technicianId: TRAINEE.id, ...change });
/** Everything done but the proof, on the machine where the side works. */
export const readyPoint = ({ serverAddress, machineId }: Place, change: Partial<SubTicket> = {}): SubTicket =>
  readySubTicket({
    technicianId: TRAINEE.id,
    configuration: aConfiguration({ serverAddress, machineId }),
    ...change,
  });
export const secondPoint = (point: SubTicket, change: Partial<SubTicket> = {}): SubTicket => ({
  ...point,
  id: SECOND_POINT,
  punktId: '736',
  ...(point.configuration === null ? {} : { configuration: { ...point.configuration, storeIds: ['735', '736'] } }),
  ...change,
});
export const invoiceOver = (totalGross: number, number = 'FV/1/2026') => anInvoice(number, totalGross);

export const dossier = (ticket: Ticket, ...subTickets: readonly SubTicket[]): Dossier => ({
  ticket,
  subTickets: subTickets.length > 0 ? subTickets : [newPoint()],
});
export const aNoteOf = (at: string, text = 'Detalista czeka na drukarkę, montaż w piątek.'): Note => ({
  text,
  author: TRAINEE.name,
  at,
});

/** The price list that both sides have. */
export const PRICES: PriceList = trainingPriceList(ago(NOW));
const STATIONS = { purchase: 1, exchange: 0 } as const;

/** A quote on the formal template: one licence under the special offer, one installation. */
export function formalQuote(stations: QuoteContent['stations'] = STATIONS, day = '2026-03-10'): QuoteContent {
  const lines = ['pcpos7', 'instalacja'].map((id) => {
    const item = PRICES.items.find((one) => one.id === id);
    if (item === undefined) throw new Error(`no ${id} in the price list`);
    return quoteLineOf(PRICES, item, { quantity: 1, unitNet: 0, stations, day });
  });
  return { priceList: PRICES.id, lines, stations, quotedOn: day, validUntil: '2026-03-24' };
}
export const totalOf = ({ lines }: QuoteContent): number => quoteTotals(lines).gross;
