import type { Operation, OperationKind } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ChangedBy } from '../../../mplatform/contract/index.ts';

/** An operation that still has a say in what is shown. */
export interface PendingOperation {
  readonly position: number;
  readonly ticketId: string;
  readonly operation: Operation;
  /** Set once it has been given a number on the wire. */
  readonly sending: { readonly deviceId: string; readonly seq: number; readonly proof: string | null } | null;
  /** It was sent, and the server would not decide it then. */
  readonly putOff: boolean;
  /** The person gave it up after it had been sent: what is sent now under its id says so. It is not replayed. */
  readonly givenUp: boolean;
  /** The operation that was given up for the sake of this one, which must not go before that one's outcome is known. */
  readonly replaces: { readonly id: string; readonly outcome: OperationRecord['outcome'] } | null;
  /** The server said yes; kept until the server's own row has come. */
  readonly applied: boolean;
  readonly held: Problem | null;
  /** Why it waits, e.g. the finding of the probe that a close needs. */
  readonly reason: Problem | null;
}

/** What the server said beside its no: which fields, the row as it stood there, who had made it so. */
export interface RefusalDetail {
  readonly fields?: readonly string[];
  readonly current?: unknown;
  readonly changedBy?: Readonly<Record<string, ChangedBy>>;
}

export type FinalOutcome =
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'withdrawn' }
  | ({ readonly outcome: 'rejected'; readonly reason: Problem } & RefusalDetail);

/** As much of an operation as is needed to say how it stands, without what it says. */
export interface OperationOutline {
  readonly position: number;
  readonly id: string;
  readonly kind: OperationKind;
  readonly target: string;
  readonly ticketId: string;
  /** When it was done, by this device's clock. */
  readonly doneAt: string;
  readonly sent: boolean;
  readonly outcome: 'applied' | 'rejected' | 'withdrawn' | null;
  readonly acknowledged: boolean;
  readonly reason: Problem | null;
  readonly held: boolean;
  /** Since when, and how often, the server has put it off instead of deciding it. */
  readonly putOff: { readonly since: string; readonly times: number } | null;
  /** The person gave it up after it had been sent. */
  readonly givenUp: boolean;
  /** The operation by which the technician did it anew. */
  readonly redoneBy: string | null;
  /** Of an edit: each field with what was seen and what was written. */
  readonly fields: Readonly<Record<string, { readonly from: string; readonly to: string }>> | null;
}

export interface OperationRecord extends OperationOutline {
  readonly operation: Operation;
  /** When its outcome came. */
  readonly settledAt: string | null;
  readonly detail: RefusalDetail;
}

export interface OutlineRow {
  position: number;
  id: string;
  kind: OperationKind;
  target: string;
  ticket_id: string;
  device_time: string;
  seq: number | null;
  held: string | null;
  reason: string | null;
  outcome: OperationRecord['outcome'];
  code: Problem['code'] | null;
  params: string | null;
  acknowledged_at: string | null;
  put_off_since: string | null;
  put_off_times: number | null;
  given_up_at: string | null;
  redone_by: string | null;
  fields: string | null;
}

export interface Row extends Omit<OutlineRow, 'fields'> {
  args: string;
  app_version: string;
  clock_offset_ms: number | null;
  device_id: string | null;
  proof: string | null;
  applied: number | null;
  settled_at: string | null;
  detail: string | null;
  replaces: string | null;
  replaced_outcome: OperationRecord['outcome'];
}

const OUTLINE = `o.position, o.id, o.kind, o.target, o.ticket_id, o.device_time, s.seq, b.held, b.reason, r.outcome, r.code, r.params,
  r.acknowledged_at, b.put_off_since, b.put_off_times, g.at AS given_up_at, d.by_id AS redone_by`;
const JOINED = `LEFT JOIN operation_sending s ON s.operation_id = o.id LEFT JOIN operation_outcome r ON r.operation_id = o.id
  LEFT JOIN operation_redone d ON d.operation_id = o.id LEFT JOIN operation_given_up g ON g.operation_id = o.id`;
