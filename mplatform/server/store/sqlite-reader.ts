import type { RowKind } from '../../contract/schemas.ts';
import type { ReadTransaction } from './port.ts';
import type {
  ContactRecord,
  DeviceRecord,
  EnrolmentCodeRecord,
  HandoverRecord,
  MachineKeyRecord,
  PointOfSaleRecord,
  StoredChange,
  StoredDossier,
  TechnicianRecord,
} from './records.ts';
import { operatorReads } from './sqlite-operator.ts';
import { retentionReads } from './sqlite-retention.ts';
import { DEVICE_COLUMNS, OUTCOME, PROBE, parseOutcome, parseProbe, parseRow, SHARED_ROW } from './sqlite-rows.ts';
import type { Cell, Prepare, Row } from './sqlite-statements.ts';

const DEVICE = `SELECT ${DEVICE_COLUMNS} FROM device`;
const APPLIED_TO = `${OUTCOME} WHERE json_extract(operation, '$.target') = $target
  AND json_extract(result, '$.outcome') = 'applied' ORDER BY decided_at DESC, seq DESC LIMIT $limit`;

/** Each branch stops at the limit by its own index, so that a page costs a page, however long the history is. */
export const CHANGES = `
  SELECT * FROM (SELECT kind, id, seq, version, data, NULL AS reason FROM shared_row
    WHERE audience = $audience AND seq > $after ORDER BY seq LIMIT $limit)
  UNION ALL SELECT * FROM (SELECT kind, id, seq, version, data, NULL FROM shared_row
    WHERE audience = $everyone AND seq > $after ORDER BY seq LIMIT $limit)
  UNION ALL SELECT * FROM (SELECT kind, id, seq, NULL, NULL, reason FROM tombstone
    WHERE audience = $audience AND seq > $after ORDER BY seq LIMIT $limit)
  UNION ALL SELECT * FROM (SELECT kind, id, seq, NULL, NULL, reason FROM tombstone
    WHERE audience = $everyone AND seq > $after ORDER BY seq LIMIT $limit)
  ORDER BY seq LIMIT $limit`;

export function reader(prepare: Prepare): ReadTransaction {
  const one = (sql: string, params: Record<string, Cell> = {}): Row | undefined => prepare(sql).get(params);
  const record = <T>(sql: string, params: Record<string, Cell>): T | undefined => one(sql, params) as T | undefined;

  const row = <K extends RowKind>(kind: K, id: string) =>
    parseRow<K>(one(`${SHARED_ROW} WHERE kind = $kind AND id = $id`, { kind, id }));

  function dossier(ticketId: string): StoredDossier | undefined {
    const ticket = row('ticket', ticketId);
    if (ticket === undefined) return undefined;
    const subTickets = prepare(`${SHARED_ROW} WHERE ticket_id = $ticketId ORDER BY id`).all({ ticketId });
    return { ticket, subTickets: subTickets.map((r) => parseRow<'subTicket'>(r)) };
  }

  return {
    ...operatorReads(prepare),
    ...retentionReads(prepare),
    era: async () => one('SELECT era FROM meta')?.era as string,
    lastChange: async () => one('SELECT change_number AS n FROM meta')?.n as number,
    markOf: async (change) =>
      (one('SELECT mark FROM opening WHERE after_change < $change ORDER BY after_change DESC LIMIT 1', { change })?.mark ??
        '') as string,
    technician: async (id) =>
      record<TechnicianRecord>(
        `SELECT t.id, t.name, t.dealer_id AS dealerId, d.name AS dealerName FROM technician t
         JOIN dealer d ON d.id = t.dealer_id WHERE t.id = $id`,
        { id },
      ),
    device: async (id) => record<DeviceRecord>(`${DEVICE} WHERE id = $id`, { id }),
    deviceOf: async (machineId, technicianId) =>
      record<DeviceRecord>(`${DEVICE} WHERE machine_id = $machineId AND technician_id = $technicianId`, {
        machineId,
        technicianId,
      }),
    enrolmentCode: async (hash) => {
      const found = one(
        `SELECT hash, technician_id AS technicianId, issued_at AS issuedAt, expires_at AS expiresAt, unlimited,
         used_by AS usedBy FROM enrolment_code WHERE hash = $hash`,
        { hash },
      );
      return found && ({ ...found, unlimited: found.unlimited === 1 } as EnrolmentCodeRecord);
    },
    outcome: async (id) => {
      const found = one(`${OUTCOME} WHERE id = $id`, { id });
      return found && parseOutcome(found);
    },
    appliedTo: async (target, limit) => prepare(APPLIED_TO).all({ target, limit }).map(parseOutcome),
    row: async (kind, id) => row(kind, id),
    rowsOfKind: async <K extends RowKind>(kind: K, [audience, everyone]: readonly [string, string]) =>
      prepare(`${SHARED_ROW} WHERE kind = $kind AND audience IN ($audience, $everyone) ORDER BY id`)
        .all({ kind, audience, everyone })
        .map((found) => parseRow<K>(found)),
    dossierOfTicket: async (ticketId) => dossier(ticketId),
    dossierOfSubTicket: async (id) => {
      const found = row('subTicket', id);
      return found && dossier(found.data.ticketId);
    },
    ticketNaming: async ([audience, everyone], sha256) =>
      parseRow<'ticket'>(
        one(
          `SELECT r.kind, r.id, r.audience, r.seq, r.version, r.data FROM ticket_file f
           JOIN shared_row r ON r.kind = 'ticket' AND r.id = f.ticket_id
           WHERE f.sha256 = $sha256 AND r.audience IN ($audience, $everyone) ORDER BY r.id LIMIT 1`,
          { audience, everyone, sha256 },
        ),
      ),
    wasRemoved: async (audience, kind, id) =>
      one('SELECT 1 AS yes FROM tombstone WHERE audience = $audience AND kind = $kind AND id = $id', { audience, kind, id }) !==
      undefined,
    changes: async ([audience, everyone], after, limit) =>
      prepare(CHANGES).all({ audience, everyone, after, limit }).map(parseChange),
    probe: async (id) => {
      const found = one(`${PROBE} WHERE id = $id`, { id });
      return found && parseProbe(found);
    },
    pointOfSale: async (punktId) => {
      const found = one(
        'SELECT punkt_id AS punktId, dealer_id AS dealerId, name, active FROM point_of_sale WHERE punkt_id = $punktId',
        { punktId },
      );
      return found && ({ ...found, active: found.active === 1 } as PointOfSaleRecord);
    },
    contact: async (punktId) =>
      record<ContactRecord>(
        'SELECT punkt_id AS punktId, pos_name AS posName, version, at FROM contact WHERE punkt_id = $punktId',
        {
          punktId,
        },
      ),
    machineKey: async (dealerId, machineId) =>
      record<MachineKeyRecord>(
        'SELECT dealer_id AS dealerId, machine_id AS machineId, public_key AS publicKey, since FROM machine_key WHERE dealer_id = $dealerId AND machine_id = $machineId',
        { dealerId, machineId },
      ),
    handover: async (id) =>
      record<HandoverRecord>('SELECT id, probe_id AS probeId, machine_id AS machineId, at FROM handover WHERE id = $id', { id }),
    otherConfigurationAt: async (subTicketId, digest) =>
      one('SELECT max(at) AS at FROM recorded_configuration WHERE sub_ticket_id = $subTicketId AND digest <> $digest', {
        subTicketId,
        digest,
      })?.at as number | null,
  };
}

function parseChange({ data, reason, version, ...rest }: Row): StoredChange {
  return (data === null ? { ...rest, reason } : { ...rest, version, json: data }) as StoredChange;
}
