import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { NOW } from '../support/dossiers.ts';
import { tempFolder } from '../support/temp.ts';

async function place() {
  const dataFolder = tempFolder('screen');
  const time = { now: NOW };
  const clock = { now: () => time.now };
  const start = async () => {
    const core = await startCore({ dataFolder, host: createNodeHost(dataFolder), clock, mode: 'production', quiet: true });
    onTestFinished(() => core.close());
    return { core, calls: createRouterClient(core.router, { context: {} }) };
  };
  return { dataFolder, time, start };
}

it('there is none unless the technician wants one', async () => {
  const { calls } = await (await place()).start();
  expect(await calls.screen.state()).toEqual({ set: false, locked: false, afterMinutes: 10 });
  await calls.screen.lock();
  expect((await calls.screen.state()).locked).toBe(false);
});

it('locked, no call reads or does anything, also after a start; the passcode opens it and is nowhere to be read', async () => {
  const at = await place();
  const { core, calls } = await at.start();
  expect(await calls.screen.set({ present: '', next: 'Sieciechów 735' })).toMatchObject({ ok: true });
  await calls.screen.lock();
  expect(await calls.tickets.get({ id: '1042' })).toMatchObject({ ok: false, error: { code: 'screen.locked' } });
  expect(await calls.device.forget()).toMatchObject({ ok: false, error: { code: 'screen.locked' } });
  expect(await calls.screen.unlock({ passcode: 'sieciechów 735' })).toMatchObject({ ok: false, error: { code: 'screen.wrong' } });
  expect(readFileSync(join(at.dataFolder, 'secrets.json'), 'utf8')).not.toContain('Sieciech');
  await core.close();
  const again = await at.start();
  expect((await again.calls.screen.state()).locked).toBe(true);
  expect(await again.calls.screen.set({ present: '', next: null })).toMatchObject({ ok: false });
  expect(await again.calls.screen.unlock({ passcode: 'Sieciechów 735' })).toMatchObject({ ok: true });
  expect(await again.calls.tickets.get({ id: '1042' })).toMatchObject({ ok: false, error: { code: 'ticket.unknown' } });
});

it('after five wrong ones each further try waits longer', async () => {
  const at = await place();
  const { calls } = await at.start();
  await calls.screen.set({ present: '', next: '1234' });
  await calls.screen.lock();
  for (let i = 0; i < 5; i += 1)
    expect(await calls.screen.unlock({ passcode: `${i}` })).toMatchObject({ error: { code: 'screen.wrong' } });
  expect(await calls.screen.unlock({ passcode: '1234' })).toMatchObject({
    error: { code: 'screen.wait', params: { seconds: 30 } },
  });
  at.time.now += 30_000;
  expect(await calls.screen.unlock({ passcode: '0' })).toMatchObject({ error: { code: 'screen.wrong' } });
  at.time.now += 30_000;
  expect(await calls.screen.unlock({ passcode: '1234' })).toMatchObject({
    error: { code: 'screen.wait', params: { seconds: 30 } },
  });
  at.time.now += 30_000;
  expect(await calls.screen.unlock({ passcode: '1234' })).toMatchObject({ ok: true });
});
