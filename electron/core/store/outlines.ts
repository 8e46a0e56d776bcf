import type { Database } from '../../../sqlite/database.ts';
import {
  COLUMNS,
  type OperationOutline,
  type OperationRecord,
  OUTLINES,
  type OutlineRow,
  type Row,
  toOutline,
  toRecord,
  WAITING_OUTLINES,
} from './operation-rows.ts';

/** Counts and outlines of operations: what can be told of thousands without reading what each of them says. */
export function createOutlines(db: Database) {
  const waiting = db.prepare<[], OutlineRow>(`SELECT ${WAITING_OUTLINES} WHERE b.applied = 0 ORDER BY b.position`);
  const remarked = db.prepare<[], OutlineRow>(
    `SELECT ${WAITING_OUTLINES} WHERE b.applied = 0 AND (b.held IS NOT NULL OR b.reason IS NOT NULL) ORDER BY b.position`,
  );
  const refused = db.prepare<[], OutlineRow>(
    `SELECT ${OUTLINES} WHERE r.outcome = 'rejected' AND r.acknowledged_at IS NULL ORDER BY o.position`,
  );
  const refusals = db
    .prepare<[], number>(`SELECT count(*) FROM operation_outcome WHERE outcome = 'rejected' AND acknowledged_at IS NULL`)
    .pluck();
  const arrived = db.prepare<[], OutlineRow>(
    `SELECT ${OUTLINES} WHERE o.id IN (SELECT operation_id FROM operation_given_up)
     AND r.outcome = 'applied' AND r.acknowledged_at IS NULL ORDER BY o.position`,
  );
  const ofTicket = db.prepare<[string], OutlineRow>(`SELECT ${OUTLINES} WHERE o.ticket_id = ? ORDER BY o.position`);
  const fallen = db.prepare<[string], OutlineRow>(
    `SELECT ${OUTLINES} WHERE o.ticket_id IN (SELECT value FROM json_each(?)) AND (r.outcome IN ('rejected', 'withdrawn')
     OR (r.outcome IS NULL AND (b.held IS NOT NULL OR g.at IS NOT NULL))) ORDER BY o.position`,
  );
  const DONE_WITH = `r.outcome IS NOT NULL AND (r.acknowledged_at IS NOT NULL OR r.outcome = 'withdrawn'
    OR (r.outcome = 'applied' AND g.at IS NULL))`;
  const past = db.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} WHERE ${DONE_WITH} ORDER BY o.position DESC LIMIT ? OFFSET ?`,
  );
  const pastCount = db
    .prepare<[], number>(
      `SELECT count(*) FROM operation_outcome r LEFT JOIN operation_given_up g ON g.operation_id = r.operation_id WHERE ${DONE_WITH}`,
    )
    .pluck();

  return {
    /** What has no outcome yet, in order. */
    waiting: (): readonly OperationOutline[] => waiting.all().map(toOutline),
    /** Of those only what is held or has a reason to wait. */
    waitingWithReason: (): readonly OperationOutline[] => remarked.all().map(toOutline),
    /** Refusals that nobody has looked at yet. */
    unreadRefusals: (): readonly OperationOutline[] => refused.all().map(toOutline),
    countRefusals: (): number => refusals.get() ?? 0,
    /** Given up by the person, and done all the same: they have not been told yet. */
    arrived: (): readonly OperationOutline[] => arrived.all().map(toOutline),
    ofTicket: (ticketId: string): readonly OperationOutline[] => ofTicket.all(ticketId).map(toOutline),
    /** What was done to these tickets and did not come to stand, so that something built on it may have fallen with it. */
    fallen: (ticketIds: readonly string[]): readonly OperationOutline[] => fallen.all(JSON.stringify(ticketIds)).map(toOutline),
    /** What has its outcome and needs nobody any more, newest first. */
    past: (limit: number, offset: number): readonly OperationRecord[] => past.all(limit, offset).map(toRecord),
    countPast: (): number => pastCount.get() ?? 0,
  };
}
export type Outlines = ReturnType<typeof createOutlines>;
