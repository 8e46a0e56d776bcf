import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openApp } from '../../browser/app.ts';
import { folderWithTickets } from '../../support/big-list.ts';
import { type Benchmark, type Measurement, percentile } from '../measure.ts';
import { inFolder } from '../sync/places.ts';
import { createClicker } from './clicker.ts';
import { withPlainPage } from './floor.ts';
import { type Frames, idleFrames, scrollEvenly } from './page.ts';
import { tour } from './tour.ts';
import { type Pictures, tracedPictures } from './trace.ts';

/** A picture that comes later than one and a half of the usual time has left out one. Milliseconds. */
const DROPPED_MS = 25;
/** Of lines that the eye follows one is seen; at the bar's speed each picture shows another place, and two in a row are. */
const WORTH_NOTICING_MS = { wheel: DROPPED_MS, fling: DROPPED_MS, bar: 50 } as const;
const ANSWER_MS = 100;
const INTERFACE = join(import.meta.dirname, '..', '..', '..', 'out', 'renderer', 'index.html');
/** Pixels of a second. */
const SPEEDS = { wheel: 1500, fling: 6000, bar: 40_000 };
const LIST = 'section[data-keeps-focus]';

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

interface Scrolled {
  readonly runs: readonly Frames[];
  readonly pictures: Pictures;
}
type Scrolls = Readonly<Record<keyof typeof SPEEDS, Scrolled>>;

/** Down and up again, at each speed. */
async function scrolled(page: Page, box: string, ms: number): Promise<Scrolls> {
  const one = async (speed: number): Promise<Scrolled> => {
    const { value: runs, pictures } = await tracedPictures(page, async () => [
      await page.evaluate(scrollEvenly, { box, speed, ms }),
      await page.evaluate(scrollEvenly, { box, speed: -speed, ms }),
    ]);
    return { runs, pictures };
  };
  return { wheel: await one(SPEEDS.wheel), fling: await one(SPEEDS.fling), bar: await one(SPEEDS.bar) };
}

async function scrolling(page: Page, tickets: number, seconds: number): Promise<readonly Measurement[]> {
  const ms = seconds * 1000;
  const plainly = await withPlainPage(page, async (plain) => ({
    idle: await plain.evaluate(idleFrames, { ms }),
    scrolls: await scrolled(plain, '#box', ms / 2),
  }));
  const scrolls = await scrolled(page, LIST, ms);
  const all = Object.values(scrolls);
  const floor = Object.values(plainly.scrolls);
  const [frames, least] = [framesOf(all), framesOf(floor)];
  const [share, leastShare] = [droppedShare(all), droppedShare(floor)];
  const name = `list of ${tickets.toLocaleString('en')} tickets, scrolled`;
  return [
    figure('an empty page: frame p99', 'ms', percentile(plainly.idle, 99)),
    beside(`${name}: frame p50`, 'ms', percentile(frames, 50), percentile(least, 50)),
    beside('  … frame p99', 'ms', percentile(frames, 99), percentile(least, 99)),
    beside('  … frames left out', '%', lateShare(frames), lateShare(least)),
    beside('  … dropped, says the browser', '%', share, leastShare),
    beside('  … longest frame', 'ms', Math.max(...frames), Math.max(...least)),
    figure('  … long animation frames', 'calls', all.flatMap(({ runs }) => runs.flatMap(({ long }) => long)).length),
    ...(Object.keys(SPEEDS) as (keyof typeof SPEEDS)[]).flatMap((how) => {
      const [mine, bare] = [scrolls[how], plainly.scrolls[how]];
      const of = framesOf([mine]);
      const waiting = mine.runs.reduce((sum, run) => sum + run.waiting, 0);
      return [
        {
          ...beside(`  … ${how} (${SPEEDS[how]} px/s): p99`, 'ms', percentile(of, 99), percentile(framesOf([bare]), 99)),
          promise: `p99 within ${WORTH_NOTICING_MS[how]} ms`,
          kept: percentile(of, 99) <= WORTH_NOTICING_MS[how],
        },
        beside('      dropped, says the browser', '%', droppedShare([mine]), droppedShare([bare])),
        figure('      pictures with lines to come', '%', (100 * waiting) / of.length),
        figure('      at rest, all lines there', 'ms', Math.max(...mine.runs.map(({ settled }) => settled))),
      ];
    }),
    figure('  … load of the machine now', '×', loadavg()[0] ?? 0),
  ];
}

const framesOf = (some: readonly Scrolled[]): readonly number[] =>
  some.flatMap(({ runs }) => runs.flatMap(({ frames }) => frames));
const lateShare = (frames: readonly number[]): number => (100 * frames.filter((ms) => ms > DROPPED_MS).length) / frames.length;
const droppedShare = (some: readonly Scrolled[]): number => {
  const dropped = some.reduce((sum, { pictures }) => sum + pictures.dropped, 0);
  return (100 * dropped) / Math.max(1, dropped + some.reduce((sum, { pictures }) => sum + pictures.shown, 0));
};

async function answering(page: Page, rounds: number): Promise<readonly Measurement[]> {
  const clicker = await createClicker(page);
  for (let round = 0; round < rounds; round += 1) await tour(page, clicker, round);
  const { slow, count } = await clicker.interactions();
  // What the browser does not tell took less than 16 ms.
  const all = [...slow.map(({ ms }) => ms), ...Array.from({ length: Math.max(0, count - slow.length) }, () => 8)];
  const p99 = percentile(all, 99);
  const steps = clicker.steps();
  const kinds = [...new Set(steps.map(({ kind }) => kind))];
  return [
    figure('clicks and keys, answered: median', 'ms', percentile(all, 50)),
    { ...figure('  … p99', 'ms', p99), promise: `p99 within ${ANSWER_MS} ms`, kept: p99 <= ANSWER_MS },
    figure('  … longest', 'ms', Math.max(...all)),
    figure('  … of so many', 'calls', all.length),
    figure(
      '  … what they ask for there: p99',
      'ms',
      percentile(
        steps.map(({ there }) => there),
        99,
      ),
    ),
    figure(
      '  … processor of the page, median',
      'ms',
      percentile(
        steps.map(({ processor }) => processor),
        50,
      ),
    ),
    figure(
      '  … processor of the page, p99',
      'ms',
      percentile(
        steps.map(({ processor }) => processor),
        99,
      ),
    ),
    ...kinds.flatMap((kind) => {
      const mine = steps.filter((step) => step.kind === kind);
      const told = slow.filter((one) => one.kind === kind).map(({ ms }) => ms);
      return [
        figure(`  … ${kind}: longest of ${mine.length}`, 'ms', Math.max(8, ...told)),
        figure(
          `      there p99`,
          'ms',
          percentile(
            mine.map(({ there }) => there),
            99,
          ),
        ),
        figure(
          `      processor p99`,
          'ms',
          percentile(
            mine.map(({ processor }) => processor),
            99,
          ),
        ),
      ];
    }),
    figure('  … load of the machine now', '×', loadavg()[0] ?? 0),
  ];
}

const figure = (name: string, unit: Measurement['unit'], value: number): Measurement => ({
  name,
  unit,
  value,
  floor: null,
  ratio: null,
  promise: '',
  kept: true,
});
const beside = (name: string, unit: Measurement['unit'], value: number, least: number): Measurement => ({
  ...figure(name, unit, value),
  floor: { what: 'plain text', value: least },
  ratio: value / least,
});
