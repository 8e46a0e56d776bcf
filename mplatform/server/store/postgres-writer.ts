import { isDeepStrictEqual } from 'node:util';
import type { Ticket } from '../../../domain/model/index.ts';
import type { RowKind } from '../../contract/schemas.ts';
import type { CommitNotice, WriteTransaction } from './port.ts';
import { readBefore } from './postgres-expected.ts';
import { createNumbering } from './postgres-numbering.ts';
import { listedOf, operatorReads, operatorWrites } from './postgres-operator.ts';
import { belonging, keepBack } from './postgres-pending.ts';
import { reader } from './postgres-reader.ts';
import { retentionWrites } from './postgres-retention.ts';
import { flushing, type Params, PostgresFailure, type Session, type Write } from './postgres-session.ts';
import type { NewRow, StoredRow } from './records.ts';

export interface Writer {
  readonly transaction: WriteTransaction;
  /** Gives the changes their numbers and commits. @throws PostgresFailure */
  commit(): Promise<void>;
  /** What the commit has to tell; undefined when nothing that others see was changed. */
  notice(): CommitNotice | undefined;
}

/** Any number that nothing else in the database uses as an advisory lock. */
const OPERATORS = 7_310_002;
/** As PostgreSQL says that two transactions got into each other's way. */
const AGAIN = '40001';

/**
 * Transactions run side by side, each statement seeing what was committed before it. What a decision rests on is locked
 * when it is read, so it stays true until the commit: the device (its operations are serial), the ticket with all that belongs
 * to it, codes, probes, points of sale. Rows that everybody reads and hardly anybody writes are not locked but held against what
 * was read when they are saved. What was not there is kept apart by unique keys. The operators' side, which reads lists, has
 * one lock of its own.
 */
