import type { CommitNotice, WriteTransaction } from './port.ts';
import type { NewRow, StoredRow } from './records.ts';
import { list, operatorWrites } from './sqlite-operator.ts';
import { reader } from './sqlite-reader.ts';
import { retentionWrites } from './sqlite-retention.ts';
import type { Cell, Prepare } from './sqlite-statements.ts';

export interface Writer {
  readonly transaction: WriteTransaction;
  /** What a commit has to tell; undefined when nothing that others see was changed. */
  notice(): CommitNotice | undefined;
}

export function writer(prepare: Prepare): Writer {
  const run = (sql: string, params: Record<string, Cell>) => prepare(sql).run(params);
  const audiences = new Set<string>();
  const devices = new Set<string>();
  let lastChange = 0;

  function nextChange(audience: string): number {
    const counted = prepare('UPDATE meta SET change_number = change_number + 1 RETURNING change_number AS n').get({});
    lastChange = counted?.n as number;
    audiences.add(audience);
    return lastChange;
  }

  const transaction: WriteTransaction = {
    ...reader(prepare),
    ...operatorWrites(prepare),
    ...retentionWrites(prepare),
    async saveDealer({ id, name }) {
      run('INSERT INTO dealer (id, name) VALUES ($id, $name) ON CONFLICT (id) DO UPDATE SET name = $name', { id, name });
    },
    async saveTechnician({ id, name, dealerId }) {
      run(
        `INSERT INTO technician (id, name, dealer_id) VALUES ($id, $name, $dealerId)
         ON CONFLICT (id) DO UPDATE SET name = $name, dealer_id = $dealerId`,
        { id, name, dealerId },
      );
    },
    async saveDevice(device) {
      run(
        `INSERT INTO device (id, technician_id, machine_id, name, app_version, enrolled_at, revoked_at, signed_off_at, generation,
           next_issued_at, seen_at, last_seq)
         VALUES ($id, $technicianId, $machineId, $name, $appVersion, $enrolledAt, $revokedAt, $signedOffAt, $generation, $nextIssuedAt,
           $seenAt, $lastSeq)
         ON CONFLICT (id) DO UPDATE SET name = $name, app_version = $appVersion, revoked_at = $revokedAt, signed_off_at = $signedOffAt,
           generation = $generation, next_issued_at = $nextIssuedAt, seen_at = $seenAt`,
        { ...device },
      );
      devices.add(device.id);
    },
    async advance(deviceId, lastSeq) {
      run('UPDATE device SET last_seq = $lastSeq WHERE id = $deviceId', { deviceId, lastSeq });
    },
    async saveEnrolmentCode(code) {
      run(
        `INSERT INTO enrolment_code (hash, technician_id, issued_at, expires_at, unlimited, used_by)
         VALUES ($hash, $technicianId, $issuedAt, $expiresAt, $unlimited, $usedBy)
         ON CONFLICT (hash) DO UPDATE SET used_by = $usedBy, expires_at = $expiresAt`,
        { ...code, unlimited: code.unlimited ? 1 : 0 },
      );
    },
    async saveOutcome({ operation, result, ...outcome }) {
      run(
        `INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, operation, result)
         VALUES ($id, $deviceId, $technicianId, $seq, $decidedAt, $operation, $result)`,
        { ...outcome, operation: JSON.stringify(operation), result: JSON.stringify(result) },
      );
    },
    async saveRow<R extends NewRow>(row: R): Promise<StoredRow<R['kind']>> {
      const { kind, id, audience, data } = row;
      const seq = nextChange(audience);
      const saved = prepare(
        `INSERT INTO shared_row (kind, id, audience, ticket_id, seq, version, data)
         VALUES ($kind, $id, $audience, $ticketId, $seq, 1, $data)
         ON CONFLICT (kind, id) DO UPDATE SET audience = $audience, seq = $seq, version = version + 1, data = $data
         RETURNING version`,
      ).get({ kind, id, audience, ticketId: ticketOf(row), seq, data: JSON.stringify(data) });
      if (row.kind === 'ticket') list(prepare, audience, row.data);
      for (const { sha256 } of row.kind === 'ticket' ? row.data.files : []) {
        run('INSERT INTO ticket_file (sha256, ticket_id) VALUES ($sha256, $id) ON CONFLICT DO NOTHING', { sha256, id });
      }
      run('DELETE FROM tombstone WHERE audience = $audience AND kind = $kind AND id = $id', { audience, kind, id });
      return { kind, id, audience, seq, version: saved?.version, data } as StoredRow<R['kind']>;
    },
    async remove(audience, kind, id, reason) {
      run(
        `INSERT INTO tombstone (audience, kind, id, seq, reason) VALUES ($audience, $kind, $id, $seq, $reason)
         ON CONFLICT (audience, kind, id) DO UPDATE SET seq = $seq, reason = $reason`,
        { audience, kind, id, reason, seq: nextChange(audience) },
      );
    },
    async saveProbe({ answered, ...probe }) {
      run(
        `INSERT INTO probe (id, device_id, technician_id, machine_id, sub_ticket_id, store_id, config_digest, origin, nonce,
           started_at, expires_at, echo_seen_at, stages_digest, answer)
         VALUES ($id, $deviceId, $technicianId, $machineId, $subTicketId, $storeId, $configDigest, $origin, $nonce,
           $startedAt, $expiresAt, $echoSeenAt, $stagesDigest, $answer)
         ON CONFLICT (id) DO UPDATE SET echo_seen_at = $echoSeenAt, stages_digest = $stagesDigest, answer = $answer`,
        {
          ...probe,
          stagesDigest: answered?.stagesDigest ?? null,
          answer: answered === null ? null : JSON.stringify(answered.answer),
        },
      );
    },
    async savePointOfSale({ punktId, dealerId, name, active }) {
      run(
        `INSERT INTO point_of_sale (punkt_id, dealer_id, name, active) VALUES ($punktId, $dealerId, $name, $active)
         ON CONFLICT (punkt_id) DO UPDATE SET dealer_id = $dealerId, name = $name, active = $active`,
        { punktId, dealerId, name, active: active ? 1 : 0 },
      );
    },
    async saveContact(contact) {
      run(
        `INSERT INTO contact (punkt_id, pos_name, version, at) VALUES ($punktId, $posName, $version, $at)
         ON CONFLICT (punkt_id) DO UPDATE SET pos_name = $posName, version = $version, at = $at`,
        { ...contact },
      );
    },
    async saveMachineKey(key) {
      run(
        'INSERT INTO machine_key (dealer_id, machine_id, public_key, since) VALUES ($dealerId, $machineId, $publicKey, $since)',
        { ...key },
      );
    },
    async forgetMachineKey(machineId) {
      return run('DELETE FROM machine_key WHERE machine_id = $machineId', { machineId }).changes > 0;
    },
    async saveHandover(handover) {
      run('INSERT INTO handover (id, probe_id, machine_id, at) VALUES ($id, $probeId, $machineId, $at)', { ...handover });
    },
    async noteConfiguration(subTicketId, digest, at) {
      run(
        `INSERT INTO recorded_configuration (sub_ticket_id, digest, at) VALUES ($subTicketId, $digest, $at)
         ON CONFLICT (sub_ticket_id, digest) DO UPDATE SET at = $at`,
        { subTicketId, digest, at },
      );
    },
  };

  const notice = () =>
    audiences.size + devices.size === 0 ? undefined : { seq: lastChange, audiences: [...audiences], devices: [...devices] };
  return { transaction, notice };
}

const ticketOf = (row: NewRow): string | null => (row.kind === 'subTicket' ? row.data.ticketId : null);
