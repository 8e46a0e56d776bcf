import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/core.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { technik } from '../bad-input/technik.ts';
import { atWork, SUB_TICKET, TICKET, trainingWithoutApp } from '../calls/training.ts';
import { pdf } from '../support/scans.ts';

const quote = pdf(3_000_000);
const agreement = pdf(200_000, 2);

/** Documents attached while nothing sends them, and work on the same ticket that waits behind them. */
async function leftAtWork() {
  const { core, configure, folder, submit } = await atWork();
  await configure();
  const { files, store } = core.workplace();
  for (const [scan, kind, name] of [
    [quote, 'quote', 'wycena.pdf'],
    [agreement, 'agreement', 'umowa.pdf'],
  ] as const) {
    const attached = await files.attach({ ticketId: TICKET, kind, name, size: scan.bytes.length }, [scan.bytes]);
    expect(attached).toMatchObject({ ok: true });
  }
  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  await core.workplace().sync.now();
  expect(store.operations.waiting()).toBe(3);
  await core.close();
  return folder;
}

async function waitingIn(folder: string): Promise<number> {
  const core = await startCore({
    dataFolder: folder,
    host: createNodeHost(folder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  const waiting = core.workplace().store.operations.waiting();
  await core.close();
  return waiting;
}
const atServer = (folder: string, { sha256 }: { sha256: string }) =>
  existsSync(join(folder, 'training', 'mplatform', 'files', sha256));

it('a probe from the command line sends the documents, too, and the work that waits behind them', async () => {
  const folder = await leftAtWork();
  const { till, stopServer } = await trainingWithoutApp(folder);
  const ended = await technik(['probe', '--config', till, '--data', folder]);
  expect(ended.err).toBe('');
  expect(ended.out).toContain('Wysyłanie do M/platform: wycena.pdf, umowa.pdf');
  expect(ended.out).toContain('Wszystkie pliki są w M/platform.');
  expect(ended.exit).toBe(0);
  expect([atServer(folder, quote), atServer(folder, agreement)]).toEqual([true, true]);
  await stopServer();
  expect(await waitingIn(folder)).toBe(0);
}, 60_000);

it('says which could not be sent and why, sends the others, and prints one document all the same', async () => {
  const folder = await leftAtWork();
  rmSync(join(folder, 'training', 'files', `${quote.sha256}.sealed`));
  const { till } = await trainingWithoutApp(folder);
  const ended = await technik(['probe', '--config', till, '--data', folder]);
  expect(ended.out).toMatch(/Czekają na wysłanie: wycena\.pdf\..* Pliku wycena\.pdf nie ma już na tym komputerze/);
  expect([atServer(folder, quote), atServer(folder, agreement)]).toEqual([false, true]);
  const again = await technik(['probe', '--config', till, '--data', folder, '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ complete: true });
}, 60_000);