export function writer(direct: Session): Writer {
  const pending = keepBack(direct);
  const session = flushing(direct, pending.flush);
  const { one, run } = session;
  const reads = reader(session);
  const before = readBefore(session);
  const numbering = createNumbering(session);
  const devices = new Set<string>();
  /** The versions in which rows were read here without a lock; 0 where there was none. */
  const seen = new Map<string, number>();
  let operatorsAlone = false;

  /** Sent before the read that follows it, in one go. */
  const lock = (from: string, params: Params): void =>
    void session.all(`SELECT 1 AS locked FROM ${from} FOR NO KEY UPDATE`, params).catch(() => undefined);

  /** Nobody waits for what has no answer: what goes wrong with it is found by the next read, or by the commit. */
  const write: Write = (sql, params) => void run(sql, params).catch(() => undefined);

  const transaction: WriteTransaction = {
    ...reads,
    ...alone(operatorReads(session), () => {
      if (operatorsAlone) return;
      operatorsAlone = true;
      void session.all('SELECT pg_advisory_xact_lock($key)', { key: OPERATORS }).catch(() => undefined);
    }),
    ...operatorWrites(session),
    ...retentionWrites(session),
    expect: before.expect,
    async technician(id) {
      const known = before.technician(id);
      return known === undefined ? reads.technician(id) : known.value;
    },
    async outcome(id) {
      const known = before.outcome(id);
      return known === undefined ? reads.outcome(id) : known.value;
    },
    async device(id) {
      const known = before.device(id);
      if (known !== undefined) return known.value;
      lock('device WHERE id = $id', { id });
      return reads.device(id);
    },
    deviceOf(machineId, technicianId) {
      lock('device WHERE machine_id = $machineId AND technician_id = $technicianId', { machineId, technicianId });
      return reads.deviceOf(machineId, technicianId);
    },
    enrolmentCode(hash) {
      lock('enrolment_code WHERE hash = $hash', { hash });
      return reads.enrolmentCode(hash);
    },
    async row(kind, id) {
      if (isLocked(kind)) lock('shared_row WHERE kind = $kind AND id = $id', { kind, id });
      const found = await reads.row(kind, id);
      if (!isLocked(kind)) seen.set(`${kind} ${id}`, found?.version ?? 0);
      return found;
    },
    async dossierOfTicket(id) {
      const known = before.dossierOfTicket(id);
      if (known !== undefined) return known.value;
      lock(`shared_row WHERE kind = 'ticket' AND id = $id`, { id });
      return reads.dossierOfTicket(id);
    },
    async dossierOfSubTicket(id) {
      const known = before.dossierOfSubTicket(id);
      if (known !== undefined) return known.value;
      lock(`shared_row WHERE kind = 'ticket' AND id = (SELECT ticket_id FROM shared_row WHERE kind = 'subTicket' AND id = $id)`, {
        id,
      });
      return reads.dossierOfSubTicket(id);
    },
    probe(id) {
      lock('probe WHERE id = $id', { id });
      return reads.probe(id);
    },
    pointOfSale(punktId) {
      lock('point_of_sale WHERE punkt_id = $punktId', { punktId });
      return reads.pointOfSale(punktId);
    },
    wasRemoved: async (audience, kind, id) => numbering.removing(audience, kind, id) ?? reads.wasRemoved(audience, kind, id),
    async saveDealer({ id, name }) {
      write('INSERT INTO dealer (id, name) VALUES ($id, $name) ON CONFLICT (id) DO UPDATE SET name = $name', { id, name });
    },
    async saveTechnician({ id, name, dealerId }) {
      write(
        `INSERT INTO technician (id, name, dealer_id) VALUES ($id, $name, $dealerId)
         ON CONFLICT (id) DO UPDATE SET name = $name, dealer_id = $dealerId`,
        { id, name, dealerId },
      );
    },
    async saveDevice(device) {
      write(
        `INSERT INTO device (id, technician_id, machine_id, name, app_version, enrolled_at, revoked_at, signed_off_at, generation,
           next_issued_at, seen_at, last_seq)
         VALUES ($id, $technicianId, $machineId, $name, $appVersion, $enrolledAt, $revokedAt, $signedOffAt, $generation, $nextIssuedAt,
           $seenAt, $lastSeq)
         ON CONFLICT (id) DO UPDATE SET name = $name, app_version = $appVersion, revoked_at = $revokedAt, signed_off_at = $signedOffAt,
           generation = $generation, next_issued_at = $nextIssuedAt, seen_at = $seenAt`,
        { ...device },
      );
      devices.add(device.id);
      before.savedDevice(device);
    },
    async advance(deviceId, lastSeq) {
      pending.advance(deviceId, lastSeq);
      before.advanced(deviceId, lastSeq);
    },
    async saveEnrolmentCode(code) {
      write(
        `INSERT INTO enrolment_code (hash, technician_id, issued_at, expires_at, unlimited, used_by)
         VALUES ($hash, $technicianId, $issuedAt, $expiresAt, $unlimited, $usedBy)
         ON CONFLICT (hash) DO UPDATE SET used_by = $usedBy, expires_at = $expiresAt`,
        { ...code },
      );
    },
    async saveOutcome(outcome) {
      const { operation, result, ...rest } = outcome;
      pending.saveOutcome({
        ...rest,
        target: textIn(operation, 'target', MAX_TARGET),
        appVersion: textIn(operation, 'appVersion'),
        outcome: result.outcome,
        operation: JSON.stringify(operation),
        result: JSON.stringify(result),
      });
      before.savedOutcome(outcome);
    },
    async saveRow<R extends NewRow>(row: R): Promise<StoredRow<R['kind']>> {
      const { kind, id, audience, data } = row;
      const version = isLocked(kind) ? pending.saveRow(row) : await saved(row);
      if (row.kind === 'ticket') {
        const { listed, files } = found(audience, row.data);
        const known = before.dossierOfTicket(id)?.value?.ticket;
        const as = known && found(known.audience, known.data);
        if (!isDeepStrictEqual(as?.listed, listed)) pending.list(listed);
        for (const file of files) if (as === undefined || !as.files.includes(file)) pending.nameFile(file, id);
      }
      before.saved(row);
      const number = numbering.saved(audience, kind, id);
      return {
        kind,
        id,
        audience,
        data,
        /** Both known once the transaction has ended. */
        get version() {
          return version();
        },
        get seq() {
          return number();
        },
      } as StoredRow<R['kind']>;
    },
    async remove(audience, kind, id, reason) {
      numbering.removed(audience, kind, id, reason);
    },
    async saveProbe({ answered, ...probe }) {
      write(
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
    async savePointOfSale(pointOfSale) {
      write(
        `INSERT INTO point_of_sale (punkt_id, dealer_id, name, active) VALUES ($punktId, $dealerId, $name, $active)
         ON CONFLICT (punkt_id) DO UPDATE SET dealer_id = $dealerId, name = $name, active = $active`,
        { ...pointOfSale },
      );
    },
    async saveContact(contact) {
      write(
        `INSERT INTO contact (punkt_id, pos_name, version, at) VALUES ($punktId, $posName, $version, $at)
         ON CONFLICT (punkt_id) DO UPDATE SET pos_name = $posName, version = $version, at = $at`,
        { ...contact },
      );
    },
    async saveMachineKey(key) {
      write(
        'INSERT INTO machine_key (dealer_id, machine_id, public_key, since) VALUES ($dealerId, $machineId, $publicKey, $since)',
        { ...key },
      );
    },
    forgetMachineKey: async (machineId) =>
      (await run('DELETE FROM machine_key WHERE machine_id = $machineId', { machineId })) > 0,
    async saveHandover(handover) {
      write('INSERT INTO handover (id, probe_id, machine_id, at) VALUES ($id, $probeId, $machineId, $at)', { ...handover });
    },
    async noteConfiguration(subTicketId, digest, at) {
      write(
        `INSERT INTO recorded_configuration (sub_ticket_id, digest, at) VALUES ($subTicketId, $digest, $at)
         ON CONFLICT (sub_ticket_id, digest) DO UPDATE SET at = $at`,
        { subTicketId, digest, at },
      );
    },
  };

  /** Writes a row that was read without a lock, if at all, and gives its version. One that is no longer as it was read is left for another run. */
  async function saved(row: NewRow): Promise<() => number> {
    const { kind, id, audience } = row;
    const read = seen.get(`${kind} ${id}`);
    const params = { kind, id, audience, data: JSON.stringify(row.data) };
    if (read === undefined) return pending.saveRow(row);
    const written =
      read > 0
        ? await one(
            `UPDATE shared_row SET audience = $audience, version = version + 1, data = $data
             WHERE kind = $kind AND id = $id AND version = $read RETURNING version`,
            { ...params, read },
          )
        : await one(`${INSERT} ON CONFLICT DO NOTHING RETURNING version`, { ...params, ...belonging(row) });
    if (written === undefined) throw new PostgresFailure(AGAIN, false);
    const version = written.version as number;
    seen.set(`${kind} ${id}`, version);
    return () => version;
  }

  return {
    transaction,
    commit: numbering.commit,
    notice() {
      const { seq, audiences } = numbering.given();
      return audiences.length + devices.size === 0 ? undefined : { seq, audiences, devices: [...devices] };
    },
  };
}

const INSERT = `INSERT INTO shared_row (kind, id, audience, ticket_id, punkt_id, version, data)
  VALUES ($kind, $id, $audience, $ticketId, $punktId, 1, $data)`;
const isLocked = (kind: RowKind): boolean => kind === 'ticket' || kind === 'subTicket';

/** What a ticket is found by: its columns, and the files that it names. */
const found = (audience: string, ticket: Ticket) => ({
  listed: listedOf(audience, ticket),
  files: ticket.files.map(({ sha256 }) => sha256),
});

/** Longer targets name no row, and PostgreSQL's index would refuse them with all that the transaction did. Characters. */
const MAX_TARGET = 200;
function textIn(operation: unknown, key: string, max = Number.POSITIVE_INFINITY): string | null {
  const value = typeof operation === 'object' && operation !== null ? (operation as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' && value.length <= max ? value : null;
}

/** The same functions, each doing `first` before it. */
function alone<T extends object>(functions: T, first: () => void): T {
  const guarded = Object.entries(functions as Record<string, (...args: unknown[]) => unknown>).map(
    ([name, call]) =>
      [
        name,
        (...args: unknown[]) => {
          first();
          return call(...args);
        },
      ] as const,
  );
  return Object.fromEntries(guarded) as T;
}
