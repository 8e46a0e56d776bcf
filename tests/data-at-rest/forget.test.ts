import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { markForgotten, wipeForgotten } from '../../electron/core/device/forget.ts';
import { startCore } from '../../electron/core/index.ts';
import type { Device, State } from '../../electron/core/store/state.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { call, enrolDevice, startServer } from '../../mplatform/server/testing.ts';
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
  expect(await calls.device.forget()).toEqual({ ok: true, value: { sealed: null, operatorKnows: false } });
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

/** At work as a device of a real M/platform. */
async function enrolled() {
  const server = await startServer();
  onTestFinished(() => server.close());
  const at = await atWork();
  const { deviceId, accessToken, refreshToken } = (await enrolDevice(server)).enrolment;
  const { store } = at.core.workplace();
  store.state.set('device', { ...(store.state.get('device') as Device), deviceId, server: `${server.address}/` });
  const staleAt = NOW + 3_600_000;
  const { origin } = new URL(server.address);
  const tokens = JSON.stringify({ origin, accessToken, refreshToken, staleAt });
  await createNodeHost(at.dataFolder).secrets.write('production-tokens', tokens);
  const device = async () => {
    const opened = await server.openStore();
    const found = await opened.read((tx) => tx.device(deviceId));
    await opened.close();
    return found;
  };
  return { ...at, server, deviceId, accessToken, device };
}

it('is told to M/platform where there is a line, which refuses each of its tokens from then on', async () => {
  const { calls, device, server, accessToken, core, folder } = await enrolled();
  // With its first round of sync it has a copy of its key for support, which goes with the rest.
  const copy = join(folder, 'data-key.mtsealed');
  expect(existsSync(copy)).toBe(false);
  expect(await calls.sync.now()).toMatchObject({ ok: true });
  await expect.poll(() => existsSync(copy)).toBe(true);
  expect(await calls.device.forget()).toEqual({ ok: true, value: { sealed: null, operatorKnows: true } });
  const gone = await device();
  expect(gone?.signedOffAt).toBe(gone?.revokedAt);
  expect(gone?.signedOffAt).not.toBeNull();
  expect((await call(server.address, 'changes', { token: accessToken })).code).toBe('auth.revoked');
  expect(core.workplace().store.state.get('locked')).toBeUndefined();
  expect(existsSync(copy)).toBe(false);
});

it('without a line wipes all the same, and says that the operator still lists it', async () => {
  const { calls, device, core } = await enrolled();
  const { state } = core.workplace().store;
  state.set('device', { ...(state.get('device') as Device), server: 'http://127.0.0.1:9/' });
  expect(await calls.device.forget()).toEqual({ ok: true, value: { sealed: null, operatorKnows: false } });
  expect(core.workplace().store.state.get('device')).toBeUndefined();
  expect(await device()).toMatchObject({ revokedAt: null, signedOffAt: null });
});

it('has nothing to tell of a device that M/platform has shut out', async () => {
  const { calls, device, server, deviceId } = await enrolled();
  await server.mplatform.operator.revokeDevice(deviceId);
  await calls.sync.now();
  expect(await calls.device.forget()).toMatchObject({ ok: true, value: { operatorKnows: true } });
  expect((await device())?.signedOffAt).toBeNull();
});

it('the copy of the key goes before anything else: what a crash in the middle leaves is opened by nobody', async () => {
  const folder = tempFolder('forget-order');
  const copy = join(folder, 'data-key.mtsealed');
  writeFileSync(copy, 'sealed');
  markForgotten(folder);
  const there: boolean[] = [];
  const secrets = { read: async () => null, write: async () => {}, delete: async () => void there.push(existsSync(copy)) };
  expect(await wipeForgotten(folder, 'production', secrets)).toBe(true);
  expect(there).toContain(false);
  expect(there).not.toContain(true);
});

it('in training nothing begins again by itself, not even at the next start: only when the person starts training afresh', async () => {
  const dataFolder = tempFolder('forget-training');
  const start = () => startCore({ dataFolder, host: createNodeHost(dataFolder), clock: systemClock, mode: 'training' });
  const device = (core: { workplace(): { readonly store: { readonly state: State } } }) =>
    core.workplace().store.state.get('device');
  const core = await start();
  const before = device(core)?.deviceId;
  expect(before).toBeDefined();
  const calls = createRouterClient(core.router, { context: {} });
  expect(await calls.device.forget()).toEqual({ ok: true, value: { sealed: null, operatorKnows: true } });
  expect(device(core)).toBeUndefined();
  expect(core.notices()).toEqual([]);
  await core.close();

  const again = await start();
  onTestFinished(() => again.close());
  expect(device(again)).toBeUndefined();
  expect(await again.resetTraining()).toEqual({ ok: true, value: null });
  expect(device(again)?.deviceId).toBeDefined();
  expect(device(again)?.deviceId).not.toBe(before);
});
