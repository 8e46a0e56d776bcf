import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result.ts';
import type { Enrolment } from '../../../mplatform/contract/index.ts';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { aNote, aStore, changesOf } from '../../../tests/support/store.ts';
import type { FieldClient } from '../field/client.ts';
import { enrol as enrolAs } from './enrol.ts';
import type { Tokens } from './tokens.ts';

/** A device enrolled for Jan Kowalski with a ticket of his, about to be enrolled anew as the test says. */
function bench() {
  const { store } = aStore();
  store.applyChanges(changesOf(aDossier(takenTicket())), 'c1', true);
  const kept: string[] = [];
  const asked: unknown[] = [];
  const tokens = {
    keep: async (_pair: unknown, origin: string) => void kept.push(origin),
    enrolling: <T>(work: () => Promise<T>) => work(),
  } as unknown as Tokens;
  const known = store.state.get('device');
  if (known === undefined) throw new Error('not enrolled');
  return {
    store,
    kept,
    asked,
    /** An operation that the server has answered, under the next number of the device that this folder is. */
    done(text: string): string {
      const submitted = store.submit(aNote(text));
      const device = store.state.get('device');
      if (!submitted.ok || device === undefined) throw new Error('not submitted');
      store.operations.number(submitted.value.id, device, null);
      store.operations.settle(submitted.value.id, { outcome: 'applied' });
      return submitted.value.id;
    },
    known,
    as: (
      answer: Partial<Pick<Enrolment, 'technician' | 'deviceId' | 'receiptPublicKey' | 'lastSeq' | 'formers'>>,
      server = known.server,
    ) => {
      const value = { ...known, ...answer, serverTime: '', expiresAt: '', accessToken: 'a', refreshToken: 'r' };
      const enrol = async (body: unknown) => {
        asked.push(body);
        return ok(value);
      };
      const client = { server, origin: new URL(server).origin, enrol } as unknown as FieldClient;
      return enrolAs('KOD', { store, tokens, client, machineId: 'machine-1', appVersion: '0.1.0' });
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

describe('at a server that was put back from a copy', () => {
  const outcomes = (b: ReturnType<typeof bench>, ids: readonly string[]) => ids.map((id) => b.store.operations.get(id)?.outcome);

  it('what this device did since the copy was made waits again', async () => {
    const b = bench();
    const ids = [b.done('a'), b.done('b')];
    expect(await b.as({ lastSeq: 1 })).toMatchObject({ ok: true });
    expect(outcomes(b, ids)).toEqual(['applied', null]);
    // The count goes on where the server has it.
    expect(b.store.operations.number(ids[1] ?? '', { deviceId: 'device-1', lastSeq: 0 }, null)).toBe(2);
  });

  it('so does all that was done as a device which the copy does not know', async () => {
    const b = bench();
    const ids = [b.done('a'), b.done('b')];
    expect(await b.as({ deviceId: 'device-2', lastSeq: 0, formers: [{ deviceId: 'device-1', lastSeq: 0 }] })).toMatchObject({
      ok: true,
    });
    expect(b.asked).toMatchObject([{ formers: ['device-1'] }]);
    expect(outcomes(b, ids)).toEqual([null, null]);
  });

  it('also when this folder has been two devices since', async () => {
    const b = bench();
    const first = b.done('a');
    await b.as({ deviceId: 'device-2', lastSeq: 0, formers: [{ deviceId: 'device-1', lastSeq: 1 }] });
    const second = b.done('b');
    const formers = ['device-1', 'device-2'].map((deviceId) => ({ deviceId, lastSeq: 0 }));
    await b.as({ deviceId: 'device-3', lastSeq: 0, formers });
    expect(b.asked.at(-1)).toMatchObject({ formers: ['device-1', 'device-2'] });
    expect(outcomes(b, [first, second])).toEqual([null, null]);
  });

  it('but nobody sends what another technician did as their own', async () => {
    const b = bench();
    const ids = [b.done('a')];
    await b.as({ technician: anna, deviceId: 'device-2', lastSeq: 0, formers: [{ deviceId: 'device-1', lastSeq: 0 }] });
    expect(outcomes(b, ids)).toEqual(['applied']);
  });

  it('and nothing is sent to another M/platform that only happens not to know it', async () => {
    const b = bench();
    const ids = [b.done('a')];
    await b.as({ deviceId: 'device-1', lastSeq: 0, receiptPublicKey: 'another' }, 'https://inna.example/');
    expect(outcomes(b, ids)).toEqual(['applied']);
  });
});
