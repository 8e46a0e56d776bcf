import { isDeepStrictEqual } from 'node:util';
import { type Clock, rfc3339 } from '../../domain/clock.ts';
import type { Dossier, SubTicket, Ticket } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RowKind, Setting } from '../contract/schemas.ts';
import { hashCode, isSignedOff } from './devices.ts';
import type { Store, WriteTransaction } from './store/port.ts';
import type { NewRow, RowData } from './store/records.ts';
import { EVERYONE, plain, rowsOf } from './visibility.ts';

const DAY_MS = 86_400_000;
const CODE_DAYS = 7;
/** Without what is easily taken for another when read out or typed. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 12;

/** Why a ticket went away: fixed by the field API. */
export type WithdrawalReason = 'reassigned' | 'deadline' | 'deleted';

/** The name under which a ticket waits that nobody has been given yet. No technician belongs to it. */
export const NO_DEALER = 'nobody';

/** What whoever runs M/platform does. */
export interface Operator {
  /** A new ticket with its sub-tickets, and their points of sale made known. `operator.ticket-exists`, `operator.dealer-unknown`. */
  addTicket(dossier: Dossier): Promise<Result<null, Problem>>;
  /**
   * Takes a ticket away from its dealer, whose devices are told the reason, and gives it to another one, as new but
   * with the documents it has, or to nobody. `ticket.unknown`.
   */
  withdrawTicket(ticketId: string, reason: WithdrawalReason, toDealerId?: string): Promise<Result<null, Problem>>;
  /** A code for one machine of a technician, good for seven days. Shown once: only its hash is kept. `operator.technician-unknown`. */
  issueEnrolmentCode(technicianId: string): Promise<Result<string, Problem>>;
  /** Shuts a device out at once, also one that signed itself off. `operator.device-unknown`. */
  revokeDevice(deviceId: string): Promise<Result<null, Problem>>;
  /**
   * Forgets the key of a till's machine, so that the next result it signs is accepted with another one: its disk was
   * replaced or its system installed anew. `operator.machine-key-unknown`.
   */
  forgetMachineKey(machineId: string): Promise<Result<null, Problem>>;
  /** Switches a point of sale off or on; no till gets through for one that is off. `operator.point-unknown`. */
  setPointOfSaleActive(punktId: string, active: boolean): Promise<Result<null, Problem>>;
  /** What every device is told; nothing happens when it is so already. */
  saveSetting(setting: Setting): Promise<void>;
  /**
   * What every device is given, under an ID of its own: where tills keep the settings, a price list, a template, a
   * material. A later save under the same ID replaces it; nothing happens when it is so already.
   */
  saveShared<K extends SharedKind>(kind: K, id: string, data: RowData[K]): Promise<void>;
  /** Takes it back from every device. `operator.shared-unknown`. */
  withdrawShared(kind: SharedKind, id: string): Promise<Result<null, Problem>>;
  /** What Backoffice made of a ticket's documents. `ticket.unknown`, `operator.not-exported`. */
  answerBackoffice(ticketId: string, state: 'accepted' | 'returned', message: string): Promise<Result<null, Problem>>;
}

/** Kinds of rows that belong to no ticket, and of which there may be several. */
export type SharedKind = Exclude<RowKind, 'ticket' | 'subTicket' | 'setting'>;

