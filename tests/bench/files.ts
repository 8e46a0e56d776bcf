import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '../../domain/clock.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { openDevice } from '../files/device.ts';
import { openLine, sentTwice } from '../files/line.ts';
import { pdf } from '../support/scans.ts';
import { type Benchmark, median, timed } from './measure.ts';

const MIB = 1024 * 1024;
/** As large as a document may be, almost. */
const SIZE = 24 * MIB;
const REPEATS = 5;
const CUTS = 8;
const PROMISED_TIMES = 4;

/** The same bytes over the same loopback to the same disk in one request, with no word about digests, offsets or tokens. */
async function plainCopy(folder: string, from: string): Promise<number> {
  const server = createServer((incoming, answer) => {
    void (async () => {
      await pipeline(incoming, createWriteStream(join(folder, 'copy'), { flush: true }));
      answer.end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const took = await timed(async () => {
    const put = request({ port, host: '127.0.0.1', method: 'PUT', agent: false });
    const answered = once(put, 'response');
    await pipeline(createReadStream(from), put);
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
  });
  server.close();
  return took;
}

/** A document on its way up: how fast beside a plain copy, and what a line that breaks makes it send again. */
export const filesBenchmark: Benchmark = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'technik-bench-files-'));
  const opened = await openMplatform({ dataFolder: join(folder, 'server'), port: 0, seed: 'training', clock: systemClock });
  if (!opened.ok) throw new Error(opened.error.code);
  const line = await openLine(() => opened.value.address);
  try {
    const copies: number[] = [];
    const uploads: number[] = [];
    for (let i = 0; i < REPEATS; i += 1) {
      const scan = pdf(SIZE, i + 1);
      const source = join(folder, 'source');
      writeFileSync(source, scan.bytes);
      copies.push(await plainCopy(folder, source));
      const device = await openDevice({ folder: join(folder, `device-${i}`), address: opened.value.address, clock: systemClock });
      await device.attach(scan);
      uploads.push(
        await timed(async () => {
          await device.files.start();
          await device.until(() => device.upload(scan)?.state === 'sent');
        }),
      );
      await device.close();
    }
    const device = await openDevice({ folder: join(folder, 'cut'), address: line.address, clock: systemClock });
    const scan = pdf(SIZE, 99);
    let cuts = 0;
    line.onCall = (call) => {
      if (!call.startsWith('PATCH') || cuts === CUTS) return;
      cuts += 1;
      line.cutAfter(300_000 + 70_001 * cuts);
    };
    await device.files.start();
    await device.attach(scan);
    await device.until(() => device.upload(scan)?.state === 'sent');
    await device.close();
    const [value, least] = [median(uploads), median(copies)];
    const twice = sentTwice(line.patches, SIZE) / MIB;
    return [
      {
        name: `upload of ${SIZE / MIB} MB`,
        unit: 'ms',
        value,
        floor: { what: 'plain copy over the same loopback', value: least },
        ratio: value / least,
        promise: `at most ${PROMISED_TIMES} times a plain copy`,
        kept: value <= PROMISED_TIMES * least,
      },
      {
        name: `sent again after ${line.patches.filter(({ status }) => status === 'cut').length} cuts`,
        unit: 'MB',
        value: twice,
        floor: null,
        ratio: null,
        promise: 'nothing that had arrived',
        kept: twice === 0,
      },
    ];
  } finally {
    await line.close();
    await opened.value.close();
    rmSync(folder, { recursive: true });
  }
};
