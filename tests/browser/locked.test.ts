import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/core.ts';
import { TRAINING_CODE } from '../../electron/core/training/training.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { tempFolder } from '../support/temp.ts';
import { openApp } from './app.ts';

/** A data folder of a device that was shut out while it had a note to send, and the code that opens it again. */
async function lockedFolder() {
  const data = tempFolder('technik-locked-');
  const core = await startCore({
    dataFolder: data,
    host: createNodeHost(data),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  const client = createRouterClient(core.router);
  const { training, enrolAt } = core.workplace();
  if (training === undefined) throw new Error('not in training');
  await training.startServer();
  await enrolAt(training.server, TRAINING_CODE);
  await client.sync.now();
  await training.stopServer();
  await client.operations.submit({ intent: { kind: 'ticket.addNote', target: 't-115', args: { text: 'Niewysłane.' } } });
  const { device } = await client.app.status();
  const opened = await openMplatform({ dataFolder: join(data, 'training', 'mplatform'), port: 0, clock: systemClock });
  if (!opened.ok) throw new Error(opened.error.code);
  await opened.value.operator.revokeDevice(device?.deviceId ?? '');
  const code = await opened.value.operator.issueEnrolmentCode(device?.technicianId ?? '');
  await opened.value.close();
  await training.startServer();
  await client.sync.now();
  await core.close();
  if (!code.ok) throw new Error(code.error.code);
  return { data, code: code.value };
}

it('a locked device shows the lock and no shop, and is opened with a new code', async () => {
  const { data, code } = await lockedFolder();
  const app = await openApp({ data });
  onTestFinished(() => app.close());
  const { page } = app;
  await page.getByRole('heading', { name: 'To urządzenie jest zablokowane' }).waitFor();
  await app.shot('locked');
  const text = (await page.textContent('body')) ?? '';
  expect(text).toContain('M/platform cofnęła dostęp tego urządzenia');
  expect(text).toContain('.mtsealed');
  expect(text).not.toContain('PPHU SAM');
  await page.getByLabel('Kod rejestracyjny').fill(code);
  await page.getByRole('button', { name: 'Zarejestruj urządzenie' }).click();
  await page.getByText('PPHU SAM').first().waitFor();
  await page.getByRole('heading', { name: 'To urządzenie jest zablokowane' }).waitFor({ state: 'detached' });
  expect(app.complaints).toEqual([]);
});
