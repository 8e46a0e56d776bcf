import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../support/dossiers.ts';
import { aNote, changesOf } from '../support/store.ts';
import { tempFolder } from '../support/temp.ts';

it('what was put aside is not removed while anything here was not sent', async () => {
  const dataFolder = tempFolder('aside');
  const core = await startCore({
    dataFolder,
    host: createNodeHost(dataFolder),
    clock: { now: () => NOW },
    mode: 'production',
    quiet: true,
  });
  onTestFinished(() => core.close());
  const folder = join(dataFolder, 'production');
  mkdirSync(join(folder, 'damaged', 'a'), { recursive: true });
  writeFileSync(join(folder, 'damaged', 'a', 'technik.db'), 'whole');
  const { store } = core.workplace();
  const { technicianId: id, name, dealerId } = ACTOR;
  const technician = { id, name, dealerId, dealerName: 'Dealer Alfa 101' };
  const device = { deviceId: 'd', server: 'https://127.0.0.1:9/', receiptPublicKey: '', machineId: 'm', lastSeq: 0, technician };
  store.state.set('device', device);
  store.applyChanges(changesOf(aDossier(aTicket({ technicianId: id, status: 'inProgress' }), aSubTicket())), 'cursor', true);
  const note = store.submit(aNote('jeszcze nie wysłane'));
  const calls = createRouterClient(core.router, { context: {} });
  const names = ['damaged/a'];
  expect(await calls.aside.remove({ names })).toMatchObject({ ok: false, error: { code: 'database.aside-needed' } });
  expect(existsSync(join(folder, 'damaged', 'a', 'technik.db'))).toBe(true);
  if (!note.ok) throw new Error(note.error.code);
  expect(await calls.operations.withdraw({ id: note.value.id })).toMatchObject({ ok: true });
  store.state.set('resyncing', true);
  expect(await calls.aside.remove({ names })).toMatchObject({ ok: false });
  store.state.delete('resyncing');
  expect(await calls.aside.list()).toMatchObject({ ok: true, value: [{ name: 'damaged/a', bytes: 5 }] });
  expect(await calls.aside.remove({ names })).toEqual({ ok: true, value: null });
  expect(await calls.aside.list()).toEqual({ ok: true, value: [] });
});
