import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import type { BuiltOn, InboxAct, InboxField, InboxItem, InboxState } from '../api/inbox-views.ts';
import type { OperationOutline, OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { builtOn, mayBeBuilt } from './built-on.ts';
import { type Paged, page } from './pages.ts';
import type { Places } from './places.ts';
import { theirRow } from './row-now.ts';
import { canBeReworded, isEdit, saidBy } from './said.ts';
import { cannotGo, dueOnOf, hasArrived, isStuck, type KnownDeadlines, needsLook } from './unsent.ts';

export const ITEMS_A_PAGE = 20;
/** More of what was built on one thing is not shown with it, but goes its way all the same. */
const BUILT_SHOWN = 20;

interface Group {
  readonly root: OperationOutline;
  readonly built: readonly OperationOutline[];
}

/**
 * What the person has to look at: by the nearness of the deadline, then in the order in which it was done. What was built
 * on something lies on the same page. Only what is on the page is read whole.
 */
export function inboxItems(store: Store, places: Places, now: number, deadlines: KnownDeadlines, wanted: number) {
  const all = [
    ...store.outlines.waiting().filter((outline) => needsLook(outline, now)),
    ...store.outlines.unreadRefusals(),
    ...store.outlines.arrived(),
  ];
  const due = new Map<string, string>();
  const dueOf = ({ ticketId }: OperationOutline): string => {
    const known = due.get(ticketId) ?? dueOnOf(store, ticketId, deadlines) ?? '9999-12-31';
    due.set(ticketId, known);
    return known;
  };
  const inOrder = (a: OperationOutline, b: OperationOutline): number => compare(dueOf(a), dueOf(b)) || a.position - b.position;
  const on = builtOnWhat(store, all, now);
  const groups = grouped(all, (outline) => on.get(outline.id)?.id).toSorted((a, b) => inOrder(a.root, b.root));
  const shown: Paged<Group> = page(groups, wanted, ITEMS_A_PAGE);
  const items = shown.rows
    .flatMap(({ root, built }) => [
      { outline: root, count: built.length },
      ...built.slice(0, BUILT_SHOWN).map((outline) => ({ outline, count: 0 })),
    ])
    .toSorted((a, b) => inOrder(a.outline, b.outline))
    .flatMap(({ outline, count }): readonly InboxItem[] => {
      const record = store.operations.get(outline.id);
      return record === undefined ? [] : [itemOf(store, places, record, now, on.get(outline.id) ?? null, count)];
    });
  return { items, page: { ...shown.where, count: all.length } };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The operation on which each of them was built, by their ids; nothing of those that stand for themselves. */
function builtOnWhat(store: Store, all: readonly OperationOutline[], now: number): ReadonlyMap<string, BuiltOn> {
  const asking = all.filter((outline) => mayBeBuilt(outline) && stateOf(outline, now) !== 'stuck');
  const fallen = Map.groupBy(store.outlines.fallen([...new Set(asking.map((o) => o.ticketId))]), (o) => o.ticketId);
  return new Map(
    asking.flatMap((outline) => {
      const on = builtOn(outline, fallen.get(outline.ticketId) ?? []);
      return on === null ? [] : [[outline.id, on] as const];
    }),
  );
}

function grouped(all: readonly OperationOutline[], on: (outline: OperationOutline) => string | undefined): readonly Group[] {
  const byId = new Map(all.map((outline) => [outline.id, outline]));
  const rootOf = (outline: OperationOutline): OperationOutline => {
    const below = byId.get(on(outline) ?? '');
    return below === undefined ? outline : rootOf(below);
  };
  const groups = Map.groupBy(all, rootOf);
  return [...groups].map(([root, members]) => ({ root, built: members.filter((member) => member !== root) }));
}

function itemOf(
  store: Store,
  places: Places,
  record: OperationRecord,
  now: number,
  on: InboxItem['builtOn'],
  built: number,
): InboxItem {
  const { operation, detail } = record;
  const state = stateOf(record, now);
  const reason: Problem = record.reason ?? problem(state === 'arrived' ? 'inbox.arrived' : 'inbox.no-reason');
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
    builtOn: on,
    built,
    mayHaveArrived: record.outcome === null && record.sent,
    putOff: record.putOff,
    can: acts(store, record, state),
    deadline: places.deadline(record.ticketId),
  };
}

export function stateOf(record: OperationOutline, now: number): InboxState {
  if (hasArrived(record)) return 'arrived';
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
  if (state === 'arrived') return ['discard'];
  const can: InboxAct[] = [];
  // Taken away or ended: nothing more can be said about it, only read and exported.
  const open = store.judge({ kind: 'ticket.addNote', target: record.ticketId, args: { text: '…' } }).ok;
  if (state === 'stuck') can.push('retry');
  else if (state === 'conflict' && open) can.push('keepMine', 'takeTheirs');
  else if (open && !cannotGo(record) && store.judge(operation as Intent).ok) can.push('retry');
  if (open && canBeReworded(operation)) can.push('edit');
  return [...can, 'discard'];
}
