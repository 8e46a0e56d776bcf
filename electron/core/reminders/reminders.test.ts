import { expect, it } from 'vitest';
import type { Ticket } from '../../../domain/model/index.ts';
import { ANOTHER, aSubTicket, aTicket, at, takenTicket, threeDocuments } from '../../../tests/support/dossiers.ts';
import { aNote, anIntent, aStore, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import type { Timers } from '../timers.ts';
import { createReminders } from './reminders.ts';

const DAY = 86_400_000;

/** A device on 10 March 2026; tickets were opened on the day given. */
function aDevice(...tickets: readonly Ticket[]) {
  const device = aStore();
  const { db, store, time } = device;
  store.applyChanges([...tickets.map(ticketChange), subTicketChange(aSubTicket())], 'c1', true);
  const told: string[] = [];
  const window = { locked: false };
  let callback = (): void => {};
  const timers: Timers = {
    after(_ms, next) {
      callback = next;
      return () => {
        callback = () => {};
      };
    },
  };
  const again = () =>
    createReminders({
      db,
      store,
      clock: { now: () => time.now },
      timers,
      language: () => 'pl',
      notify: (title, body) => void told.push(`${title}: ${body}`),
      covered: () => window.locked,
      native: true,
      changed: () => {},
    });
  return { ...device, told, window, again, reminders: again(), tick: () => callback() };
}
const mine = (openedOn: string, change: Partial<Ticket> = {}) =>
  takenTicket({ openedOn, files: [], exportedToBackofficeAt: null, status: 'agreement', ...change });

it('tells once that a deadline is near and once that it is past, also over many starts', () => {
  const { told, reminders, again, time } = aDevice(mine('2026-03-05'));
  reminders.start();
  expect(told).toEqual(['PPHU SAM: Podpisaną umowę i pełnomocnictwo trzeba dołączyć do 12 marca 2026.']);
  again().start();
  reminders.look();
  expect(told).toHaveLength(1);
  time.now += 3 * DAY;
  again().start();
  again().start();
  expect(told).toHaveLength(2);
  expect(told[1]).toContain('minął 12 marca 2026');
});

it('while the window is locked no shop is named beside it', () => {
  const { told, reminders, window } = aDevice(mine('2026-03-05'));
  window.locked = true;
  reminders.start();
  expect(told).toEqual([
    'Zgłoszenia wymagają uwagi: Zgłoszenia do sprawdzenia: 1. Mają bliski albo przekroczony termin lub zostały odebrane.',
  ]);
});

it('notices a day that begins while nothing else happens, by the calendar of Poland', () => {
  const { told, reminders, time, tick } = aDevice(mine('2026-03-06'));
  // 23:30 in Poland: the deadline of the 13th is three days away.
  time.now = at('2026-03-10T22:30:00Z');
  reminders.start();
  expect(told).toEqual([]);
  time.now += 3_600_000;
  tick();
  expect(told).toHaveLength(1);
  time.now += 10 * DAY;
  reminders.stop();
  tick();
  expect(told).toHaveLength(1);
});

it('says nothing of what is done, ended, a colleague’s, or far away', () => {
  const { told, reminders } = aDevice(
    mine('2026-03-05', { id: 'a', files: [...threeDocuments] }),
    mine('2026-01-01', { id: 'b', status: 'closed' }),
    mine('2026-03-05', { id: 'c', technicianId: ANOTHER.technicianId }),
    mine('2026-03-09', { id: 'd' }),
  );
  reminders.look();
  expect(told).toEqual([]);
});

it('speaks of a ticket that nobody has taken on the last days of its three', () => {
  const { told, reminders, time } = aDevice(aTicket({ openedOn: '2026-03-09' }));
  reminders.look();
  expect(told).toEqual([]);
  time.now += DAY;
  reminders.look();
  expect(told).toEqual(['PPHU SAM: Zgłoszenie trzeba podjąć do 12 marca 2026. Potem może zostać przekazane innemu Partnerowi.']);
  time.now += 2 * DAY;
  reminders.look();
  expect(told[1]).toContain('Termin podjęcia minął 12 marca 2026');
});

it('tells of a ticket that was taken away, and again when it came back and went away once more', () => {
  const { told, reminders, store } = aDevice(mine('2026-03-09'));
  store.applyChanges([removal('ticket', '1042')], 'c2', true);
  reminders.look();
  reminders.look();
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('odebrała to zgłoszenie');
  store.applyChanges([ticketChange(mine('2026-03-09'))], 'c3', true);
  reminders.look();
  expect(reminders.list().unread).toEqual([]);
  store.applyChanges([removal('ticket', '1042')], 'c4', true);
  reminders.look();
  expect(told).toHaveLength(2);
});

it('tells many at once as one, and lists each of them until somebody has read it', () => {
  const tickets = ['a', 'b', 'c', 'd'].map((id) => mine('2026-03-05', { id }));
  const { told, reminders } = aDevice(...tickets);
  reminders.look();
  expect(told).toEqual([
    'Zgłoszenia wymagają uwagi: Zgłoszenia do sprawdzenia: 4. Mają bliski albo przekroczony termin lub zostały odebrane.',
  ]);
  expect(reminders.list()).toMatchObject({ count: 4, native: true });
  expect(reminders.list().unread[0]).toMatchObject({ about: { what: 'near', deadline: 'documents' }, day: '2026-03-12' });
  reminders.read('a');
  expect(reminders.list().count).toBe(3);
  reminders.read(undefined);
  reminders.look();
  expect(reminders.list().count).toBe(0);
  expect(told).toHaveLength(1);
});

it('takes back from the list what was done before it was read', () => {
  const { reminders, store } = aDevice(mine('2026-03-05'));
  reminders.look();
  expect(reminders.list().count).toBe(1);
  store.submit(aNote('Czekamy na podpis.'));
  reminders.look();
  expect(reminders.list().count).toBe(1);
  for (const { kind, sha256 } of threeDocuments)
    store.submit(anIntent('ticket.attachFile', '1042', { kind, sha256, name: 'a.pdf', size: 9 }));
  reminders.look();
  expect(reminders.list().count).toBe(0);
});

it('a device that M/platform has shut out, or that was never enrolled, tells nothing', () => {
  const { told, reminders, store } = aDevice(mine('2026-03-01'));
  store.state.set('locked', { since: '2026-03-10T08:00:00.000Z', exportFile: null });
  reminders.look();
  store.state.delete('locked');
  store.state.delete('device');
  reminders.look();
  expect(told).toEqual([]);
});
