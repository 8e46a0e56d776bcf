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

// The row of `meta` is this transaction's own by now, so what it says does not move.
const BEFORE = '(SELECT change_number FROM meta) - $wanted';
const ROWS = `INSERT INTO row_change (kind, id, audience, seq)
  SELECT kind, id, audience, ${BEFORE} + place
  FROM unnest($kinds::text[], $ids::text[], $audiences::text[], $places::bigint[]) AS change (kind, id, audience, place)
  ON CONFLICT (kind, id) DO UPDATE SET audience = excluded.audience, seq = excluded.seq`;
const BACK = `DELETE FROM tombstone USING unnest($kinds::text[], $ids::text[], $audiences::text[]) AS change (kind, id, audience)
  WHERE tombstone.kind = change.kind AND tombstone.id = change.id AND tombstone.audience = change.audience`;
const TOMBSTONES = `INSERT INTO tombstone (kind, id, audience, seq, reason)
  SELECT kind, id, audience, ${BEFORE} + place, reason
  FROM unnest($kinds::text[], $ids::text[], $audiences::text[], $places::bigint[], $reasons::text[])
    AS change (kind, id, audience, place, reason)
  ON CONFLICT (audience, kind, id) DO UPDATE SET seq = excluded.seq, reason = excluded.reason`;
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
  /** The last word of this transaction on each, in the order of their numbers. */
  const last = (wanted: readonly Change[], key: (change: Change) => string): readonly Change[] => [
    ...new Map(wanted.map((change) => [key(change), change])).values(),
  ];
  const columns = (of: readonly Change[]) => ({
    kinds: of.map((c) => c.kind),
    ids: of.map((c) => c.id),
    audiences: of.map((c) => c.audience),
  });

  async function commit(): Promise<void> {
    const wanted = changes.length;
    const rows = last(
      changes.filter((c) => c.reason === null),
      (c) => `${c.kind} ${c.id}`,
    );
    const perAudience = last(changes, (c) => `${c.audience} ${c.kind} ${c.id}`);
    const [back, gone] = [perAudience.filter((c) => c.reason === null), perAudience.filter((c) => c.reason !== null)];
    const places = (of: readonly Change[]) => ({ ...columns(of), places: of.map((c) => c.place) });
    const taken = wanted === 0 ? undefined : session.one('SELECT take_changes($wanted) AS before', { wanted });
    const done = await Promise.all([
      session.command('SET LOCAL synchronous_commit = off'),
      taken,
      rows.length > 0 && session.run(ROWS, { wanted, ...places(rows) }),
      back.length > 0 && session.run(BACK, columns(back)),
      gone.length > 0 && session.run(TOMBSTONES, { wanted, ...places(gone), reasons: gone.map((c) => c.reason ?? '') }),
      session.command('COMMIT'),
      session.command(TO_DISK),
    ]);
    // PostgreSQL answers a commit with a rollback when something before it went wrong, also when nobody looked.
    if (done[5] !== 'COMMIT') throw session.failure ?? new PostgresFailure('25P02', false);
    before = ((await taken)?.before ?? 0) as number;
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
