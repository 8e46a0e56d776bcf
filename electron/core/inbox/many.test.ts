import { describe, expect, it } from 'vitest';
import { problem } from '../../../domain/problem.ts';
import { aDossier, aSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import { createInbox } from './inbox.ts';
import { ITEMS_A_PAGE } from './items.ts';
import { WAITING_A_PAGE } from './waiting.ts';

const TICKETS = 300;
const MANY = 1_000;

/** So much work at so many tickets: all of it waits, or all of it was refused. */
function muchWork(what: 'waits' | 'refused') {
  const { db, store, time } = aStore();
  const ids = Array.from({ length: TICKETS }, (_, i) => `much-${i}`);
  store.applyChanges(
    ids.flatMap((id, i) =>
      changesOf(aDossier(takenTicket({ id, openedOn: `2026-03-0${1 + (i % 9)}` }), aSubTicket({ id: `${id}-1`, ticketId: id }))),
    ),
    'c1',
    true,
  );
  let whole = 0;
  const get: typeof store.operations.get = (id) => {
    whole += 1;
    return store.operations.get(id);
  };
  const counting = { ...store, operations: { ...store.operations, get } };
  const inbox = createInbox({ db, store: counting, clock: { now: () => time.now }, online: () => true });
  store.transaction(() => {
    for (let i = 0; i < MANY; i += 1) {
      const done = store.submit(aNote(`Uwaga ${i}`, ids[i % TICKETS]));
      if (!done.ok) throw new Error(done.error.code);
      if (what === 'refused')
        store.operations.settle(done.value.id, { outcome: 'rejected', reason: problem('ticket.not-taken', { id: 'x' }) });
    }
  });
  return { store, inbox, wholeReads: () => whole };
}

describe('a thousand that wait', () => {
  it('come by pages, each once and in order, and only a page is read whole', () => {
    const { inbox, wholeReads } = muchWork('waits');
    const first = inbox.list();
    expect(first).toMatchObject({ items: [], waitingPage: { page: 0, pages: MANY / WAITING_A_PAGE, count: MANY } });
    expect(wholeReads()).toBe(WAITING_A_PAGE);
    const seen = Array.from({ length: first.waitingPage.pages }, (_, waiting) =>
      inbox.list({ waiting }).waiting.flatMap(({ operations }) => operations.map(({ id }) => id)),
    );
    expect(seen.every((ids) => ids.length === WAITING_A_PAGE)).toBe(true);
    expect(new Set(seen.flat()).size).toBe(MANY);
  });

  it('gives the last page to whoever asks for one that is no longer there', () => {
    const { inbox } = muchWork('waits');
    expect(inbox.list({ waiting: 4_000 }).waitingPage.page).toBe(MANY / WAITING_A_PAGE - 1);
  });
});

describe('a thousand that were refused', () => {
  it('come by pages, the nearest deadline first, and only a page is read whole', () => {
    const { inbox, wholeReads } = muchWork('refused');
    const first = inbox.list();
    expect(first).toMatchObject({ itemsPage: { page: 0, pages: MANY / ITEMS_A_PAGE, count: MANY }, waiting: [] });
    expect(wholeReads()).toBe(ITEMS_A_PAGE);
    const all = Array.from({ length: first.itemsPage.pages }, (_, items) => inbox.list({ items }).items).flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(MANY);
    const due = all.map(({ deadline }) => deadline?.dueOn ?? '9999-12-31');
    expect(due).toEqual(due.toSorted());
  });

  it('go into the history by pages, too', () => {
    const { inbox } = muchWork('refused');
    for (const { id } of inbox.list().items) inbox.discard(id);
    expect(inbox.list()).toMatchObject({ past: ITEMS_A_PAGE, itemsPage: { count: MANY - ITEMS_A_PAGE } });
    expect(inbox.past()).toMatchObject({ page: { page: 0, pages: 1, count: ITEMS_A_PAGE } });
    expect(inbox.past(7).operations).toHaveLength(ITEMS_A_PAGE);
  });
});

it('shows with a refusal a few of the many that were built on it, and says how many there are', () => {
  const { store, inbox } = muchWork('waits');
  const suspended = done(store.submit({ kind: 'ticket.suspend', target: 'much-0', args: { note: 'Urlop' } }));
  const root = done(store.submit({ kind: 'ticket.resume', target: 'much-0', args: {} }));
  const edits = Array.from({ length: 30 }, (_, i) => {
    const name = { from: i === 0 ? 'PPHU SAM' : `SAM ${i}`, to: `SAM ${i + 1}` };
    return done(store.submit({ kind: 'ticket.editCompany', target: 'much-0', args: { fields: { name } } }));
  });
  store.operations.settle(suspended, { outcome: 'applied' });
  for (const [id, code] of [[root, 'ticket.not-suspended'], ...edits.map((id) => [id, 'ticket.suspended'] as const)] as const)
    store.operations.settle(id, { outcome: 'rejected', reason: problem(code, { id: 'much-0' }) });
  const { items, itemsPage } = inbox.list();
  expect(itemsPage).toEqual({ page: 0, pages: 1, count: 31 });
  expect(items.find(({ id }) => id === root)).toMatchObject({ built: 30 });
  expect(items.filter(({ builtOn }) => builtOn?.id === root)).toHaveLength(20);
  inbox.discard(root, true);
  // The suspension, which came to stand, beside them.
  expect(inbox.list()).toMatchObject({ items: [], past: 32 });
});

const done = (answer: ReturnType<ReturnType<typeof aStore>['store']['submit']>): string => {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.id;
};
