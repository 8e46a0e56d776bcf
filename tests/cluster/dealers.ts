import { systemClock } from '../../domain/clock.ts';
import type { Dossier } from '../../domain/model/index.ts';
import { hashCode } from '../../mplatform/server/devices.ts';
import { ALFA, ago, newSubTicket, newTicket, takenBy } from '../../mplatform/server/seed-rows.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { rowsOf } from '../../mplatform/server/visibility.ts';

/** A device to be, and the code with which it enrols. */
export interface Member {
  readonly name: string;
  readonly dealer: string;
  readonly code: string;
}

const DEVICES_OF_DEALER = 8;
const TICKETS_OF_DEALER = 10;

/** Dealers with technicians, of whom each has two machines, and with tickets that all of a dealer's see. */
export async function seedDealers(store: Store, devices: number): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (let d = 0; members.length < devices; d += 1) {
    const dealer = `dealer-${d}`;
    await store.transaction((tx) => tx.saveDealer({ id: dealer, name: `Dealer ${d}` }));
    for (const dossier of dossiers(d, dealer)) {
      await store.transaction(async (tx) => {
        for (const row of rowsOf(dossier)) await tx.saveRow(row);
      });
    }
    for (let n = 0; n < DEVICES_OF_DEALER && members.length < devices; n += 1) {
      const technicianId = `technician-${d}-${Math.floor(n / 2)}`;
      const code = `CODE-${d}-${n}`;
      await store.transaction(async (tx) => {
        await tx.saveTechnician({ id: technicianId, name: `Technik ${d} ${Math.floor(n / 2)}`, dealerId: dealer });
        const now = systemClock.now();
        await tx.saveEnrolmentCode({
          hash: hashCode(code),
          technicianId,
          issuedAt: now,
          expiresAt: null,
          unlimited: true,
          usedBy: null,
        });
      });
      members.push({ name: `device-${d}-${n}`, dealer, code });
    }
  }
  return members;
}

function dossiers(d: number, dealer: string): readonly Dossier[] {
  const { date, instant } = ago(systemClock.now());
  const whose = { ...ALFA, id: dealer };
  return Array.from({ length: TICKETS_OF_DEALER }, (_, n): Dossier => {
    const shop = {
      crmId: `${d}-${n}`,
      nip: '7974569439',
      name: `Sklep ${d} ${n}`,
      street: 'ul. Rynek 4',
      postalCode: '26-922',
      city: 'Sieciechów',
    };
    const fresh = newTicket(shop, date(n % 5), whose);
    const punkt = 1000 + d * TICKETS_OF_DEALER + n;
    const ticket = n % 2 === 0 ? fresh : takenBy(fresh, `technician-${d}-${n % 4}`, instant(1), 'agreement');
    return { ticket, subTickets: [newSubTicket(ticket, `${punkt}1`, whose), newSubTicket(ticket, `${punkt}2`, whose)] };
  });
}
