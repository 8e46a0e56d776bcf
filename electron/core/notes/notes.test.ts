import { expect, it } from 'vitest';
import { anIntent, aStore } from '../../../tests/support/store.ts';
import { createNotes } from './notes.ts';

it('keeps what is typed for each act apart, and writes over nothing that another window typed unseen', () => {
  const { db, store, time } = aStore();
  const notes = createNotes({ db, store, clock: { now: () => time.now } });
  const save = (expects: number, typed: string, act: 'ticket.suspend' | 'ticket.resign' = 'ticket.suspend') =>
    notes.saveDraft({ act, target: '1042', expects, typed });
  expect(save(0, 'Detalista')).toEqual({ ok: true, value: { version: 1 } });
  expect(save(0, 'Inne okno')).toMatchObject({ error: { code: 'draft.elsewhere' } });
  expect(save(1, 'Detalista się waha')).toMatchObject({ ok: true });
  expect(save(0, 'Rezygnuje', 'ticket.resign')).toMatchObject({ ok: true });
  // As after a crash: another one on the same database.
  const again = createNotes({ db, store, clock: { now: () => time.now } });
  expect(again.view('ticket.suspend', '1042')).toMatchObject({ version: 2, typed: 'Detalista się waha' });
  expect(again.view('ticket.suspend', '1043')).toEqual({ version: 0, at: null, typed: null });
  expect(again.dropDraft('ticket.suspend', '1042', 2)).toMatchObject({ ok: true });
  expect(again.view('ticket.suspend', '1042')).toEqual({ version: 3, at: null, typed: null });
  expect(again.view('ticket.resign', '1042').typed).toBe('Rezygnuje');
  // Said, it is no draft any more, whether the window that said it lived to drop it or not.
  again.done(anIntent('ticket.resign', '1042', { note: 'Rezygnuje' }));
  expect(again.view('ticket.resign', '1042').typed).toBeNull();
});
