import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import type { InboxAct, InboxField, InboxItem, InboxState } from '../api/inbox-views.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { builtOn } from './built-on.ts';
import type { Places } from './places.ts';
import { theirRow } from './row-now.ts';
import { canBeReworded, isEdit, saidBy } from './said.ts';
import { cannotGo, isStuck, needsLook } from './unsent.ts';

/** Everything that the person has to look at: by the nearness of the deadline, then in the order in which it was done. */
export function inboxItems(store: Store, places: Places, now: number): readonly InboxItem[] {
  const records = [
    ...store.operations.undecided().filter((record) => needsLook(record, now)),
    ...store.operations.unreadRefusals(),
  ];
  const histories = new Map<string, readonly OperationRecord[]>();
  const historyOf = (ticketId: string): readonly OperationRecord[] => {
    const known = histories.get(ticketId) ?? store.operations.historyOf(ticketId);
    histories.set(ticketId, known);
    return known;
  };
  return records
    .map((record) => ({ record, item: itemOf(store, places, record, now, () => historyOf(record.ticketId)) }))
    .toSorted((a, b) => dueOf(a.item).localeCompare(dueOf(b.item)) || a.record.position - b.record.position)
    .map(({ item }) => item);
}

const dueOf = ({ deadline }: InboxItem): string => deadline?.dueOn ?? '9999-12-31';

function itemOf(
  store: Store,
  places: Places,
  record: OperationRecord,
  now: number,
  history: () => readonly OperationRecord[],
): InboxItem {
  const { operation, detail } = record;
  const state = stateOf(record, now);
  const reason: Problem = record.reason ?? problem('inbox.no-reason');
  return {
    id: operation.id,
    kind: operation.kind,
    place: places.of(record),
    doneAt: operation.deviceTime,
    state,
    reason,
    settledAt: record.settledAt,
    fields: editedFields(store, record),
    said: saidBy(operation),
    takenBy: detail.changedBy?.technicianId ?? null,
    builtOn: state === 'stuck' ? null : builtOn(record, history()),
    putOff: record.putOff,
    can: acts(store, record, state),
    deadline: places.deadline(record.ticketId),
  };
}

export function stateOf(record: OperationRecord, now: number): InboxState {
  if (record.outcome === null && !record.held && isStuck(record, now)) return 'stuck';
  if (record.reason?.code === 'operation.conflict') return 'conflict';
  return record.outcome === 'rejected' ? 'rejected' : 'held';
}

export function editedFields(store: Store, record: OperationRecord): readonly InboxField[] {
  const { operation, detail, reason } = record;
  if (!isEdit(operation)) return [];
  const theirs = theirRow(store, record, operation);
  return Object.entries(operation.args.fields).map(([field, { from, to }]) => {
    const now = theirs[field] ?? from;
    return {
      field,
      before: from,
      mine: to,
      theirs: now,
      conflict: reason?.code === 'operation.conflict' && now !== from && now !== to,
      changedBy: detail.changedBy?.[field] ?? null,
    };
  });
}

function acts(store: Store, record: OperationRecord, state: InboxState): readonly InboxAct[] {
  const { operation } = record;
  if (state === 'stuck') return ['retry'];
  const can: InboxAct[] = [];
  // Taken away or ended: nothing more can be said about it, only read and exported.
  const open = store.judge({ kind: 'ticket.addNote', target: record.ticketId, args: { text: '…' } }).ok;
  if (state === 'conflict' && open) can.push('keepMine', 'takeTheirs');
  else if (open && !cannotGo(record) && store.judge(operation as Intent).ok) can.push('retry');
  if (open && canBeReworded(operation)) can.push('edit');
  return [...can, 'discard'];
}
