import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pcposProfile } from '../../../domain/model/index.ts';
import type { Intent } from '../../../domain/operations/operation.ts';
import builtIn from '../../../resources/pcpos-profiles/default.json' with { type: 'json' };
import { openDatabase } from '../../../sqlite/database.ts';
import {
  ANOTHER,
  aDossier,
  afterwards,
  aSubTicket,
  aTicket,
  NOW,
  readyDossier,
  takenSubTicket,
  takenTicket,
} from '../../../tests/support/dossiers.ts';
import { aNote, anIntent, aStore, changesOf, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import { createStore, type Store } from './store.ts';

const take = anIntent('ticket.take', '1042', {});
const close = anIntent('subTicket.close', '1042-1', {});

function withTicket(dossier = aDossier(aTicket(), aSubTicket())) {
  const bench = aStore();
  bench.store.applyChanges(changesOf(dossier), 'c1', true);
  return bench;
}
const shown = (store: Store, id = '1042') => store.viewRows.dossier(id)?.dossier;
const noteTexts = (store: Store) => shown(store)?.ticket.notes.map((n) => n.text);
function submitted(store: Store, intent: Intent): string {
  const result = store.submit(intent);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.id;
}

describe('what the technician does', () => {
  it('is recorded and shown at once, and waits to be sent', () => {
    const { store, time } = withTicket();
    time.now = NOW + 5000;
    const id = submitted(store, take);
    expect(shown(store)?.ticket).toMatchObject({
      status: 'agreement',
      technicianId: 'tech-1',
      takenAt: '2026-03-10T08:00:05.000Z',
    });
    expect(store.operations.get(id)).toMatchObject({
      operation: { ...take, id, deviceTime: '2026-03-10T08:00:05.000Z', appVersion: '0.1.0' },
      ticketId: '1042',
      sent: false,
      outcome: null,
      held: false,
    });
    expect(store.operations.waiting()).toBe(1);
  });

  it('is a close only once, however often it was clicked', () => {
    const { store } = withTicket(readyDossier());
    const id = submitted(store, close);
    expect(store.submit(close)).toMatchObject({
      ok: false,
      error: { code: 'closing.waits-already', params: { punktId: '735' } },
    });
    expect(store.withdraw(id)).toEqual({ ok: true, value: null });
    submitted(store, close);
  });

  it('against the rules leaves nothing behind', () => {
    const { store, db } = withTicket();
    const before = db.serialize();
    expect(store.submit(close)).toMatchObject({ ok: false, error: { code: 'ticket.not-taken' } });
    expect(store.submit(anIntent('ticket.take', '9999', {}))).toMatchObject({ ok: false, error: { code: 'ticket.unknown' } });
    expect(store.submit(anIntent('subTicket.close', '9999-1', {}))).toMatchObject({ error: { code: 'subTicket.unknown' } });
    expect(db.serialize().equals(before)).toBe(true);
  });

  it('is recorded and shown both or neither', () => {
    const { store, db } = withTicket();
    db.exec(`CREATE TEMP TRIGGER full BEFORE UPDATE ON main.view_ticket BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    expect(() => store.submit(take)).toThrow('disk full');
    expect(store.operations.history(10)).toEqual([]);
    expect(store.operations.waiting()).toBe(0);
  });

  it('is not possible before the device is enrolled', () => {
    const { store } = withTicket();
    store.state.delete('device');
    expect(store.submit(take)).toMatchObject({ ok: false, error: { code: 'device.not-enrolled' } });
  });

  it('is there after a restart', () => {
    const { store, db, folder } = withTicket();
    submitted(store, take);
    db.close();
    const again = openDatabase(join(folder, 'technik.db'), {
      migrations: join(import.meta.dirname, '../../../resources/migrations/core'),
      backups: join(folder, 'backups'),
    });
    const store2 = createStore(again, { now: () => NOW }, '0.1.0');
    expect(shown(store2)?.ticket.status).toBe('agreement');
    expect(store2.operations.waiting()).toBe(1);
    again.close();
  });

  it('can be neither edited nor deleted, not even by hand', () => {
    const { store, db } = withTicket();
    submitted(store, take);
    expect(() => db.exec("UPDATE operation SET args = '{}'")).toThrow('operations are never edited');
    expect(() => db.exec('DELETE FROM operation')).toThrow('operations are never deleted');
    expect(() => db.exec(`INSERT OR REPLACE INTO operation SELECT * FROM operation`)).toThrow('operations are never deleted');
  });

  it('is judged by what it builds on, sent or not', () => {
    const { store } = withTicket();
    expect(store.judge(aNote('x')).ok).toBe(true);
    expect(store.judge(anIntent('ticket.saveQuote', '1042', { totalGross: 1 }))).toMatchObject({
      error: { code: 'ticket.not-taken' },
    });
    submitted(store, take);
    expect(store.judge(anIntent('ticket.saveQuote', '1042', { totalGross: 1 })).ok).toBe(true);
  });
});

describe('a close that waits', () => {
  it('is never shown as closed, not even when M/platform said yes, before its row has come', () => {
    const { store } = withTicket(readyDossier());
    const id = submitted(store, close);
    expect(shown(store)?.subTickets[0]?.status).toBe('inProgress');
    store.operations.number(id, { deviceId: 'device-1', lastSeq: 0 }, 'receipt');
    store.operations.settle(id, { outcome: 'applied' });
    store.rebuildView();
    expect(shown(store)?.subTickets[0]?.status).toBe('inProgress');
    store.applyChanges(
      [subTicketChange(takenSubTicket({ status: 'closed' })), ticketChange(takenTicket({ status: 'closed' }))],
      'c2',
      true,
    );
    expect(shown(store)).toMatchObject({ ticket: { status: 'closed' }, subTickets: [{ status: 'closed' }] });
  });
});

describe('taking back', () => {
  it('works for what was not sent, and what was shown goes with it', () => {
    const { store } = withTicket();
    const id = submitted(store, take);
    expect(store.withdraw(id)).toEqual({ ok: true, value: null });
    expect(shown(store)).toEqual(aDossier(aTicket(), aSubTicket()));
    expect(store.operations.waiting()).toBe(0);
    expect(store.operations.get(id)).toMatchObject({ outcome: 'withdrawn' });
    expect(store.withdraw(id)).toMatchObject({ error: { code: 'operation.not-waiting' } });
  });

  it('is too late for what was sent, though no answer has come', () => {
    const { store } = withTicket();
    const id = submitted(store, take);
    store.operations.number(id, { deviceId: 'device-1', lastSeq: 0 }, null);
    expect(store.withdraw(id)).toMatchObject({ error: { code: 'operation.already-sent' } });
    expect(store.withdraw('no-such')).toMatchObject({ error: { code: 'operation.not-waiting' } });
    expect(shown(store)?.ticket.status).toBe('agreement');
  });

  it('holds what was built on it, with the reason', () => {
    const { store } = withTicket();
    const first = submitted(store, take);
    const second = submitted(store, anIntent('ticket.saveQuote', '1042', { totalGross: 100 }));
    store.withdraw(first);
    expect(store.operations.get(second)).toMatchObject({ held: true, outcome: null, reason: { code: 'ticket.not-taken' } });
  });
});

describe('numbers on the wire', () => {
  const device = { deviceId: 'device-1', lastSeq: 0 };

  it('count up by one for each device and are given once and for ever', () => {
    const { store } = withTicket();
    const [a, b, c] = ['a', 'b', 'c'].map((text) => submitted(store, aNote(text))) as [string, string, string];
    expect([store.operations.number(a, device, null), store.operations.number(b, device, 'proof')]).toEqual([1, 2]);
    expect(() => store.operations.number(a, device, null)).toThrow();
    store.operations.settle(a, { outcome: 'applied' });
    store.operations.settle(b, { outcome: 'rejected', reason: { code: 'ticket.ended', params: { id: '1042' } } });
    expect(store.operations.number(c, device, null)).toBe(3);
  });

  it('go on from where M/platform has the count after a reinstallation', () => {
    const { store } = withTicket();
    expect(store.operations.number(submitted(store, aNote('a')), { ...device, lastSeq: 41 }, null)).toBe(42);
    expect(store.operations.number(submitted(store, aNote('b')), { ...device, lastSeq: 41 }, null)).toBe(43);
  });

  it('begin anew for another device', () => {
    const { store } = withTicket();
    const id = submitted(store, aNote('a'));
    store.operations.number(id, device, 'proof');
    const other = { deviceId: 'device-2', lastSeq: 6 };
    expect(store.operations.renumber(id, other)).toBe(7);
    expect(store.operations.pending()[0]?.sending).toEqual({ deviceId: 'device-2', seq: 7, proof: 'proof' });
  });
});

describe('a row that comes from M/platform', () => {
  it('is shown under what still waits', () => {
    const { store } = withTicket(aDossier(takenTicket()));
    submitted(store, aNote('Moja'));
    const theirs = { text: 'Z centrali', author: 'Opiekun', at: '2026-03-10T07:00:00Z' };
    store.applyChanges([ticketChange(takenTicket({ notes: [theirs] }))], 'c2', true);
    expect(noteTexts(store)).toEqual(['Z centrali', 'Moja']);
    expect(store.state.get('cursor')).toBe('c2');
  });

  it('may say where tills keep the settings, until it says so no more', () => {
    const { store } = withTicket();
    const row = { seq: 7, kind: 'pcposProfile', id: 'pcpos-7', version: 1 } as const;
    const profile = pcposProfile.parse(builtIn);
    store.applyChanges([{ ...row, data: profile }], 'c2', true);
    expect(store.serverRows.pcposProfiles()).toEqual([profile]);
    store.applyChanges([{ seq: 8, kind: 'pcposProfile', id: 'pcpos-7', removed: true, reason: 'deleted' }], 'c3', true);
    expect(store.serverRows.pcposProfiles()).toEqual([]);
  });

  it('comes with its cursor, or neither comes', () => {
    const { store, db } = withTicket();
    db.exec(`CREATE TEMP TRIGGER full BEFORE UPDATE ON main.view_ticket BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    expect(() => store.applyChanges([ticketChange(takenTicket())], 'c2', true)).toThrow('disk full');
    expect(store.state.get('cursor')).toBe('c1');
    expect(store.serverRows.dossier('1042')?.dossier.ticket.status).toBe('new');
  });

  it('holding an applied note shows that note once at every moment', () => {
    const { store } = withTicket(aDossier(takenTicket(), takenSubTicket()));
    const intent = aNote('Byłem na miejscu');
    const id = submitted(store, intent);
    const once = () => expect(noteTexts(store)).toEqual(['Byłem na miejscu']);
    once();
    store.operations.number(id, { deviceId: 'device-1', lastSeq: 0 }, null);
    once();
    store.operations.settle(id, { outcome: 'applied' });
    store.rebuildView();
    once();
    // A page with another row of the same ticket, and more pages to come.
    store.applyChanges([subTicketChange(takenSubTicket())], 'c2', false);
    once();
    store.applyChanges([ticketChange(afterwards(aDossier(takenTicket()), [intent]).ticket)], 'c3', false);
    once();
    store.applyChanges([], 'c4', true);
    once();
    store.rebuildView();
    once();
    expect(store.operations.pending()).toEqual([]);
  });

  it('as it was, after an operation that changed nothing, ends the replay all the same', () => {
    const { store } = withTicket(aDossier(takenTicket()));
    const id = submitted(store, anIntent('ticket.exportToBackoffice', '1042', {}));
    store.operations.settle(id, { outcome: 'applied' });
    store.applyChanges([], 'c2', true);
    expect(store.operations.pending()).toEqual([]);
    expect(shown(store)?.ticket).toEqual(takenTicket());
  });

  it('and says that another took the ticket, holds what waits until that is no longer so', () => {
    const { store } = withTicket();
    const id = submitted(store, take);
    store.applyChanges([ticketChange(aTicket({ status: 'agreement', technicianId: ANOTHER.technicianId }))], 'c2', true);
    expect(store.operations.get(id)).toMatchObject({ held: true, outcome: null, reason: { code: 'ticket.taken-by-another' } });
    expect(shown(store)?.ticket.technicianId).toBe(ANOTHER.technicianId);
    store.applyChanges([ticketChange(aTicket())], 'c3', true);
    expect(store.operations.get(id)).toMatchObject({ held: false, reason: null });
    expect(shown(store)?.ticket.technicianId).toBe('tech-1');
  });

  it('gives the reason that holds now, not an older one', () => {
    const { store } = withTicket();
    const id = submitted(store, take);
    store.applyChanges([ticketChange(aTicket({ technicianId: ANOTHER.technicianId }))], 'c2', true);
    store.applyChanges([removal('ticket', '1042')], 'c3', true);
    expect(store.operations.get(id)?.reason?.code).toBe('ticket.withdrawn');
  });
});

describe('a ticket that was taken away', () => {
  it('stays readable with its reason and all that was done, and takes no more', () => {
    const { store } = withTicket(readyDossier());
    const id = submitted(store, aNote('Ostatnia'));
    store.applyChanges([removal('ticket', '1042'), removal('subTicket', '1042-1')], 'c2', true);
    expect(store.viewRows.dossier('1042')).toMatchObject({ removed: 'reassigned', dossier: readyDossier() });
    expect(store.operations.historyOf('1042')).toMatchObject([{ operation: { id, args: { text: 'Ostatnia' } }, held: true }]);
    expect(store.submit(aNote('Jeszcze'))).toMatchObject({ error: { code: 'ticket.withdrawn' } });
  });

  it('and given back goes on where it was', () => {
    const { store } = withTicket(readyDossier());
    submitted(store, aNote('Moja'));
    store.applyChanges([removal('ticket', '1042'), removal('subTicket', '1042-1')], 'c2', true);
    store.applyChanges(changesOf(readyDossier()), 'c3', true);
    expect(noteTexts(store)).toEqual(['Moja']);
    expect(store.viewRows.dossier('1042')?.removed).toBeNull();
    expect(store.submit(aNote('Druga')).ok).toBe(true);
  });

  it('unknown here changes nothing', () => {
    const { store } = withTicket();
    store.applyChanges([removal('ticket', '7'), removal('subTicket', '7-1')], 'c2', true);
    expect(shown(store)).toEqual(aDossier(aTicket(), aSubTicket()));
  });

  it('in part loses only that sub-ticket', () => {
    const { store } = withTicket(aDossier(takenTicket(), takenSubTicket(), takenSubTicket({ id: '1042-2', punktId: '736' })));
    store.applyChanges([removal('subTicket', '1042-2')], 'c2', true);
    expect(shown(store)?.subTickets.map((s) => s.id)).toEqual(['1042-1']);
  });
});
