import { expect, it } from 'vitest';
import { ANOTHER, aDossier, aSubTicket, takenSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, anIntent, aStore, changesOf, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';

/** A ticket of one's own with work on it that waits, as after a day without a line. */
function atWork() {
  const b = aStore();
  b.store.applyChanges(changesOf(aDossier(takenTicket(), takenSubTicket())), 'c1', true);
  const note = b.store.submit(aNote('bez połączenia'));
  const training = b.store.submit(anIntent('subTicket.recordTraining', '1042-1', { retailerName: 'Jan Sklep' }));
  if (!note.ok || !training.ok) throw new Error('not recorded');
  const view = () => {
    const found = b.store.viewRows.dossier('1042');
    if (found === undefined) throw new Error('not shown');
    return found;
  };
  return { ...b, view, ids: [note.value.id, training.value.id] };
}
const waiting = ({ store }: ReturnType<typeof atWork>) =>
  store.operations.pending().map(({ operation, held }) => [operation.id, held]);

it('a full re-sync keeps waiting work, and shows it all along, in the middle of the pages too', () => {
  const b = atWork();
  b.store.startResync();
  const shown = () => [b.view().dossier.ticket.notes.at(-1)?.text, b.view().dossier.subTickets[0]?.training?.retailerName];
  expect(shown()).toEqual(['bez połączenia', 'Jan Sklep']);
  b.store.applyChanges([ticketChange(takenTicket())], 'c2', false);
  expect(shown()).toEqual(['bez połączenia', 'Jan Sklep']);
  b.store.applyChanges([subTicketChange(takenSubTicket())], 'c3', true);
  expect(shown()).toEqual(['bez połączenia', 'Jan Sklep']);
  expect(waiting(b)).toEqual(b.ids.map((id) => [id, null]));
});

it('a full re-sync does not take for gone what only a newer program can read, nor show it otherwise than before', () => {
  const b = atWork();
  b.store.startResync();
  b.store.applyChanges([subTicketChange(takenSubTicket())], 'c2', true, [{ unread: true, kind: 'ticket', id: '1042' }]);
  expect(b.view().removed).toBeNull();
  expect(b.store.serverRows.unread()).toBe(1);
  expect(waiting(b)).toEqual(b.ids.map((id) => [id, null]));
  // It came again in words that are understood.
  b.store.applyChanges([ticketChange(takenTicket({ acquiredByDealer: true }))], 'c3', true);
  expect([b.store.serverRows.unread(), b.view().dossier.ticket.acquiredByDealer]).toEqual([0, true]);
});

it('a sub-ticket added meanwhile is there beside the work that waits, and can be worked on at once', () => {
  const b = atWork();
  b.store.applyChanges([subTicketChange(aSubTicket({ id: '1042-2', punktId: '736' }))], 'c2', true);
  expect(b.view().dossier.subTickets.map((s) => [s.id, s.training?.retailerName])).toEqual([
    ['1042-1', 'Jan Sklep'],
    ['1042-2', undefined],
  ]);
  expect(b.store.submit(anIntent('subTicket.take', '1042-2', {})).ok).toBe(true);
  expect(waiting(b).map(([, held]) => held)).toEqual([null, null, null]);
});

it('a ticket that was given to a colleague and back while nobody had a line goes on with everything that waited', () => {
  const b = atWork();
  b.store.applyChanges([ticketChange(takenTicket({ technicianId: ANOTHER.technicianId }))], 'c2', true);
  expect(waiting(b).every(([, held]) => held !== null)).toBe(true);
  b.store.applyChanges([removal('ticket', '1042'), removal('subTicket', '1042-1')], 'c3', true);
  b.store.applyChanges(changesOf(aDossier(takenTicket(), takenSubTicket())), 'c4', true);
  expect(waiting(b)).toEqual(b.ids.map((id) => [id, null]));
  expect(b.view().dossier.ticket.notes.at(-1)?.text).toBe('bez połączenia');
});

it.each([
  ['ten years ahead', 10 * 365 * 86_400_000],
  ['twenty years behind', -20 * 365 * 86_400_000],
])('a clock that is suddenly %s takes nothing away and holds nothing', (_what, ms) => {
  const b = atWork();
  b.time.now += ms;
  b.store.applyChanges(changesOf(aDossier(takenTicket(), takenSubTicket())), 'c2', true);
  expect(b.store.submit(aNote('z innym zegarem')).ok).toBe(true);
  expect(b.view().removed).toBeNull();
  expect(waiting(b).map(([, held]) => held)).toEqual([null, null, null]);
});
