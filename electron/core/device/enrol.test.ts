import { expect, it } from 'vitest';
import { ok } from '../../../domain/result.ts';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import type { FieldClient } from '../field/client.ts';
import { enrol } from './enrol.ts';
import type { Tokens } from './tokens.ts';

/** A device enrolled for Jan Kowalski with a ticket of his, about to be enrolled anew as the test says. */
function bench() {
  const { store } = aStore();
  store.applyChanges(changesOf(aDossier(takenTicket())), 'c1', true);
  const kept: string[] = [];
  const tokens = { keep: async (_pair: unknown, origin: string) => void kept.push(origin) } as unknown as Tokens;
  const known = store.state.get('device');
  if (known === undefined) throw new Error('not enrolled');
  return {
    store,
    kept,
    known,
    as: (
      answer: { readonly technician?: typeof known.technician; readonly deviceId?: string; readonly receiptPublicKey?: string },
      server = known.server,
    ) => {
      const value = { ...known, ...answer, serverTime: '', expiresAt: '', accessToken: 'a', refreshToken: 'r' };
      const client = { server, origin: new URL(server).origin, enrol: async () => ok(value) } as unknown as FieldClient;
      return enrol('KOD', { store, tokens, client, machineId: 'machine-1', appVersion: '0.1.0' });
    },
  };
}
const anna = { id: 'tech-2', name: 'Anna Nowak', dealerId: 'dealer-2', dealerName: 'Dealer Beta' };

it('refuses another technician while unsent work waits, and keeps no token of theirs', async () => {
  const b = bench();
  b.store.submit(aNote('niewysłane'));
  expect(await b.as({ technician: anna, deviceId: 'device-2' })).toMatchObject({ error: { code: 'device.other-technician' } });
  expect(b.kept).toEqual([]);
  expect(b.store.state.get('device')).toEqual(b.known);
});

it('shows the next technician nothing of the one before that the server does not send again', async () => {
  const b = bench();
  expect(await b.as({ technician: anna, deviceId: 'device-2' })).toMatchObject({ ok: true });
  expect(b.store.state.get('cursor')).toBeUndefined();
  b.store.applyChanges([], 'c1', true);
  expect(b.store.viewRows.dossier('1042')?.removed).toBe('gone');
});

it('refuses another M/platform while unsent work waits, also for a technician of the same number', async () => {
  const b = bench();
  b.store.submit(aNote('niewysłane'));
  const moved = 'https://inna.example/';
  expect(await b.as({ deviceId: 'device-2', receiptPublicKey: 'another' }, moved)).toMatchObject({
    error: { code: 'device.other-platform' },
  });
  expect(b.kept).toEqual([]);
  // The same M/platform at a new address has the same key: the work goes there.
  expect(await b.as({}, moved)).toMatchObject({ ok: true });
  expect(b.kept).toEqual(['https://inna.example']);
});

it('keeps its place in the changes when the same device enrols again', async () => {
  const b = bench();
  expect(await b.as({})).toMatchObject({ ok: true });
  expect(b.store.state.get('cursor')).toBe('c1');
});
