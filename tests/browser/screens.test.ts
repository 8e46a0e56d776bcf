import { expect, it } from 'vitest';
import { job } from './tour/job.ts';
import { list } from './tour/list.ts';
import { rest, strangers, sync } from './tour/others.ts';
import { papers } from './tour/papers.ts';
import { practice } from './tour/practice.ts';
import { openStage, type Size } from './tour/stage.ts';
import { forms, hesitation, quotes, tickets } from './tour/tickets.ts';

const TILL: Size = { name: 'till', width: 1024, height: 768, touch: true, camera: true, darkIn: 'en' };
const LAPTOP: Size = { name: 'laptop', width: 1440, height: 900, camera: true, darkIn: 'pl' };

it.concurrent.each([TILL, LAPTOP])(
  'on a $name every screen and dialog is whole, readable and usable by everyone: in both languages, light and dark, at 200 %',
  { timeout: 600_000 },
  async (size) => {
    const stage = await openStage(size);
    try {
      for (const part of [list, tickets, forms, quotes, hesitation, papers, job, sync, rest, strangers]) await part(stage);
      expect(stage.faults).toEqual([]);
      expect(stage.complaints).toEqual([]);
    } finally {
      await stage.close();
    }
  },
);

it.each([TILL, LAPTOP])('on a $name so is an exercise that is under way', { timeout: 300_000 }, async (size) => {
  expect(await practice(size)).toEqual([]);
});
