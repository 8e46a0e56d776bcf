import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../support/dossiers.ts';
import { aNote, changesOf } from '../support/store.ts';
import { tempFolder } from '../support/temp.ts';

const clock = { now: () => NOW };
const { technicianId: id, name, dealerId } = ACTOR;

async function atWork() {
  const dataFolder = tempFolder('trouble');
  const core = await startCore({ dataFolder, host: createNodeHost(dataFolder), clock, mode: 'production', quiet: true });
  onTestFinished(() => core.close());
  const { store } = core.workplace();
  const device = { deviceId: 'device-1', server: 'https://127.0.0.1:9/', receiptPublicKey: '', machineId: 'm', lastSeq: 0 };
  store.state.set('device', { ...device, technician: { id, name, dealerId, dealerName: 'Dealer Alfa 101' } });
  store.applyChanges(changesOf(aDossier(aTicket({ technicianId: id, status: 'inProgress' }), aSubTicket())), 'cursor', true);
  return { core, folder: join(dataFolder, 'production'), calls: createRouterClient(core.router, { context: {} }) };
}

it('a full disk is said in words, nothing is half recorded, and it works again when there is room', async () => {
  const { core, calls } = await atWork();
  const { db } = core.workplace();
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  let answer: unknown;
  let recorded = 0;
  for (let i = 0; i < 2000; i += 1) {
    answer = await calls.operations.submit({ intent: aNote('x'.repeat(1900)) });
    if (!(answer as { ok: boolean }).ok) break;
    recorded += 1;
  }
  expect(answer).toMatchObject({ ok: false, error: { code: 'app.disk-full' } });
  expect(core.workplace().store.operations.waiting()).toBe(recorded);
  db.pragma('max_page_count = 1000000');
  expect(await calls.operations.submit({ intent: aNote('jest miejsce') })).toMatchObject({ ok: true });
});

it('damage that a call meets is mended while the program runs, and no operation is lost', async () => {
  const { core, folder, calls } = await atWork();
  for (let i = 0; i < 120; i += 1) core.workplace().store.submit(aNote(`${i} ${'x'.repeat(1500)}`));
  const before = core.workplace();
  before.db.pragma('wal_checkpoint(TRUNCATE)');
  const root = before.db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'view_ticket'").pluck().get() ?? 0;
  const bytes = readFileSync(join(folder, 'technik.db'));
  writeFileSync(join(folder, 'technik.db'), bytes.fill(0, (root - 1) * 8192, root * 8192));
  before.db.pragma('shrink_memory');
  const answer = await calls.operations.submit({ intent: aNote('po uszkodzeniu') });
  expect(answer).toMatchObject({ ok: false, error: { code: 'app.database-mended' } });
  await expect.poll(() => core.workplace() !== before, { timeout: 20_000 }).toBe(true);
  await core.settled();
  expect(core.workplace().store.operations.waiting()).toBe(120);
  expect((await calls.app.status()).notices).toMatchObject([{ code: 'database.rebuilt', params: { waiting: 120 } }]);
  expect(await calls.operations.submit({ intent: aNote('jeszcze raz') })).toMatchObject({ ok: true });
  expect(readdirSync(join(folder, 'damaged')).length).toBe(1);
});
