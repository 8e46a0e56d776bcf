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

const NUMBER = 'SELECT number_changes($kinds, $ids, $audiences, $reasons) AS before';
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
    const quick = session.command('SET LOCAL synchronous_commit = off');
    const taken =
      changes.length === 0
        ? undefined
        : session.one(NUMBER, {
            kinds: changes.map((c) => c.kind),
            ids: changes.map((c) => c.id),
            audiences: changes.map((c) => c.audience),
            reasons: changes.map((c) => c.reason),
          });
    const [, , committed] = await Promise.all([quick, taken, session.command('COMMIT'), session.command(TO_DISK)]);
    // PostgreSQL answers a commit with a rollback when something before it went wrong, also when nobody looked.
    if (committed !== 'COMMIT') throw session.failure ?? new PostgresFailure('25P02', false);
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
