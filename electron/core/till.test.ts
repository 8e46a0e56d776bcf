import { expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import { defaultProfile, type TillReading } from '../../native-checks/pcpos/index.ts';
import { aConfiguration, aDossier, digest, readySubTicket, takenSubTicket, takenTicket } from '../../tests/support/dossiers.ts';
import { anIntent, aStore, changesOf } from '../../tests/support/store.ts';
import { createTill } from './till.ts';
import { systemTimers } from './timers.ts';
import type { ConfigChange, Workstation } from './workstation/workstation.ts';

const SERVER = 'https://mplatform.example';

/** Two tills, A chosen, and a workstation that writes as the test says. */
function bench({ history = [] as readonly Partial<ConfigChange>[] } = {}) {
  const { store } = aStore();
  store.applyChanges(
    [
      ...changesOf(aDossier(takenTicket(), takenSubTicket())),
      { kind: 'setting', seq: 99, id: 'pcpos', version: 1, data: { id: 'pcpos', serverAddress: SERVER, helpLine: '' } },
    ],
    'c1',
    true,
  );
  store.state.set('tillFolder', '/a');
  let stores: readonly string[] = ['735'];
  const reading = (path: string): TillReading => {
    const folder = path.replace('/pcpos7.conf', '');
    const profile = { name: 'built-in', verified: false };
    const read = {
      file: `${folder}/pcpos7.conf`,
      folder,
      digest: digest(folder.slice(1)),
      server: SERVER,
      stores,
      profile,
    };
    return read as unknown as TillReading;
  };
  let applying = async (): Promise<void> => {};
  const workstation = {
    inspect: async (path: string) => ok(reading(path)),
    plan: async (path: string) => {
      const { file, server, stores, profile } = reading(path);
      const after = { digest: reading(path).digest, server, stores };
      return ok({
        file,
        obstacle: null,
        profile,
        before: { digest: digest('0'), server: SERVER, stores },
        after,
        changed: true,
      });
    },
    apply: async () => {
      await applying();
      return ok({});
    },
    recover: async () => [],
    history: () => history,
  } as unknown as Workstation;
  const till = createTill({
    store,
    workstation,
    machineId: 'machine-1',
    fixedFolder: null,
    canElevate: false,
    starting: { possible: async () => false, start: async () => ok(null) },
    restart: { clock: systemClock, timers: systemTimers, changed: () => {} },
  });
  return {
    store,
    till,
    during: (work: () => Promise<void>) => {
      applying = work;
    },
    says: (list: readonly string[]) => {
      stores = list;
    },
    apply: () => till.apply('1042-1', { replace: false, expect: digest('0'), result: digest('a') }),
    recorded: () => store.viewRows.dossier('1042')?.dossier.subTickets[0]?.configuration,
  };
}

it('records the till that was written, not one that was chosen while it was being written', async () => {
  const b = bench();
  b.during(async () => void (await b.till.choose('/b')));
  expect(await b.apply()).toMatchObject({ ok: true, value: { digest: digest('a') } });
  expect(b.recorded()).toMatchObject({ file: '/a/pcpos7.conf', digest: digest('a') });
});

it('is settled only when what began to change its file has been recorded', async () => {
  const b = bench();
  const { promise, resolve } = Promise.withResolvers<void>();
  b.during(() => promise);
  const before = b.till.revision();
  const applying = b.apply();
  let settled = false;
  const settling = b.till.settled().then(() => {
    settled = true;
  });
  expect(b.till.revision()).toBe(before + 1);
  await new Promise<void>((done) => setImmediate(done));
  expect(settled).toBe(false);
  resolve();
  await applying;
  await settling;
  expect(b.recorded()).toMatchObject({ digest: digest('a') });
});

it('records again for another machine a file that is the same there', async () => {
  const b = bench();
  const elsewhere = takenSubTicket({ configuration: aConfiguration({ digest: digest('a'), machineId: 'machine-0' }) });
  b.store.applyChanges(changesOf(aDossier(takenTicket(), elsewhere)), 'c2', true);
  await b.apply();
  expect(b.recorded()).toMatchObject({ machineId: 'machine-1' });
});

it('at start records a finished change whose record did not make it', async () => {
  const b = bench({ history: [{ outcome: 'done', kind: 'apply', subTicketId: '1042-1', after: digest('a') }] });
  await b.till.recover();
  expect(b.recorded()).toMatchObject({ digest: digest('a') });
});

it('at start records nothing for a sub-ticket whose change was undone by bringing back what was before', async () => {
  const b = bench({ history: [{ outcome: 'done', kind: 'restore', subTicketId: '1042-1', after: digest('a') }] });
  await b.till.recover();
  expect(b.recorded()).toBeNull();
});

it('records nothing for another shop of the same till whose close has gone out: M/platform may have closed it already', async () => {
  const b = bench();
  const first = readySubTicket({ configuration: aConfiguration({ digest: digest('0'), file: '/a/pcpos7.conf' }) });
  const second = takenSubTicket({ id: '1042-2', punktId: '736' });
  const seen = { replace: false, expect: digest('0'), result: digest('a') };
  b.store.applyChanges(changesOf(aDossier(takenTicket(), first, second)), 'c2', true);
  const close = b.store.submit(anIntent('subTicket.close', '1042-1', {}));
  if (!close.ok) throw new Error(close.error.code);
  b.says(['735', '736']);
  b.store.operations.number(close.value.id, { deviceId: 'device-1', lastSeq: 0 }, 'receipt');
  expect(await b.till.apply('1042-2', seen)).toMatchObject({ ok: true, value: { recordedToo: [] } });
  expect(b.recorded()?.digest).toBe(digest('0'));
});

it('records it for another shop whose close still waits, which then is asked for anew behind it', async () => {
  const b = bench();
  const first = readySubTicket({ configuration: aConfiguration({ digest: digest('0'), file: '/a/pcpos7.conf' }) });
  b.store.applyChanges(changesOf(aDossier(takenTicket(), first, takenSubTicket({ id: '1042-2', punktId: '736' }))), 'c2', true);
  const close = b.store.submit(anIntent('subTicket.close', '1042-1', {}));
  if (!close.ok) throw new Error(close.error.code);
  b.says(['735', '736']);
  const seen = { replace: false, expect: digest('0'), result: digest('a') };
  expect(await b.till.apply('1042-2', seen)).toMatchObject({ ok: true, value: { recordedToo: ['735'] } });
  expect(b.store.operations.pending().map(({ operation: { kind, target } }) => `${kind} ${target}`)).toEqual([
    'subTicket.recordConfiguration 1042-2',
    'subTicket.recordConfiguration 1042-1',
    'subTicket.close 1042-1',
  ]);
  expect(b.store.operations.get(close.value.id)).toMatchObject({ outcome: 'withdrawn', redoneBy: expect.any(String) });
});

it('records nothing when the write failed', async () => {
  const b = bench();
  b.during(() => Promise.reject(new Error('bug')));
  await expect(b.apply()).rejects.toThrow('bug');
  expect(b.recorded()).toBeNull();
});

it('says once that a profile was delivered or withdrawn, so that a plan on the screen is made anew', () => {
  const b = bench();
  expect(b.till.deliveryChanged()).toBe(false);
  const row = { seq: 200, kind: 'pcposProfile', id: 'pcpos-7' } as const;
  b.store.applyChanges([{ ...row, version: 1, data: defaultProfile }], 'c2', true);
  expect([b.till.deliveryChanged(), b.till.deliveryChanged()]).toEqual([true, false]);
  b.store.applyChanges(changesOf(aDossier(takenTicket(), takenSubTicket())), 'c3', true);
  expect(b.till.deliveryChanged()).toBe(false);
  b.store.applyChanges([{ ...row, seq: 201, removed: true, reason: 'deleted' }], 'c4', true);
  expect(b.till.deliveryChanged()).toBe(true);
});
