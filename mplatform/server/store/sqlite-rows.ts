import type { RowKind } from '../../contract/schemas.ts';
import type { OutcomeRecord, ProbeRecord, StoredRow } from './records.ts';
import type { Cell, Row } from './sqlite-statements.ts';

// Columns are named as the records' fields, so that a row is the record; what needs a reading is read below.
export const DEVICE_COLUMNS = `device.id, technician_id AS technicianId, machine_id AS machineId, device.name,
  app_version AS appVersion, enrolled_at AS enrolledAt, revoked_at AS revokedAt, signed_off_at AS signedOffAt, generation, next_issued_at AS nextIssuedAt,
  seen_at AS seenAt, last_seq AS lastSeq`;
export const SHARED_ROW = 'SELECT kind, id, audience, seq, version, data FROM shared_row';
export const OUTCOME = `SELECT id, device_id AS deviceId, technician_id AS technicianId, seq, decided_at AS decidedAt, operation,
  result FROM outcome`;

export const json = (text: Cell | undefined): unknown => JSON.parse(text as string);

export const parseOutcome = (found: Row): OutcomeRecord =>
  ({ ...found, operation: json(found.operation), result: json(found.result) }) as OutcomeRecord;

export function parseRow<K extends RowKind>(found: Row): StoredRow<K>;
export function parseRow<K extends RowKind>(found: Row | undefined): StoredRow<K> | undefined;
export function parseRow<K extends RowKind>(found: Row | undefined): StoredRow<K> | undefined {
  return found && ({ ...found, data: json(found.data) } as StoredRow<K>);
}

export const PROBE = `SELECT id, device_id AS deviceId, technician_id AS technicianId, machine_id AS machineId,
  sub_ticket_id AS subTicketId, store_id AS storeId, config_digest AS configDigest, origin, nonce, started_at AS startedAt,
  expires_at AS expiresAt, echo_seen_at AS echoSeenAt, stages_digest AS stagesDigest, answer FROM probe`;

export function parseProbe({ stagesDigest, answer, ...rest }: Row): ProbeRecord {
  return { ...rest, answered: answer === null ? null : { stagesDigest, answer: json(answer) } } as ProbeRecord;
}
