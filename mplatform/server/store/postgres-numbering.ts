import type { RowKind } from '../../contract/schemas.ts';
import { PostgresFailure, type Session } from './postgres-session.ts';

/** The number of a change, once its transaction has ended. */
export type LateNumber = () => number;

interface Change {
  readonly kind: RowKind;
  readonly id: string;
  readonly audience: string;
  /** Its place among the changes of the transaction, from 1. */
  readonly place: number;
  /** Of a removal. */
  readonly reason: string | null;
}

const END_WORK = `SELECT end_work($wanted, $kinds, $ids, $audiences, $places, $backKinds, $backIds, $backAudiences,
  $goneKinds, $goneIds, $goneAudiences, $gonePlaces, $goneReasons) AS before`;
/** Brings to the disk what was committed before it, together with whatever else is on its way there. */
const TO_DISK = `SELECT pg_logical_emit_message(true, 'technik', '')`;

/**
 * Numbers the changes of one transaction. A number is visible to readers only after all smaller ones: it is taken at the very
 * end, from one row that all writers wait for, and that row is free again when the commit is visible. What is done while
 * others wait goes to PostgreSQL in one message and does not wait for the disk; that is waited for afterwards, together with
 * others, before anybody is told that it is done. See docs/postgres.md.
 */
export function createNumbering(session: Session) {
  const changes: Change[] = [];
  let before: number | undefined;

  const add = (change: Omit<Change, 'place'>): number => {
    const place = changes.length + 1;
    changes.push({ ...change, place });
    return place;
  };
  async function commit(): Promise<void> {
    // With changes it is `end_work` that says so.
    const taken =
      changes.length === 0
        ? session.command('SET LOCAL synchronous_commit = off')
        : session.one(END_WORK, { wanted: changes.length, ...lastWords(changes) });
    const [numbered, committed] = await Promise.all([taken, session.command('COMMIT'), session.command(TO_DISK)]);
    // PostgreSQL answers a commit with a rollback when something before it went wrong, also when nobody looked.
    if (committed !== 'COMMIT') throw session.failure ?? new PostgresFailure('25P02', false);
    before = typeof numbered === 'object' ? (numbered.before as number) : 0;
  }

  const number =
    (place: number): LateNumber =>
    () => {
      if (before === undefined) throw new Error('A change has its number when its transaction has ended');
      return before + place;
    };

  return {
    commit,
    saved: (audience: string, kind: RowKind, id: string): LateNumber => number(add({ kind, id, audience, reason: null })),
    removed: (audience: string, kind: RowKind, id: string, reason: string) => void add({ kind, id, audience, reason }),
    /** Whether this transaction took it away, or gave it back; undefined when it did neither. */
    removing(audience: string, kind: RowKind, id: string): boolean | undefined {
      const found = changes.findLast((c) => c.audience === audience && c.kind === kind && c.id === id);
      return found && found.reason !== null;
    },
    given: () => ({ seq: (before ?? 0) + changes.length, audiences: [...new Set(changes.map((c) => c.audience))] }),
  };
}

/** The last word on each row, and on each row of an audience: what stays of the changes. */
function lastWords(changes: readonly Change[]) {
  const rows = new Map<string, Change>();
  const seen = new Map<string, Change>();
  for (const change of changes) {
    const { kind, id, audience, reason } = change;
    if (reason === null) rows.set(`${kind} ${id}`, change);
    seen.set(`${audience} ${kind} ${id}`, change);
  }
  const [saved, words] = [[...rows.values()], [...seen.values()]];
  const back = words.filter(({ reason }) => reason === null);
  const gone = words.filter(({ reason }) => reason !== null);
  return {
    kinds: saved.map((c) => c.kind),
    ids: saved.map((c) => c.id),
    audiences: saved.map((c) => c.audience),
    places: saved.map((c) => c.place),
    backKinds: back.map((c) => c.kind),
    backIds: back.map((c) => c.id),
    backAudiences: back.map((c) => c.audience),
    goneKinds: gone.map((c) => c.kind),
    goneIds: gone.map((c) => c.id),
    goneAudiences: gone.map((c) => c.audience),
    gonePlaces: gone.map((c) => c.place),
    goneReasons: gone.map((c) => c.reason),
  };
}
