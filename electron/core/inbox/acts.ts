import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { builtOn } from './built-on.ts';
import { newerRow, shownRow } from './row-now.ts';
import { type Edit, isEdit } from './said.ts';
import { isHeld } from './unsent.ts';

type Answer = Result<null, Problem>;
/** Takes the whole act back: half of it must not stay. */
class NotDone extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/**
 * What the person can do about an operation that was refused, is held or does not get through. Each is one transaction; a
 * second time does nothing. Nothing is forced: what is done anew is a new operation, judged by the same rules. It goes
 * after M/platform has said what became of the one in whose place it stands.
 */
export function createInboxActs(store: Store) {
  const { operations } = store;

  function act(id: string, work: (record: OperationRecord) => void): Answer {
    try {
      return store.transaction(() => {
        const record = operations.get(id);
        if (record === undefined) return err(problem('inbox.unknown', { id }));
        if (isSettled(record)) return ok(null);
        work(record);
        return ok(null);
      });
    } catch (cause) {
      if (cause instanceof NotDone) return err(cause.problem);
      throw cause;
    }
  }

  /**
   * It has its outcome: noted. Never sent: taken back. Sent, perhaps done already: given up, and M/platform is told so
   * instead of being asked for it. In each case it stays in the history.
   */
  function settle({ id, outcome, sent, ticketId }: OperationRecord): void {
    if (outcome !== null) operations.acknowledge(id);
    else if (sent) operations.giveUp(id);
    else operations.settle(id, { outcome: 'withdrawn' });
    store.refreshView(ticketId);
  }

  function redo(record: OperationRecord, intent: Intent): void {
    settle(record);
    const submitted = store.submit(intent);
    if (!submitted.ok) throw new NotDone(submitted.error);
    operations.redone(record.operation.id, submitted.value.id);
  }

  /** What was built on it, and on that, in the order in which it was done: refused with it, or held. */
  function builtUpon(record: OperationRecord): readonly OperationRecord[] {
    const history = store.outlines.ofTicket(record.ticketId);
    const built = new Set([record.id]);
    for (const later of history) {
      if (!isHeld(later) && (later.outcome !== 'rejected' || later.acknowledged)) continue;
      const on = builtOn(later, history);
      if (on !== null && built.has(on.id)) built.add(later.id);
    }
    built.delete(record.id);
    return [...built].flatMap((id) => operations.get(id) ?? []);
  }

  /** They follow it, as far as the rules now allow. */
  function follow(built: readonly OperationRecord[]): void {
    for (const record of built) {
      const { operation } = record;
      const intent = isEdit(operation) ? editTo(record, operation, mineOf(operation)) : intentOf(record);
      if (intent !== undefined) redoIfAllowed(record, intent);
    }
  }

  /** What still may not be done stays held, and does not take back what the person decided. */
  function redoIfAllowed(record: OperationRecord, intent: Intent): void {
    try {
      store.transaction(() => redo(record, intent));
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
    }
  }

  /** The edit that makes of what is shown now what is wanted; undefined where it already is so. */
  function editTo(record: OperationRecord, edit: Edit, wanted: Readonly<Record<string, string>>): Intent | undefined {
    const now = shownRow(store, record, edit);
    const fields: Record<string, { from: string; to: string }> = {};
    for (const field of Object.keys(edit.args.fields)) {
      const from = now[field];
      const to = wanted[field];
      if (from !== undefined && to !== undefined && from !== to) fields[field] = { from, to };
    }
    if (Object.keys(fields).length === 0) return undefined;
    return { kind: edit.kind, target: edit.target, args: { fields } } as Intent;
  }

  /** Field by field: each of the edit's fields becomes what is wanted; those not named stay as M/platform has them. */
  const resolve = (id: string, wanted: Readonly<Record<string, string>>): Answer =>
    act(id, (record) => {
      const { operation } = record;
      if (!isEdit(operation)) throw new NotDone(problem('inbox.not-an-edit'));
      const newer = newerRow(store, record);
      // The row came with the refusal, before the page that brings it: what is done now has to build on it.
      if (newer !== undefined && store.state.get('resyncing') === undefined) {
        store.serverRows.apply(newer);
        store.refreshView(record.ticketId);
      }
      const built = builtUpon(record);
      // Its own effect must not count as what is there.
      settle(record);
      const intent = editTo(record, operation, wanted);
      if (intent === undefined) return;
      const submitted = store.submit(intent);
      if (!submitted.ok) throw new NotDone(submitted.error);
      operations.redone(operation.id, submitted.value.id);
      follow(built);
    });

  return {
    resolve,
    keepMine(id: string): Answer {
      const operation = operations.get(id)?.operation;
      return resolve(id, operation !== undefined && isEdit(operation) ? mineOf(operation) : {});
    },
    takeTheirs: (id: string): Answer => act(id, settle),
    /** With other words or numbers. `inbox.other-operation` when it is not the same kind of thing done to the same row. */
    edit: (id: string, intent: Intent): Answer =>
      act(id, (record) => {
        const { kind, target, args } = record.operation;
        if (intent.kind !== kind || intent.target !== target) throw new NotDone(problem('inbox.other-operation'));
        const built = builtUpon(record);
        // What is not said otherwise stays as it was said.
        redo(record, { ...intent, args: { ...args, ...intent.args } } as Intent);
        follow(built);
      }),
    /** The same anew, now that what stood against it has gone. */
    retry: (id: string): Answer =>
      act(id, (record) => {
        const built = builtUpon(record);
        redo(record, intentOf(record));
        follow(built);
      }),
    /** @param withBuilt also what was built on it: refused with it, or held for its sake */
    discard: (id: string, withBuilt = false): Answer =>
      act(id, (record) => {
        settle(record);
        // Some of it is held only now.
        if (withBuilt) for (const one of builtUpon(record).toReversed()) settle(one);
      }),
  };
}

function isSettled({ outcome, acknowledged, givenUp }: OperationRecord): boolean {
  if (outcome === null) return givenUp;
  return outcome === 'withdrawn' || acknowledged || (outcome === 'applied' && !givenUp);
}

const intentOf = ({ operation: { kind, target, args } }: OperationRecord): Intent => ({ kind, target, args }) as Intent;

const mineOf = (edit: Edit): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(edit.args.fields).map(([field, { to }]) => [field, to]));
