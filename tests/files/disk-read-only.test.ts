import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../mplatform/server/testing.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openDevice } from './device.ts';

it('a disk that nothing can be written to is named beside the file, which goes when it can be again', async () => {
  const server = await startServer();
  onTestFinished(() => server.close());
  const device = await openDevice({ folder: tempFolder('device'), address: server.address, clock: server.clock });
  onTestFinished(() => device.close());
  const scan = pdf(70_000);
  await device.attach(scan);
  device.db.pragma('query_only = ON');
  await device.files.start();
  await device.until(() => device.upload(scan)?.problem?.code === 'sync.disk-read-only');
  expect(device.upload(scan)).toMatchObject({ state: 'waiting', nextTryAt: expect.any(String) });
  expect(await device.sync.now()).toMatchObject({ ok: false, error: { code: 'sync.disk-read-only' } });
  device.db.pragma('query_only = OFF');
  await device.until(() => device.upload(scan)?.state === 'sent');
  expect(await device.sync.now()).toMatchObject({ ok: true });
  expect(device.store.operations.waiting()).toBe(0);
});
