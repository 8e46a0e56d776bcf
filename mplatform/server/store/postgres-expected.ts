import type { Expected } from './port.ts';
import { json, parseOutcome, parseRow } from './postgres-rows.ts';
import { camel, type Row, type Session } from './postgres-session.ts';
import type { DeviceRecord, NewRow, OutcomeRecord, StoredDossier, StoredRow, TechnicianRecord } from './records.ts';

/** Of one transaction: what was read of it beforehand, as it stands after what the transaction wrote since. */
export interface ReadBefore {
  /** Locks and reads all of it, in one message. */
  expect(expected: Expected): Promise<void>;
  /** Undefined where this was not asked for beforehand; else what was found, if anything. */
  device(id: string): Found<DeviceRecord>;
  technician(id: string): Found<TechnicianRecord>;
  outcome(id: string): Found<OutcomeRecord>;
  dossierOfTicket(id: string): Found<StoredDossier>;
  dossierOfSubTicket(id: string): Found<StoredDossier>;
  saved(row: NewRow): void;
  savedDevice(device: DeviceRecord): void;
  savedOutcome(outcome: OutcomeRecord): void;
  advanced(deviceId: string, lastSeq: number): void;
}
type Found<T> = { readonly value: T | undefined } | undefined;

const BEGIN_WORK =
  'SELECT part, kind, id, audience, seq, version, data FROM begin_work($devices, $outcomes, $tickets, $subTickets)';

export function readBefore({ all }: Session): ReadBefore {
  const devices = new Map<string, DeviceRecord | undefined>();
  const technicians = new Map<string, TechnicianRecord | undefined>();
  const outcomes = new Map<string, OutcomeRecord | undefined>();
  const dossiers = new Map<string, StoredDossier | undefined>();
  /** The tickets of sub-tickets; null where there is none. */
  const ticketOf = new Map<string, string | null>();

  const known = <T>(map: ReadonlyMap<string, T | undefined>, id: string): Found<T> =>
    map.has(id) ? { value: map.get(id) } : undefined;

  function takeDevice({ technicianName, dealerId, dealerName, ...found }: Row): void {
    const device = found as unknown as DeviceRecord;
    const { technicianId } = device;
    devices.set(device.id, device);
    technicians.set(technicianId, { id: technicianId, name: technicianName, dealerId, dealerName } as TechnicianRecord);
  }

  function takeDossiers({ tickets, subTickets }: Expected, stored: readonly StoredRow[]): void {
    for (const id of tickets) dossiers.set(id, undefined);
    for (const id of subTickets) ticketOf.set(id, null);
    for (const ticket of stored) {
      if (ticket.kind === 'ticket') dossiers.set(ticket.id, { ticket: ticket as StoredRow<'ticket'>, subTickets: [] });
    }
    for (const row of stored) {
      if (row.kind !== 'subTicket') continue;
      const { ticketId } = (row as StoredRow<'subTicket'>).data;
      const dossier = dossiers.get(ticketId);
      ticketOf.set(row.id, ticketId);
      if (dossier !== undefined)
        dossiers.set(ticketId, { ...dossier, subTickets: [...dossier.subTickets, row as StoredRow<'subTicket'>] });
    }
  }

  return {
    async expect(expected) {
      const rows = await all(BEGIN_WORK, { ...expected });
      const of = (wanted: string): readonly Row[] => rows.filter(({ part }) => part === wanted);
      const documents = (wanted: string): readonly Row[] => of(wanted).map(({ data }) => camel(json(data) as Row));
      for (const id of expected.devices) devices.set(id, undefined);
      for (const row of documents('device')) takeDevice(row);
      for (const id of expected.outcomes) outcomes.set(id, undefined);
      for (const row of documents('outcome')) outcomes.set(row.id as string, parseOutcome(row));
      takeDossiers(
        expected,
        of('row').map(({ part: _, ...row }) => parseRow(row)),
      );
    },
    device: (id) => known(devices, id),
    technician: (id) => known(technicians, id),
    outcome: (id) => known(outcomes, id),
    dossierOfTicket: (id) => known(dossiers, id),
    dossierOfSubTicket(id) {
      const ticketId = ticketOf.get(id);
      if (ticketId === undefined) return undefined;
      return ticketId === null ? { value: undefined } : known(dossiers, ticketId);
    },
    saved(row) {
      if (row.kind !== 'ticket' && row.kind !== 'subTicket') return;
      const ticketId = row.kind === 'ticket' ? row.id : row.data.ticketId;
      const dossier = dossiers.get(ticketId);
      const before = row.kind === 'ticket' ? dossier?.ticket : dossier?.subTickets.find(({ id }) => id === row.id);
      // A new one, or of another ticket than before: what was read of either no longer holds.
      if (dossier === undefined || before === undefined) {
        dossiers.delete(ticketId);
        const former = row.kind === 'subTicket' ? ticketOf.get(row.id) : undefined;
        if (former !== undefined && former !== null) dossiers.delete(former);
        ticketOf.delete(row.id);
        return;
      }
      const now = { ...row, seq: before.seq, version: before.version + 1 };
      dossiers.set(
        ticketId,
        now.kind === 'ticket'
          ? { ...dossier, ticket: now as StoredRow<'ticket'> }
          : {
              ...dossier,
              subTickets: dossier.subTickets.map((one) => (one.id === now.id ? (now as StoredRow<'subTicket'>) : one)),
            },
      );
    },
    savedDevice(device) {
      const before = devices.get(device.id);
      if (before !== undefined) devices.set(device.id, { ...device, lastSeq: before.lastSeq });
      else devices.delete(device.id);
    },
    savedOutcome: (outcome) => void outcomes.set(outcome.id, outcome),
    advanced(deviceId, lastSeq) {
      const before = devices.get(deviceId);
      if (before !== undefined) devices.set(deviceId, { ...before, lastSeq });
    },
  };
}
