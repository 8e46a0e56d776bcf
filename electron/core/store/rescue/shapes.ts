import { intent } from '../../../../domain/operations/operation.ts';
import type { SalvagedRow, SalvagedValue } from '../../../../sqlite/salvage/records.ts';

type Test = (value: SalvagedValue | undefined) => boolean;

const text: Test = (value) => typeof value === 'string';
const words: Test = (value) => typeof value === 'string' && value !== '';
const whole: Test = (value) => typeof value === 'number' && Number.isInteger(value);
const nothing: Test = (value) => value === null;
const flag: Test = (value) => value === 0 || value === 1;
const match =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const uuid = match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const digest = match(/^[0-9a-f]{64}$/);
const time = match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
const json: Test = (value) => {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
/** Came with a later release: older rows end before it. */
const later =
  (test: Test): Test =>
  (value) =>
    value === undefined || value === null || test(value);
const oneOf =
  (...values: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && values.includes(value);

/** How rows of a table are told from all others, wherever in the file they are found. */
export interface Shape {
  readonly table: string;
  readonly tree: 'table' | 'index';
  /** In the order in which they are stored. The first is the row's own number where its test is `nothing`. */
  readonly columns: Readonly<Record<string, Test>>;
  /** Written once and never again: an old version of such a row says nothing wrong. */
  readonly lasting: boolean;
  /** What else must hold where its page is not known to be intact. */
  readonly believable?: (row: Readonly<Record<string, SalvagedValue>>) => boolean;
}

const OPERATION: Shape = {
  table: 'operation',
  tree: 'table',
  columns: {
    position: nothing,
    id: uuid,
    kind: oneOf(...intent.options.map((option) => option.shape.kind.value)),
    target: words,
    ticket_id: words,
    args: json,
    device_time: time,
    app_version: words,
    clock_offset_ms: later(whole),
  },
  lasting: true,
  believable: ({ kind, target, args }) => intent.safeParse({ kind, target, args: JSON.parse(String(args)) }).success,
};

export const SHAPES: readonly Shape[] = [
  OPERATION,
  {
    table: 'operation_outcome',
    tree: 'table',
    columns: {
      operation_id: uuid,
      outcome: oneOf('applied', 'rejected', 'withdrawn'),
      code: orNull(words),
      params: orNull(json),
      detail: orNull(json),
      at: time,
      acknowledged_at: orNull(time),
    },
    lasting: false,
  },
  {
    table: 'operation_sending',
    tree: 'table',
    columns: { operation_id: uuid, device_id: words, seq: whole, proof: orNull(words) },
    lasting: false,
  },
  {
    table: 'outbox',
    tree: 'table',
    columns: {
      position: nothing,
      operation_id: uuid,
      ticket_id: words,
      applied: flag,
      held: orNull(json),
      reason: orNull(json),
      put_off_times: later(whole),
      put_off_since: later(time),
    },
    lasting: false,
  },
  { table: 'operation_redone', tree: 'table', columns: { operation_id: uuid, by_id: uuid }, lasting: true },
  { table: 'operation_given_up', tree: 'index', columns: { operation_id: uuid, at: time }, lasting: true },
  {
    table: 'draft',
    tree: 'index',
    columns: {
      kind: match(/^[a-zA-Z]{3,30}$/),
      target: words,
      version: whole,
      at: time,
      data: orNull(json),
      basis: orNull(json),
    },
    lasting: true,
  },
  {
    table: 'upload',
    tree: 'table',
    columns: {
      position: nothing,
      sha256: digest,
      size: whole,
      type: words,
      ticket_id: words,
      name: words,
      added_at: time,
      paused: flag,
      server: orNull(words),
      url: orNull(words),
      sent: whole,
      done_at: orNull(time),
      stuck: orNull(json),
    },
    lasting: false,
  },
  {
    table: 'kept_file',
    tree: 'index',
    columns: { sha256: digest, ticket_id: words, used_at: time, ended_at: orNull(time) },
    lasting: false,
  },
  {
    table: 'scan_source',
    tree: 'index',
    columns: {
      id: words,
      ticket_id: words,
      sha256: digest,
      name: words,
      size: whole,
      photographed: flag,
      shrunk: flag,
      at: time,
    },
    lasting: true,
  },
  { table: 'state', tree: 'index', columns: { key: match(/^[a-zA-Z]{3,30}$/), value: json }, lasting: false },
  {
    table: 'probe_run',
    tree: 'table',
    columns: {
      id: words,
      sub_ticket_id: words,
      started_at: time,
      verdict: words,
      receipt: orNull(words),
      data: json,
      till_contact_at: later(time),
    },
    lasting: true,
  },
  {
    table: 'config_change',
    tree: 'table',
    columns: {
      id: nothing,
      file: words,
      kind: oneOf('apply', 'restore'),
      restored_id: orNull(whole),
      sub_ticket_id: orNull(words),
      author: text,
      changes: text,
      before_digest: words,
      after_digest: words,
      backup: text,
      temp: text,
      pid: whole,
      started_at: time,
      finished_at: orNull(time),
      outcome: orNull(oneOf('done', 'undone', 'unclear')),
      secured: later(flag),
    },
    lasting: false,
  },
  {
    table: 'reminder',
    tree: 'index',
    columns: { ticket_id: words, what: words, due_on: match(/^\d{4}-\d\d-\d\d$/), told_at: time, read_at: orNull(time) },
    lasting: false,
  },
  { table: 'mail_draft', tree: 'index', columns: { ticket_id: words, sha256: digest, made_at: time }, lasting: false },
  { table: 'list_view', tree: 'table', columns: { id: words, name: words, data: json }, lasting: false },
  {
    table: 'kept_material',
    tree: 'index',
    columns: { id: words, sha256: digest, size: whole, type: words, updated_on: words },
    lasting: false,
  },
  {
    table: 'left_behind',
    tree: 'table',
    columns: { n: nothing, source: match(/^[a-z_]{3,60}$/), ticket_id: orNull(words), at: time, data: json },
    lasting: true,
  },
  {
    table: 'server_row',
    tree: 'table',
    columns: {
      n: nothing,
      kind: words,
      id: words,
      ticket_id: orNull(words),
      version: whole,
      data: json,
      removed_reason: orNull(words),
      stale: flag,
    },
    lasting: false,
  },
];

const columnsOf = new Map(SHAPES.map((shape) => [shape, Object.entries(shape.columns)]));

/** Tables with work that is nowhere else, in which a newer version's row may end with columns that are not known here. */
const LONGER: readonly string[] = ['operation', 'operation_sending', 'operation_outcome', 'draft', 'upload', 'scan_source'];
const MORE_COLUMNS = 8;

/**
 * Which table's it is; undefined for one of those that are made anew, or none at all.
 * @param newer it may have been written by a newer version of the program
 */
export function shapeOf(row: SalvagedRow, newer = false): Shape | undefined {
  const shape = SHAPES.find((one) => fits(one, row, 0));
  return shape !== undefined || !newer ? shape : SHAPES.find((one) => LONGER.includes(one.table) && fits(one, row, MORE_COLUMNS));
}

function fits(shape: Shape, { tree, values, rowid }: SalvagedRow, more: number): boolean {
  const columns = columnsOf.get(shape) ?? [];
  if (shape.tree !== tree || values.length > columns.length + more || values.length < columns.length - 2) return false;
  if (columns[0]?.[1] === nothing && rowid === null) return false;
  return columns.every(([, test], i) => test(values[i]));
}

/** Whether such a row of its table, by its columns' names, is one that this version of the program wrote or could have. */
export function isOfShape(shape: Shape, row: Readonly<Record<string, SalvagedValue>>): boolean {
  const columns = columnsOf.get(shape) ?? [];
  return columns.every(([name, test]) => test === nothing || test(row[name])) && shape.believable?.(row) !== false;
}

/** By its columns' names. */
export function named(shape: Shape, { values, rowid }: SalvagedRow): Readonly<Record<string, SalvagedValue>> {
  const columns = columnsOf.get(shape) ?? [];
  return Object.fromEntries(
    columns.slice(0, values.length).map(([name, test], i) => [name, test === nothing ? rowid : (values[i] ?? null)]),
  );
}
