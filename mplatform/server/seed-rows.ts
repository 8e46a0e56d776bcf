import { addDays, type CalendarDate, warsawDate } from '../../domain/calendar.ts';
import { rfc3339 } from '../../domain/clock.ts';
import type { AttachedFile, Person, SubTicket, Ticket } from '../../domain/model/index.ts';

const DAY_MS = 86_400_000;

/** The dealer and contacts of the manual's own pictures. */
export const ALFA = { id: '101', name: 'Dealer Alfa', crmId: '101', phone: '111333444', email: 'mplatform+dr_alfa@vivaldi.net' };
export const BETA = { id: '102', name: 'Dealer Beta', crmId: '102', phone: '111555666', email: 'dealer.beta@example.com' };
const RMS: Person = { name: 'PH Novitus', phone: '171171171', email: 'mplatform+phnov_tst@vivaldi.net' };
const RKS: Person = { name: 'RKS Insoft', phone: '222333222', email: 'mplatform+rks_insoft@vivaldi.net' };
const CARETAKER: Person = { name: 'Ewa Lis', phone: '601000111', email: 'ewa.lis@example.com' };
export const TRAINEE = { id: 'technik-szkolenie', name: 'Technik szkoleniowy', dealerId: ALFA.id };
export const COLLEAGUE = { id: 'technik-2', name: 'Marek Sowa', dealerId: ALFA.id };
export const BETA_TECHNICIAN = { id: 'technik-beta', name: 'Anna Kos', dealerId: BETA.id };

export type DealerOfRows = typeof ALFA;

/** Dates of the practice tickets, counted back from a moment. */
export interface Ago {
  date(days: number): CalendarDate;
  instant(days: number): string;
}
export const ago = (now: number): Ago => ({
  date: (days) => addDays(warsawDate(now), -days),
  instant: (days) => rfc3339(now - days * DAY_MS),
});

export interface Shop {
  readonly crmId: string;
  readonly nip: string;
  readonly name: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
}

export function newTicket(shop: Shop, openedOn: CalendarDate, dealer: DealerOfRows): Ticket {
  return {
    id: `t-${shop.crmId}`,
    type: 'Insoft',
    status: 'new',
    statusBeforeSuspension: null,
    company: { ...shop, phone: '', email: '' },
    acquiredByDealer: false,
    caretaker: CARETAKER,
    openedOn,
    closedOn: null,
    dealerId: dealer.id,
    technicianId: null,
    takenAt: null,
    quote: null,
    files: [],
    exportedToBackofficeAt: null,
    notes: [],
    suspensionNote: null,
  };
}

export function newSubTicket(
  ticket: Ticket,
  punktId: string,
  dealer: DealerOfRows,
  stations = { purchase: 1, exchange: 0 },
): SubTicket {
  const { name, street, postalCode, city, phone, email } = ticket.company;
  return {
    id: `s-${punktId}`,
    ticketId: ticket.id,
    status: 'new',
    punktId,
    pointOfSale: { name, street, postalCode, city, phone, email },
    stations,
    dealer: { name: dealer.name, crmId: dealer.crmId, phone: dealer.phone, email: dealer.email },
    contacts: { rms: RMS, rks: RKS },
    technicianId: null,
    takenAt: null,
    configuration: null,
    training: null,
    invoice: null,
    notes: [],
    closedAt: null,
  };
}

/** Quote saved, the three signed scans attached in the manual's order, exported to Backoffice. */
export function withDocuments(ticket: Ticket, totalGross: number, at: string, by: string): Ticket {
  const scan = (kind: AttachedFile['kind'], name: string, digit: string): AttachedFile => ({
    kind,
    name,
    sha256: `${digit}${ticket.company.nip}`.padEnd(64, '0'),
    size: 48_213,
    attachedAt: at,
    attachedBy: by,
  });
  return {
    ...ticket,
    quote: { revision: 1, totalGross, savedAt: at, savedBy: by },
    files: [
      scan('quote', 'wycena.pdf', 'a'),
      scan('agreement', 'umowa.pdf', 'b'),
      scan('powerOfAttorney', 'pelnomocnictwo.pdf', 'c'),
    ],
    exportedToBackofficeAt: at,
  };
}

export const takenBy = <T extends Ticket | SubTicket>(row: T, technicianId: string, takenAt: string, status: T['status']): T => ({
  ...row,
  technicianId,
  takenAt,
  status,
});
