import { expect, it } from 'vitest';
import { deadlines } from '../../domain/deadlines.ts';
import { createDue } from '../../electron/core/reminders/due.ts';
import { openBrowser } from '../../mplatform/server/operator-page/testing.ts';
import { TRAINEE } from '../../mplatform/server/seed-rows.ts';
import { aStore, changesOf } from '../support/store.ts';
import { theDevice } from './device-side.ts';
import { aNoteOf, dossier, exportedTicket, newPoint, newTicket, POINT, readyPoint, TICKET, ticketAtAgreement } from './rows.ts';
import { theServer } from './server-side.ts';
import { type Attempt, onBothSides } from './sides.ts';

/** Rule 4: 3, 7 and 30 Polish calendar days, what happens after them, and the note when late. */

const note: Attempt = { kind: 'ticket.addNote', target: TICKET, args: { text: 'Detalista wraca w piątek.' } };
const late = { openedOn: '2026-01-02' } as const;
/** Its thirtieth day is the tests' own, 10 March. */
const last = { openedOn: '2026-02-08' } as const;

it.each([
  ['take', newTicket({ openedOn: '2026-03-09' }), '2026-03-12'],
  ['documents', ticketAtAgreement({ openedOn: '2026-03-09' }), '2026-03-16'],
  ['finish', exportedTicket({ openedOn: '2026-03-09' }), '2026-04-08'],
] as const)('on the device: %s is late from the day after its last one', async (kind, ticket, last) => {
  const { db, store } = aStore();
  store.applyChanges(changesOf(dossier(ticket)), 'c1', true);
  const state = (today: string) => deadlines(ticket, today).find((d) => d.kind === kind)?.state;
  expect([state(last), state(next(last))]).toEqual(['open', 'late']);
  const due = createDue({ db, dossier: (id) => store.viewRows.dossier(id)?.dossier });
  const told = (today: string) => due(TRAINEE.id, today).map(({ what }) => what);
  expect(told(last)).toContain(`near:${kind}`);
  expect(told(next(last))).toContain(`late:${kind}`);
});

it.each([
  ['take', newTicket({ openedOn: '2026-03-09' }), '2026-03-12'],
  ['documents', ticketAtAgreement({ openedOn: '2026-03-09' }), '2026-03-16'],
  ['finish', exportedTicket({ openedOn: '2026-03-09' }), '2026-04-08'],
] as const)(
  'on the server: %s is late for whoever may take the ticket away from the day after its last one',
  async (_, ticket, last) => {
    const side = await theServer();
    await side.has(dossier(ticket));
    const isLate = async (today: string): Promise<boolean> => {
      await side.at(`${today}T11:00:00Z`);
      const operator = openBrowser(side.serverAddress);
      await operator.logIn();
      return (await operator.get('/operator/tickets?only=late')).text.includes(`/operator/tickets/${TICKET}`);
    };
    expect([await isLate(last), await isLate(next(last))]).toEqual([false, true]);
    await side.end();
  },
);

onBothSides('a ticket that was taken away for its deadline is worked on no more', async (side) => {
  await side.has(dossier(ticketAtAgreement(), newPoint()));
  await side.takesAway('deadline');
  expect(await side.does(note)).toBe('ticket.withdrawn');
  expect(await side.does(await side.scan('quote'))).toBe('ticket.withdrawn');
});

it('on the device: what was taken away stays to be read, with the reason', async () => {
  const side = await theDevice();
  await side.has(dossier(ticketAtAgreement()));
  await side.takesAway('deadline');
  expect(side.store.viewRows.dossier(TICKET)?.removed).toBe('deadline');
});

onBothSides('a late ticket is not finished without a current note', async (side) => {
  await side.has(dossier(exportedTicket(late), readyPoint(side)));
  expect(await side.closes(POINT)).toBe('closing.note-demanded');
  expect(await side.does(note)).toBe('applied');
  expect(await side.closes(POINT)).toBe('applied');
});

onBothSides('a note of more than a week ago is not current', async (side) => {
  const old = aNoteOf('2026-03-02T09:00:00.000Z');
  await side.has(dossier(exportedTicket({ ...late, notes: [old] }), readyPoint(side)));
  expect(await side.closes(POINT)).toBe('closing.note-demanded');
});

onBothSides('days are those of Poland: the last one ends at midnight there', async (side) => {
  await side.has(dossier(exportedTicket(last), readyPoint(side)));
  // 23:30 in Poland on 10 March, the thirtieth day.
  await side.at('2026-03-10T22:30:00Z');
  expect(await side.closes(POINT)).toBe('applied');
});

onBothSides('an hour later it is late, though in Greenwich the day is the same', async (side) => {
  await side.has(dossier(exportedTicket(last), readyPoint(side)));
  await side.at('2026-03-10T23:30:00Z');
  expect(await side.closes(POINT)).toBe('closing.note-demanded');
});

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