export function createOperator(store: Store, clock: Clock, random: (bytes: number) => Buffer): Operator {
  return {
    addTicket: (dossier) =>
      store.transaction(async (tx) => {
        if ((await tx.row('ticket', dossier.ticket.id)) !== undefined) {
          return err(problem('operator.ticket-exists', { id: dossier.ticket.id }));
        }
        await saveDossier(tx, dossier);
        return ok(null);
      }),
    withdrawTicket: (ticketId, reason, toDealerId = NO_DEALER) =>
      store.transaction(async (tx) => {
        const stored = await tx.dossierOfTicket(ticketId);
        if (stored === undefined) return err(problem('ticket.unknown', { id: ticketId }));
        for (const { audience, kind, id } of [stored.ticket, ...stored.subTickets]) await tx.remove(audience, kind, id, reason);
        await saveDossier(tx, handedOver(plain(stored), toDealerId));
        return ok(null);
      }),
    issueEnrolmentCode: (technicianId) =>
      store.transaction(async (tx) => {
        if ((await tx.technician(technicianId)) === undefined) {
          return err(problem('operator.technician-unknown', { id: technicianId }));
        }
        const code = [...random(CODE_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
        const now = clock.now();
        const expiresAt = now + CODE_DAYS * DAY_MS;
        await tx.saveEnrolmentCode({
          hash: hashCode(code),
          technicianId,
          issuedAt: now,
          expiresAt,
          unlimited: false,
          usedBy: null,
        });
        return ok(code.replace(/(.{4})(?!$)/g, '$1-'));
      }),
    revokeDevice: (deviceId) =>
      store.transaction(async (tx) => {
        const device = await tx.device(deviceId);
        if (device === undefined) return err(problem('operator.device-unknown', { id: deviceId }));
        // One that went by itself might be let in again more easily than one that was shut out.
        if (device.revokedAt === null || isSignedOff(device))
          await tx.saveDevice({ ...device, revokedAt: clock.now(), signedOffAt: null });
        return ok(null);
      }),
    forgetMachineKey: (machineId) =>
      store.transaction(async (tx) => {
        const forgotten = await tx.forgetMachineKey(machineId);
        return forgotten ? ok(null) : err(problem('operator.machine-key-unknown', { machineId }));
      }),
    setPointOfSaleActive: (punktId, active) =>
      store.transaction(async (tx) => {
        const known = await tx.pointOfSale(punktId);
        if (known === undefined) return err(problem('operator.point-unknown', { punktId }));
        if (known.active !== active) await tx.savePointOfSale({ ...known, active });
        return ok(null);
      }),
    saveSetting: (setting) =>
      store.transaction(async (tx) => {
        const known = (await tx.row('setting', setting.id))?.data;
        if (isDeepStrictEqual(known, setting)) return;
        await tx.saveRow({ kind: 'setting', id: setting.id, audience: EVERYONE, data: setting });
      }),
    saveShared: (kind, id, data) =>
      store.transaction(async (tx) => {
        const known = await tx.row(kind, id);
        if (known?.audience === EVERYONE && isDeepStrictEqual(known.data, data)) return;
        await tx.saveRow({ kind, id, audience: EVERYONE, data } as NewRow);
      }),
    withdrawShared: (kind, id) =>
      store.transaction(async (tx) => {
        const known = await tx.row(kind, id);
        if (known?.audience !== EVERYONE) return err(problem('operator.shared-unknown', { id }));
        await tx.remove(EVERYONE, kind, id, 'deleted');
        await tx.saveRow({ kind, id, audience: NO_DEALER, data: known.data } as NewRow);
        return ok(null);
      }),
    answerBackoffice: (ticketId, state, message) =>
      store.transaction(async (tx) => {
        const ticket = await tx.row('ticket', ticketId);
        if (ticket === undefined) return err(problem('ticket.unknown', { id: ticketId }));
        if (ticket.data.exportedToBackofficeAt === null) return err(problem('operator.not-exported', { id: ticketId }));
        const backoffice = { state, at: rfc3339(clock.now()), message: message.trim() === '' ? null : message.trim() };
        await tx.saveRow({ kind: 'ticket', id: ticketId, audience: ticket.audience, data: { ...ticket.data, backoffice } });
        return ok(null);
      }),
  };
}

async function saveDossier(tx: WriteTransaction, dossier: Dossier): Promise<void> {
  for (const row of rowsOf(dossier)) await tx.saveRow(row);
  for (const { punktId, pointOfSale } of dossier.subTickets) {
    const known = await tx.pointOfSale(punktId);
    const { dealerId } = dossier.ticket;
    await tx.savePointOfSale({ punktId, dealerId, name: known?.name ?? pointOfSale.name, active: known?.active ?? true });
  }
}

/** As the next partner finds it: nobody's, with quote and documents as they are, and nothing half-done on the tills. */
function handedOver({ ticket, subTickets }: Dossier, dealerId: string): Dossier {
  const ended = ticket.status === 'closed' || ticket.status === 'resigned';
  const status = dealerId === NO_DEALER ? 'withdrawn' : 'new';
  const fresh: Ticket = { ...ticket, dealerId, status, statusBeforeSuspension: null, suspensionNote: null, ...untaken };
  return { ticket: ended ? { ...ticket, dealerId } : fresh, subTickets: subTickets.map(reopened) };
}

const untaken = { technicianId: null, takenAt: null } as const;

function reopened(s: SubTicket): SubTicket {
  if (s.status === 'closed' || s.status === 'resigned') return s;
  return { ...s, status: 'new', configuration: null, training: null, invoice: null, ...untaken };
}
