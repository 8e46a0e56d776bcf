import { systemClock } from '../../domain/clock.ts';
import { digestOf } from '../support/scans.ts';
import { openDevice } from './device.ts';

/**
 * A second device as a process of its own, to be killed while a file comes: `FOLDER ADDRESS SHA256`. Says `fetched BYTES` as
 * it goes, and at the end the digest of what it read.
 */
const [, , folder = '', address = '', sha256 = ''] = process.argv;
const device = await openDevice({
  folder,
  address,
  clock: systemClock,
  machineId: 'machine-0002',
  timeoutMs: 2_000,
  changed: async () => {
    const [file] = (await device?.files.ofTicket('t-80')) ?? [];
    if (file?.fetched != null) process.stdout.write(`fetched ${file.fetched}\n`);
  },
});
const parts: Buffer[] = [];
for (let at = 0, size = 1; at < size; ) {
  const piece = await device.files.read('t-80', sha256, at);
  if (!piece.ok) throw new Error(piece.error.code);
  parts.push(Buffer.from(piece.value.base64, 'base64'));
  at += parts.at(-1)?.length ?? 0;
  size = piece.value.size;
}
process.stdout.write(`read ${digestOf(Buffer.concat(parts))}\n`);
await device.close();
