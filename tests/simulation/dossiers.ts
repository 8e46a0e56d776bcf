import type { Dossier, SubTicket, Ticket } from '../../domain/model/index.ts';
import { ALFA, ago, BETA, newSubTicket, newTicket, type Shop, takenBy, withDocuments } from '../../mplatform/server/seed-rows.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { rowsOf } from '../../mplatform/server/visibility.ts';
import { BEGINNING } from './world.ts';

export const TECHNICIANS = [
  { id: 'technik-1', name: 'Jan Kowalski', dealerId: ALFA.id },
  { id: 'technik-2', name: 'Marek Sowa', dealerId: ALFA.id },
  { id: 'technik-3', name: 'Anna Kos', dealerId: BETA.id },
] as const;
export const DEALERS = [ALFA, BETA] as const;
/** The server on the till's own machine, as in training: then a probe may leave out what only a real network has. */
export const SERVER_ADDRESS = 'http://127.0.0.1';
export const TOTAL = 246_000;

const shop = (crmId: string, nip: string, name: string): Shop => ({
  crmId,
  nip,
  name,
  street: 'Rynek 4',
  postalCode: '26-922',
  city: 'Sieciechów',
});

/** Tickets in every stage of the work, so that a short run comes to every kind of operation. */
function dossiers(): readonly Dossier[] {
  const { date, instant } = ago(BEGINNING);
  const of = (ticket: Ticket, ...punkty: string[]): Dossier => ({
    ticket,
    subTickets: punkty.map((punkt) => newSubTicket(ticket, punkt, ALFA)),
  });
  const ready = (s: SubTicket, technicianId: string): SubTicket => ({
    ...takenBy(s, technicianId, instant(2), 'inProgress'),
    training: { retailerName: 'Maria Sam', recordedAt: instant(1), recordedBy: 'Jan Kowalski' },
  });
  const fresh = newTicket(shop('115', '7974569439', 'PPHU SAM'), date(0), ALFA);
  const documents = withDocuments(
    newTicket(shop('80', '8213457130', 'PPHU Spożywcza'), date(5), ALFA),
    TOTAL,
    instant(4),
    'Omega',
  );
  const going = withDocuments(newTicket(shop('93', '7960012342', 'Sklep Pod Dębem'), date(9), ALFA), TOTAL, instant(6), 'Omega');
  const other = newTicket(shop('204', '5832204187', 'Sklep Nadmorski'), date(3), BETA);
  const mine = takenBy(going, 'technik-1', instant(5), 'inProgress');
  const agreement = takenBy(
    newTicket(shop('61', '9481122335', 'Piekarnia'), date(4), ALFA),
    'technik-1',
    instant(3),
    'agreement',
  );
  return [
    of(fresh, '735'),
    of(documents, '812', '813'),
    { ticket: mine, subTickets: of(mine, '774', '775').subTickets.map((s) => ready(s, 'technik-1')) },
    of(agreement, '688'),
    of(other, '901'),
  ];
}

export async function seedServer(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    for (const { id, name } of DEALERS) await tx.saveDealer({ id, name });
    for (const technician of TECHNICIANS) await tx.saveTechnician(technician);
    await tx.saveRow({
      kind: 'setting',
      id: 'pcpos',
      audience: '*',
      data: { id: 'pcpos', serverAddress: SERVER_ADDRESS, helpLine: '48 123 45 67' },
    });
    for (const dossier of dossiers()) {
      for (const row of rowsOf(dossier)) await tx.saveRow(row);
      for (const { punktId, pointOfSale } of dossier.subTickets) {
        await tx.savePointOfSale({ punktId, dealerId: dossier.ticket.dealerId, name: pointOfSale.name, active: true });
      }
    }
  });
}
