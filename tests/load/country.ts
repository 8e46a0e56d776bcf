import { randomUUID } from 'node:crypto';
import type { Dossier } from '../../domain/model/index.ts';
import { hashCode } from '../../mplatform/server/devices.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { rowsOf } from '../../mplatform/server/visibility.ts';
import { dossiers } from '../bench/sync/tickets.ts';

/** Technicians of one dealer: a change of theirs pokes as many devices. */
export const DEALER_SIZE = 25;
/** Dossiers in a transaction while the rows are made. */
const PIECE = 2000;

export interface Country {
  readonly technicians: number;
  /** Tickets of each technician, with one to three sub-tickets. */
  readonly tickets: number;
}

/** Of each company at first; technicians write down new ones, so that rows keep their size however long it goes on. */
export const FIRST_PHONE = '500000000';
export const codeOf = (n: number): string => `OBCIAZENIE-${n}`;
export const dealerOf = (n: number): string => `d-${Math.floor(n / DEALER_SIZE)}`;
export const ticketOf = (n: number, k: number): string => `t-${n}-${k}`;

/** Dealers, technicians with their enrolment codes, and work for each. */
export async function settle(store: Store, { technicians, tickets }: Country): Promise<void> {
  const all = Array.from({ length: technicians }, (_, n) => n);
  await store.transaction(async (tx) => {
    for (const dealer of new Set(all.map(dealerOf))) await tx.saveDealer({ id: dealer, name: `Dealer ${dealer}` });
    for (const n of all) {
      await tx.saveTechnician({ id: `technik-${n}`, name: `Technik ${n}`, dealerId: dealerOf(n) });
      await tx.saveEnrolmentCode({
        hash: hashCode(codeOf(n)),
        technicianId: `technik-${n}`,
        issuedAt: 0,
        expiresAt: null,
        unlimited: false,
        usedBy: null,
      });
    }
  });
  const made = dossiers(Number.MAX_SAFE_INTEGER);
  const wanted = all.flatMap((n) => Array.from({ length: tickets }, (_, k) => [n, k] as const));
  for (let i = 0; i < wanted.length; i += PIECE) {
    await store.transaction(async (tx) => {
      for (const [n, k] of wanted.slice(i, i + PIECE)) {
        for (const row of rowsOf(moved(made.next().value as Dossier, n, k))) await tx.saveRow(row);
      }
    });
  }
}

/** The dossier as this technician's own, which may be worked on. */
function moved({ ticket, subTickets }: Dossier, n: number, k: number): Dossier {
  const id = ticketOf(n, k);
  const technicianId = `technik-${n}`;
  const status = 'inProgress';
  const takenAt = '2026-11-20T10:15:00.000Z';
  return {
    ticket: {
      ...ticket,
      id,
      company: { ...ticket.company, phone: FIRST_PHONE },
      dealerId: dealerOf(n),
      technicianId,
      status,
      takenAt,
      openedOn: '2026-11-20',
      closedOn: null,
      statusBeforeSuspension: null,
      suspensionNote: null,
      notes: [],
    },
    subTickets: subTickets.map((one) => ({
      ...one,
      id: `s-${randomUUID()}`,
      ticketId: id,
      technicianId,
      status,
      takenAt,
      closedAt: null,
    })),
  };
}
