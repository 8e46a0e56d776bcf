import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { markForgotten } from '../../electron/core/device/forget.ts';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../support/dossiers.ts';
import { aNote, changesOf } from '../support/store.ts';
import { tempFolder } from '../support/temp.ts';

const clock = { now: () => NOW };
const { technicianId: id, name, dealerId } = ACTOR;
const technician = { id, name, dealerId, dealerName: 'Dealer Alfa 101' };

async function atWork() {
  const dataFolder = tempFolder('forget');
  const start = () => startCore({ dataFolder, host: createNodeHost(dataFolder), clock, mode: 'production', quiet: true });
  const core = await start();
  onTestFinished(() => core.close());
  const { store } = core.workplace();
  const device = { deviceId: 'device-1', server: 'https://127.0.0.1:9/', receiptPublicKey: '', machineId: 'm', lastSeq: 0 };
  store.state.set('device', { ...device, technician });
  store.applyChanges(changesOf(aDossier(aTicket({ technicianId: id, status: 'inProgress' }), aSubTicket())), 'cursor', true);
  await createNodeHost(dataFolder).secrets.write('production-tokens', '{"secret":"token"}');
  const calls = createRouterClient(core.router, { context: {} });
  return { dataFolder, folder: join(dataFolder, 'production'), core, calls, start };
}
const secrets = (dataFolder: string): string =>
  ['secrets.json', 'keys.json', 'keys-copy.json'].map((name) => readFileSync(join(dataFolder, name), 'utf8')).join();

it('leaves nothing of the mode behind: no key, no token, no row, and begins like a new one', async () => {
  const { dataFolder, core, calls } = await atWork();
  const before = secrets(dataFolder);
  expect(await calls.device.forget()).toEqual({ ok: true, value: { sealed: null } });
  expect(secrets(dataFolder)).not.toContain('production-tokens');
  expect(secrets(dataFolder)).not.toBe(before);
  expect(core.workplace().store.state.get('device')).toBeUndefined();
  expect(core.workplace().store.serverRows.ticketIds()).toEqual([]);
});

it('is refused while something was not sent and could not be sealed either', async () => {
  const { core, calls, folder } = await atWork();
  expect(core.workplace().store.submit(aNote('jeszcze nie wysłane'))).toMatchObject({ ok: true });
  const before = readdirSync(folder).sort();
  expect(await calls.device.forget()).toMatchObject({ ok: false, error: { code: 'device.forget-unsent', params: { count: 1 } } });
  expect(core.workplace().store.operations.waiting()).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(before);
});

it('that was interrupted is finished at the next start', async () => {
  const { dataFolder, folder, core, start } = await atWork();
  await core.close();
  markForgotten(folder);
  const again = await start();
  expect(again.workplace().store.serverRows.ticketIds()).toEqual([]);
  expect(secrets(dataFolder)).not.toContain('production-tokens');
  expect(existsSync(join(folder, 'forget-this-device'))).toBe(false);
  await again.close();
});
