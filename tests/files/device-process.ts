import { systemClock } from '../../domain/clock.ts';
import { pdf } from '../support/scans.ts';
import { openDevice } from './device.ts';

/**
 * A device as a process of its own, to be killed: `FOLDER ADDRESS SIZE`. Attaches a file of that size unless it has done
 * so before, sends it and what names it, and says how far it is: `sent BYTES` and at the end `done`.
 */
const [, , folder = '', address = '', size = ''] = process.argv;
const scan = pdf(Number(size));
const device = await openDevice({
  folder,
  address,
  clock: systemClock,
  timeoutMs: 2_000,
  changed: () => say(),
});
const say = (): void => void process.stdout.write(`sent ${device?.upload(scan)?.sent ?? 0}\n`);
await device.files.start();
device.sync.start();
if (device.upload(scan) === undefined) {
  const attached = await device.attach(scan);
  if (!attached.ok) throw new Error(attached.error.code);
}
await device.until(() => device.store.operations.waiting() === 0);
await device.close();
process.stdout.write('done\n');
