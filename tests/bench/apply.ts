import { closeSync, fsyncSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { bench } from '../../electron/core/workstation/testing.ts';
import { type Benchmark, median, timed } from './measure.ts';

const PROMISED_RATIO = 3;

/**
 * The same bytes with nothing kept, nothing checked and no way back, by calls that let everything else go on
 * meanwhile, as the product's do.
 */
async function floor(folder: string, bytes: Buffer): Promise<void> {
  const temp = join(folder, 'floor.tmp');
  const handle = await open(temp, 'w');
  await handle.writeFile(bytes);
  await handle.sync();
  await handle.close();
  await rename(temp, join(folder, 'floor.conf'));
}

/** Likewise by calls that stop the whole process: on a fast disk handing work to a thread costs as much as the disk. */
function blockingFloor(folder: string, bytes: Buffer): void {
  const temp = join(folder, 'floor.tmp');
  const fd = openSync(temp, 'w');
  writeSync(fd, bytes);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(temp, join(folder, 'floor.conf'));
}

/** Applying a plan to a typical file, each time to one never seen before, so that a backup has to be made. */
export const applyBenchmark: Benchmark = async ({ runs }) => {
  const b = bench();
  try {
    const times = {
      apply: [] as number[],
      again: [] as number[],
      floor: [] as number[],
      blocking: [] as number[],
      commit: [] as number[],
    };
    b.db.exec('CREATE TABLE bench (n INTEGER) STRICT');
    const commit = b.db.prepare('INSERT INTO bench VALUES (1)');
    for (let run = 0; run < runs; run++) {
      const file = Buffer.concat([b.original, Buffer.from(`; ${run}\r\n`)]);
      writeFileSync(b.file, file);
      const plan = await b.workstation.plan(b.folder, b.wanted);
      if (!plan.ok) throw new Error(plan.error.code);
      const apply = async () => {
        const applied = await b.workstation.apply(plan.value);
        if (!applied.ok || !applied.value.changed) throw new Error('It was not applied');
      };
      times.apply.push(await timed(apply));
      writeFileSync(b.file, file);
      times.again.push(await timed(apply));
      times.floor.push(await timed(() => floor(b.folder, file)));
      times.blocking.push(await timed(() => blockingFloor(b.folder, file)));
      times.commit.push(await timed(() => commit.run()));
    }
    const [value, least] = [median(times.apply), median(times.floor)];
    const part = (name: string, of: readonly number[], beside = least) =>
      ({
        name,
        unit: 'ms',
        value: median(of),
        floor: { what: 'write + fsync + rename', value: beside },
        ratio: median(of) / beside,
        promise: '',
        kept: true,
      }) as const;
    return [
      {
        name: 'apply a typical file',
        unit: 'ms',
        value,
        floor: { what: 'write + fsync + rename', value: least },
        ratio: value / least,
        promise: `at most ${PROMISED_RATIO} × the floor`,
        kept: value / least <= PROMISED_RATIO,
      },
      part('  … beside blocking calls', times.apply, median(times.blocking)),
      part('  … its backup already kept', times.again),
      part('  one commit of the journal', times.commit),
    ];
  } finally {
    b.close();
  }
};
