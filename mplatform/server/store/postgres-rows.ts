import type { RowKind } from '../../contract/schemas.ts';
import type { Cell, Row } from './postgres-session.ts';
import type { OutcomeRecord, ProbeRecord, StoredRow } from './records.ts';

// Columns are named as the records' fields; what needs a reading is read below.
export const DEVICE_COLUMNS = `device.id, technician_id, machine_id, device.name, app_version, enrolled_at, revoked_at, signed_off_at, generation,
  next_issued_at, seen_at, last_seq`;
/** A row that was saved in this very transaction has no number yet. */
export const SHARED_ROW = `SELECT r.kind, r.id, r.audience, coalesce(c.seq, 0) AS seq, r.version, r.data
  FROM shared_row r LEFT JOIN row_change c ON c.kind = r.kind AND c.id = r.id`;
export const OUTCOME = 'SELECT id, device_id, technician_id, seq, decided_at, operation, result FROM outcome';

export const json = (text: Cell | undefined): unknown => JSON.parse(text as string);

export const parseOutcome = (found: Row): OutcomeRecord =>
  ({ ...found, operation: json(found.operation), result: json(found.result) }) as OutcomeRecord;

export function parseRow<K extends RowKind>(found: Row): StoredRow<K>;
export function parseRow<K extends RowKind>(found: Row | undefined): StoredRow<K> | undefined;
export function parseRow<K extends RowKind>(found: Row | undefined): StoredRow<K> | undefined {
  return found && ({ ...found, data: json(found.data) } as StoredRow<K>);
}

export const PROBE = `SELECT id, device_id, technician_id, machine_id, sub_ticket_id, store_id, config_digest, origin, nonce, started_at,
  expires_at, echo_seen_at, stages_digest, answer FROM probe`;

export function parseProbe({ stagesDigest, answer, ...rest }: Row): ProbeRecord {
  return { ...rest, answered: answer === null ? null : { stagesDigest, answer: json(answer) } } as ProbeRecord;
}
