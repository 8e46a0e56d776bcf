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

export interface OperationRecord {
  readonly position: number;
  readonly operation: Operation;
  readonly ticketId: string;
  readonly sent: boolean;
  readonly outcome: 'applied' | 'rejected' | 'withdrawn' | null;
  readonly acknowledged: boolean;
  readonly reason: Problem | null;
  readonly held: boolean;
  /** When its outcome came. */
  readonly settledAt: string | null;
  readonly detail: RefusalDetail;
  /** Since when, and how often, the server has put it off instead of deciding it. */
  readonly putOff: { readonly since: string; readonly times: number } | null;
  /** The operation by which the technician did it anew. */
  readonly redoneBy: string | null;
}

export interface Row {
  position: number;
  id: string;
  kind: OperationKind;
  target: string;
  ticket_id: string;
  args: string;
  device_time: string;
  app_version: string;
  clock_offset_ms: number | null;
  device_id: string | null;
  seq: number | null;
  proof: string | null;
  applied: number | null;
  held: string | null;
  reason: string | null;
  outcome: OperationRecord['outcome'];
  code: Problem['code'] | null;
  params: string | null;
  acknowledged_at: string | null;
  settled_at: string | null;
  detail: string | null;
  put_off_since: string | null;
  put_off_times: number | null;
  redone_by: string | null;
}

export const COLUMNS = `o.position, o.id, o.kind, o.target, o.ticket_id, o.args, o.device_time, o.app_version, o.clock_offset_ms,
  s.device_id, s.seq, s.proof, b.applied, b.held, b.reason, r.outcome, r.code, r.params, r.acknowledged_at,
  r.at AS settled_at, r.detail, b.put_off_since, b.put_off_times, d.by_id AS redone_by
  FROM operation o LEFT JOIN operation_sending s ON s.operation_id = o.id
  LEFT JOIN outbox b ON b.position = o.position LEFT JOIN operation_outcome r ON r.operation_id = o.id
  LEFT JOIN operation_redone d ON d.operation_id = o.id`;
/** The same, driven by the outbox: the cost is that of what waits, not of all that ever happened. */
export const WAITING = COLUMNS.replace('FROM operation o', 'FROM outbox b JOIN operation o ON o.position = b.position').replace(
  'LEFT JOIN outbox b ON b.position = o.position ',
  '',
);

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
  applied: r.applied === 1,
  held: parseProblem(r.held),
  reason: parseProblem(r.reason),
});

export const toRecord = (r: Row): OperationRecord => ({
  position: r.position,
  operation: toOperation(r),
  ticketId: r.ticket_id,
  // Its number may have gone to others, but the question it was sent in can still arrive once more.
  sent: r.seq !== null || r.put_off_since !== null,
  outcome: r.outcome,
  acknowledged: r.acknowledged_at !== null,
  reason:
    r.code !== null ? { code: r.code, params: JSON.parse(r.params ?? '{}') } : (parseProblem(r.held) ?? parseProblem(r.reason)),
  held: r.held !== null,
  settledAt: r.settled_at,
  detail: r.detail === null ? {} : (JSON.parse(r.detail) as RefusalDetail),
  putOff: r.put_off_since === null ? null : { since: r.put_off_since, times: r.put_off_times ?? 1 },
  redoneBy: r.redone_by,
});
