import type { CDPSession, Locator, Page } from 'playwright-core';
import { beginStep, type Interaction, stepIsThere, stepsSeen, watchSteps } from './page.ts';

/** One click or key and what followed. Milliseconds. */
export interface Step {
  readonly kind: string;
  /** Until what was asked for was there. */
  readonly there: number;
  /** Of the page's thread, its processor alone: what else the machine did meanwhile does not count. */
  readonly processor: number;
}
export interface Clicker {
  /** @param there selector of what it leads to */
  click(kind: string, target: Locator, there: string): Promise<void>;
  press(kind: string, key: string, there: string): Promise<void>;
  /** As a quick typist does, letter by letter. */
  type(kind: string, text: string, there: string): Promise<void>;
  steps(): readonly Step[];
  interactions(): Promise<{ readonly slow: readonly Interaction[]; readonly count: number }>;
}

/** Between two letters of somebody who types 120 words a minute. */
const LETTER_MS = 100;
/** Between two clicks nobody is quicker. */
const PAUSE_MS = 50;

export async function createClicker(page: Page): Promise<Clicker> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(watchSteps);
  const steps: Step[] = [];

  async function step(kind: string, there: string, act: () => Promise<void>): Promise<void> {
    await page.evaluate(beginStep, { kind, there });
    const before = await busyMs(session);
    await act();
    const ms = await page.evaluate(stepIsThere);
    if (!Number.isFinite(ms)) throw new Error(`After a step (${kind}) there never was ${there}`);
    steps.push({ kind, there: ms, processor: (await busyMs(session)) - before });
    await page.waitForTimeout(PAUSE_MS);
  }

  return {
    async click(kind, target, there) {
      await target.waitFor();
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      if (box === null) throw new Error(`Nothing to click: ${target}`);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await step(kind, there, () => page.mouse.click(x, y));
    },
    press: (kind, key, there) => step(kind, there, () => page.keyboard.press(key)),
    async type(kind, text, there) {
      for (const letter of text) {
        await step(kind, there, () => page.keyboard.press(letter));
        await page.waitForTimeout(LETTER_MS - PAUSE_MS);
      }
    },
    steps: () => steps,
    interactions: () => page.evaluate(stepsSeen),
  };
}

/** What the page's thread has worked since it began. */
async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}
