import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openApp } from '../../browser/app.ts';
import { folderWithTickets } from '../../support/big-list.ts';
import { type Benchmark, type Measurement, percentile } from '../measure.ts';
import { inFolder } from '../sync/places.ts';
import { type Frames, interactionsSeen, scrollEvenly, watchInteractions } from './page.ts';
import { tour } from './tour.ts';

/** A picture that comes later than one and a half of the usual time has left out one. Milliseconds. */
const DROPPED_MS = 25;
const ANSWER_MS = 100;
const INTERFACE = join(import.meta.dirname, '..', '..', '..', 'out', 'renderer', 'index.html');

/** The list as a person has it: in a browser, over the whole app, with so many tickets. */
export const listBenchmark: Benchmark = async ({ list: { tickets, seconds, rounds } }) => {
  if (!existsSync(INTERFACE)) throw new Error('The interface is not built: npm run build');
  return inFolder(async (data) => {
    folderWithTickets(tickets, data);
    const app = await openApp({ width: 1440, height: 900, data });
    try {
      const { page } = app;
      await page.locator('[data-ticket]').first().waitFor();
      // The end of the list is known, so that it can be scrolled to.
      await page.waitForFunction((all) => document.querySelector('table')?.ariaRowCount === String(all + 1), tickets);
      const found = [...(await scrolling(page, tickets, seconds)), ...(await answering(page, rounds))];
      if (app.complaints.length > 0) throw new Error(app.complaints.join('\n'));
      return found;
    } finally {
      await app.close();
    }
  });
};

async function scrolling(page: Page, tickets: number, seconds: number): Promise<readonly Measurement[]> {
  const ms = seconds * 1000;
  const runs: Frames[] = [];
  const apart: Measurement[] = [];
  // Down and up again.
  for (const [how, speed] of Object.entries({ wheel: 1500, fling: 6000, bar: 40_000 })) {
    const both: Frames[] = [];
    for (const way of [1, -1]) both.push(await page.evaluate(scrollEvenly, { speed: way * speed, ms }));
    const frames = both.flatMap((run) => run.frames);
    apart.push(plain(`  … frame p99, ${how} (${speed} px/s)`, 'ms', percentile(frames, 99)));
    runs.push(...both);
  }
  const frames = runs.flatMap((run) => run.frames);
  const long = runs.flatMap((run) => run.long);
  const late = frames.filter((time) => time > DROPPED_MS).length;
  const name = `list of ${tickets.toLocaleString('en')} tickets, scrolled`;
  return [
    { ...plain(`${name}: frame p50`, 'ms', percentile(frames, 50)) },
    {
      ...plain('  … frame p99', 'ms', percentile(frames, 99)),
      promise: `p99 within ${DROPPED_MS} ms`,
      kept: percentile(frames, 99) <= DROPPED_MS,
    },
    plain('  … frames left out', '%', (100 * late) / frames.length),
    plain('  … longest frame', 'ms', Math.max(...frames)),
    plain('  … long animation frames', 'calls', long.length),
    ...apart,
  ];
}

async function answering(page: Page, rounds: number): Promise<readonly Measurement[]> {
  await page.evaluate(watchInteractions);
  const slowest = await tour(page, rounds);
  const { slow, count } = await page.evaluate(interactionsSeen);
  // What the browser does not tell took less than 16 ms.
  const all = [...slow, ...Array.from({ length: Math.max(0, count - slow.length) }, () => 8)];
  const p99 = percentile(all, 99);
  return [
    plain('clicks and keys, answered: median', 'ms', percentile(all, 50)),
    { ...plain('  … p99', 'ms', p99), promise: `p99 within ${ANSWER_MS} ms`, kept: p99 <= ANSWER_MS },
    plain('  … longest', 'ms', Math.max(...all)),
    plain('  … of so many', 'calls', all.length),
    plain('filtered list there: p99', 'ms', percentile(slowest, 99)),
  ];
}

const plain = (name: string, unit: Measurement['unit'], value: number): Measurement => ({
  name,
  unit,
  value,
  floor: null,
  ratio: null,
  promise: '',
  kept: true,
});
