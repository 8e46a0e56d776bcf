import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { Intent, Operation } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Database } from '../../../sqlite/database.ts';

import {
  COLUMNS,
  type FinalOutcome,
  type OperationRecord,
  type PendingOperation,
  type Row,
  toPending,
  toRecord,
  WAITING,
} from './operation-rows.ts';

export type { FinalOutcome, OperationOutline, OperationRecord, PendingOperation, RefusalDetail } from './operation-rows.ts';

/** What the technician did, in order, and what became of each. */
export function createOperations(
  db: Database,
  clock: Clock,
  appVersion: string,
  newId: () => string = uuidv7,
  clockOffset: () => number | undefined = () => undefined,
) {
  const insert = db.prepare(
    `INSERT INTO operation (id, kind, target, ticket_id, args, device_time, app_version, clock_offset_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const enqueue = db.prepare('INSERT INTO outbox (position, operation_id, ticket_id) VALUES (?, ?, ?)');
  const pending = db.prepare<[], Row>(`SELECT ${WAITING} ORDER BY b.position`);
  const pendingOf = db.prepare<[string], Row>(`SELECT ${WAITING} WHERE b.ticket_id = ? ORDER BY b.position`);
  const history = db.prepare<[number], Row>(`SELECT ${COLUMNS} ORDER BY o.position DESC LIMIT ?`);
  const waitingRecords = db.prepare<[], Row>(`SELECT ${WAITING} WHERE b.applied = 0 ORDER BY b.position`);
  const historyOf = db.prepare<[string], Row>(`SELECT ${COLUMNS} WHERE o.ticket_id = ? ORDER BY o.position DESC`);
  const refused = db.prepare<[], Row>(
    `SELECT ${COLUMNS} WHERE r.outcome = 'rejected' AND r.acknowledged_at IS NULL ORDER BY o.position DESC`,
  );
  const unsent = db.prepare<[], { ticketId: string; count: number; oldestAt: string }>(
    `SELECT b.ticket_id AS ticketId, count(*) AS count, min(o.device_time) AS oldestAt
     FROM outbox b JOIN operation o ON o.position = b.position WHERE b.applied = 0 GROUP BY b.ticket_id`,
  );
  const one = db.prepare<[string], Row>(`SELECT ${COLUMNS} WHERE o.id = ?`);
  const send = db.prepare('INSERT INTO operation_sending (operation_id, device_id, seq, proof) VALUES (?, ?, ?, ?)');
  const sendAgain = db.prepare('UPDATE operation_sending SET device_id = ?, seq = ? WHERE operation_id = ? AND device_id <> ?');
  const unsend = db.prepare('DELETE FROM operation_sending WHERE operation_id = ?');
  const moveTo = db.prepare('UPDATE operation_sending SET seq = ? WHERE operation_id = ?');
  const sentAfter = db.prepare<[string, number, number], Row>(
    `SELECT ${COLUMNS} WHERE s.device_id = ? AND s.seq > ? ORDER BY s.seq LIMIT ?`,
  );
  const highestSettled = db.prepare<[string], { seq: number | null }>(
    `SELECT max(s.seq) AS seq FROM operation_sending s JOIN operation_outcome r ON r.operation_id = s.operation_id
     WHERE s.device_id = ?`,
  );
  const highest = db.prepare<[string], { seq: number | null }>(
    'SELECT max(seq) AS seq FROM operation_sending WHERE device_id = ?',
  );
  const settle = db.prepare(
    `INSERT INTO operation_outcome (operation_id, outcome, code, params, detail, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (operation_id) DO NOTHING`,
  );
  const unsettle = db.prepare('DELETE FROM operation_outcome WHERE operation_id = ?');
  const requeue = db.prepare(
    `INSERT INTO outbox (position, operation_id, ticket_id, put_off_since) VALUES (?, ?, ?, ?)
     ON CONFLICT (position) DO UPDATE SET applied = 0, held = NULL, reason = NULL,
       put_off_since = coalesce(put_off_since, excluded.put_off_since)`,
  );
  const dequeue = db.prepare('DELETE FROM outbox WHERE operation_id = ?');
  const ticketsWaiting = db.prepare<[], { ticket_id: string }>('SELECT DISTINCT ticket_id FROM outbox');
  const forgetAll = db.prepare('DELETE FROM outbox WHERE applied = 1');
  const forgetOf = db.prepare(
    'DELETE FROM outbox WHERE applied = 1 AND operation_id IN (SELECT id FROM operation WHERE target = ?)',
  );
  const markApplied = db.prepare('UPDATE outbox SET applied = 1, held = NULL, reason = NULL WHERE operation_id = ?');
  const counts = db.prepare<[], { waiting: number }>('SELECT count(*) AS waiting FROM outbox WHERE applied = 0');

  return {
    /** Appends; the caller holds the transaction in which the view changes too. */
    append(intent: Intent, ticketId: string): Operation {
      const offset = clockOffset();
      const operation = {
        ...intent,
        id: newId(),
        deviceTime: rfc3339(clock.now()),
        appVersion,
        ...(offset === undefined ? {} : { clockOffsetMs: offset }),
      } as Operation;
      const { lastInsertRowid } = insert.run(
        operation.id,
        operation.kind,
        operation.target,
        ticketId,
        JSON.stringify(operation.args),
        operation.deviceTime,
        appVersion,
        offset ?? null,
      );
      enqueue.run(lastInsertRowid, operation.id, ticketId);
      return operation;
    },
    pending: (): readonly PendingOperation[] => pending.all().map(toPending),
    pendingOf: (ticketId: string): readonly PendingOperation[] => pendingOf.all(ticketId).map(toPending),
    get(id: string): OperationRecord | undefined {
      const row = one.get(id);
      return row === undefined ? undefined : toRecord(row);
    },
    historyOf: (ticketId: string): readonly OperationRecord[] => historyOf.all(ticketId).map(toRecord),
    history: (limit: number): readonly OperationRecord[] => history.all(limit).map(toRecord),
    /** What has no outcome yet, in order. */
    undecided: (): readonly OperationRecord[] => waitingRecords.all().map(toRecord),
    /** How much of each ticket's work has no outcome yet, and since when. */
    unsentByTicket: () => unsent.all(),
    unreadRefusals: (): readonly OperationRecord[] => refused.all().map(toRecord),
    waiting: (): number => counts.get()?.waiting ?? 0,

    /** Gives an operation its number on the wire, and the proof it will carry, for ever. */
    number(id: string, device: { readonly deviceId: string; readonly lastSeq: number }, proof: string | null): number {
      // After a reinstallation the count goes on from where the server has it.
      const seq = Math.max(highest.get(device.deviceId)?.seq ?? 0, device.lastSeq) + 1;
      send.run(id, device.deviceId, seq, proof);
      return seq;
    },
    /** After enrolment as another device: its place in that device's count. The id, and so the outcome, stays the same. */
    renumber(id: string, device: { readonly deviceId: string; readonly lastSeq: number }): number {
      const seq = Math.max(highest.get(device.deviceId)?.seq ?? 0, device.lastSeq) + 1;
      sendAgain.run(device.deviceId, seq, id, device.deviceId);
      return seq;
    },
    /**
     * It was refused before anything of it was looked at: its number goes to those after it. The caller holds the
     * transaction.
     */
    takeNumberBack(id: string, device: { readonly deviceId: string; readonly lastSeq: number }): void {
      unsend.run(id);
      this.renumberAbove(device.deviceId, device.lastSeq);
    },
    /** The highest number of a device whose operation has its outcome; 0 when none has. */
    lastSettled: (deviceId: string): number => highestSettled.get(deviceId)?.seq ?? 0,
    /**
     * The server's count is ahead of ours (this folder is an older copy): what has no outcome yet gets numbers above
     * it, in the same order. The ids stay, so that nothing happens twice. The caller holds the transaction.
     */
    renumberAbove(deviceId: string, lastSeq: number): void {
      const waiting = pending
        .all()
        .map(toPending)
        .filter(({ sending, applied }) => sending?.deviceId === deviceId && !applied)
        .sort((a, b) => (a.sending?.seq ?? 0) - (b.sending?.seq ?? 0));
      const from = Math.max(lastSeq, highestSettled.get(deviceId)?.seq ?? 0);
      // Out of the way first: two operations may never have one number, not even for a moment.
      for (const [i, { operation }] of waiting.entries()) moveTo.run(-1 - i, operation.id);
      for (const [i, { operation }] of waiting.entries()) moveTo.run(from + 1 + i, operation.id);
    },
    /**
     * The server has forgotten what went out above `seq`: what had an effect waits again, under no number yet. That it once
     * was sent stays known, since it may still arrive; what was given up is given up once more for the same reason. What was
     * refused had no effect that could be missing. Returns the tickets it is about; the caller holds the transaction.
     */
    reopenAbove(deviceId: string, seq: number): ReadonlySet<string> {
      const touched = new Set<string>();
      for (const { position, id, ticket_id, outcome, given_up_at } of sentAfter.all(deviceId, seq, -1)) {
        unsend.run(id);
        if (outcome !== null && outcome !== 'applied' && given_up_at === null) continue;
        unsettle.run(id);
        requeue.run(position, id, ticket_id, rfc3339(clock.now()));
        touched.add(ticket_id);
      }
      return touched;
    },
    settle(id: string, outcome: FinalOutcome): void {
      const rejected = outcome.outcome === 'rejected' ? outcome : undefined;
      settle.run(
        id,
        outcome.outcome,
        rejected?.reason.code ?? null,
        rejected === undefined ? null : JSON.stringify(rejected.reason.params),
        rejected === undefined
          ? null
          : JSON.stringify({ fields: rejected.fields, current: rejected.current, changedBy: rejected.changedBy }),
        rfc3339(clock.now()),
      );
      if (outcome.outcome === 'applied') markApplied.run(id);
      else dequeue.run(id);
    },
    /** Tickets with operations that are still replayed. */
    ticketsWaiting: (): ReadonlySet<string> => new Set(ticketsWaiting.all().map((r) => r.ticket_id)),
    /** The server's row has come and holds their effect: they need no replay any more. */
    forgetApplied(target?: string): void {
      if (target === undefined) forgetAll.run();
      else forgetOf.run(target);
    },
    hold: (position: number, reason: Problem | null): void =>
      void db
        .prepare('UPDATE outbox SET held = ? WHERE position = ?')
        .run(reason === null ? null : JSON.stringify(reason), position),
    /** Says why an operation waits. */
    explain: (id: string, reason: Problem | null): void =>
      void db
        .prepare('UPDATE outbox SET reason = ? WHERE operation_id = ?')
        .run(reason === null ? null : JSON.stringify(reason), id),
    /** The server would not decide now. Why is said, and since when and how often is counted. */
    putOff: (id: string, reason: Problem): void =>
      void db
        .prepare(
          `UPDATE outbox SET reason = ?, put_off_times = put_off_times + 1, put_off_since = coalesce(put_off_since, ?)
           WHERE operation_id = ?`,
        )
        .run(JSON.stringify(reason), rfc3339(clock.now()), id),
    /** It went out behind one that was put off, and gave its number back with it: it may still arrive. */
    putOffToo: (id: string): void =>
      void db
        .prepare('UPDATE outbox SET put_off_since = coalesce(put_off_since, ?) WHERE operation_id = ?')
        .run(rfc3339(clock.now()), id),
    /** The person gave up what had been sent already. Whether it was done all the same the server will say. */
    giveUp: (id: string): void =>
      void db
        .prepare('INSERT INTO operation_given_up (operation_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING')
        .run(id, rfc3339(clock.now())),
    /** The technician did it anew. Once: a second time is a bug and throws. */
    redone: (id: string, by: string): void =>
      void db.prepare('INSERT INTO operation_redone (operation_id, by_id) VALUES (?, ?)').run(id, by),
    acknowledge: (id: string): void =>
      void db
        .prepare('UPDATE operation_outcome SET acknowledged_at = ? WHERE operation_id = ? AND acknowledged_at IS NULL')
        .run(rfc3339(clock.now()), id),
  };
}
export type Operations = ReturnType<typeof createOperations>;