const WHOLE = `${OUTLINE}, o.args, o.app_version, o.clock_offset_ms, s.device_id, s.proof, b.applied, r.at AS settled_at, r.detail,
  p.operation_id AS replaces, pr.outcome AS replaced_outcome`;
const REPLACED = `LEFT JOIN operation_redone p ON p.by_id = o.id LEFT JOIN operation_outcome pr ON pr.operation_id = p.operation_id`;
const EVER = 'FROM operation o LEFT JOIN outbox b ON b.position = o.position';
/** Driven by the outbox: the cost is that of what waits, not of all that ever happened. */
const WAITS = 'FROM outbox b JOIN operation o ON o.position = b.position';

export const COLUMNS = `${WHOLE} ${EVER} ${JOINED} ${REPLACED}`;
export const WAITING = `${WHOLE} ${WAITS} ${JOINED} ${REPLACED}`;
const EDITED = `CASE WHEN o.kind IN ('ticket.editCompany', 'subTicket.editPointOfSale') THEN o.args ->> 'fields' END AS fields`;
export const OUTLINES = `${OUTLINE}, ${EDITED} ${EVER} ${JOINED}`;
export const WAITING_OUTLINES = `${OUTLINE}, ${EDITED} ${WAITS} ${JOINED}`;

const parseProblem = (text: string | null): Problem | null => (text === null ? null : (JSON.parse(text) as Problem));

const toOperation = (r: Row): Operation =>
  ({
    kind: r.kind,
    target: r.target,
    args: JSON.parse(r.args),
    id: r.id,
    deviceTime: r.device_time,
    appVersion: r.app_version,
    ...(r.clock_offset_ms === null ? {} : { clockOffsetMs: r.clock_offset_ms }),
  }) as Operation;

export const toPending = (r: Row): PendingOperation => ({
  position: r.position,
  ticketId: r.ticket_id,
  operation: toOperation(r),
  sending: r.device_id === null || r.seq === null ? null : { deviceId: r.device_id, seq: r.seq, proof: r.proof },
  putOff: r.put_off_since !== null,
  givenUp: r.given_up_at !== null && r.outcome !== 'applied',
  replaces: r.replaces === null ? null : { id: r.replaces, outcome: r.replaced_outcome },
  applied: r.applied === 1,
  held: parseProblem(r.held),
  reason: parseProblem(r.reason),
});

type Fields = OperationOutline['fields'];

const outlineOf = (r: Omit<OutlineRow, 'fields'>, fields: Fields): OperationOutline => ({
  position: r.position,
  id: r.id,
  kind: r.kind,
  target: r.target,
  ticketId: r.ticket_id,
  doneAt: r.device_time,
  // Its number may have gone to others, but the question it was sent in can still arrive once more.
  sent: r.seq !== null || r.put_off_since !== null,
  outcome: r.outcome,
  acknowledged: r.acknowledged_at !== null,
  reason:
    r.code !== null ? { code: r.code, params: JSON.parse(r.params ?? '{}') } : (parseProblem(r.held) ?? parseProblem(r.reason)),
  held: r.held !== null,
  putOff: r.put_off_since === null ? null : { since: r.put_off_since, times: r.put_off_times ?? 1 },
  givenUp: r.given_up_at !== null,
  redoneBy: r.redone_by,
  fields,
});

export const toOutline = (r: OutlineRow): OperationOutline =>
  outlineOf(r, r.fields === null ? null : (JSON.parse(r.fields) as Fields));

export function toRecord(r: Row): OperationRecord {
  const operation = toOperation(r);
  return {
    ...outlineOf(r, 'fields' in operation.args ? (operation.args.fields as Fields) : null),
    operation,
    settledAt: r.settled_at,
    detail: r.detail === null ? {} : (JSON.parse(r.detail) as RefusalDetail),
  };
}
