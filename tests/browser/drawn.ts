import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const LOADED = `document.querySelector('pdf-viewer')?.loadState_ ?? document.querySelector('pdf-viewer')?.loadState`;

/** The viewer's own program has drawn the pages, under our page's content policy. */
export async function drawn(page: Page): Promise<void> {
  const viewer = () => page.frames().find((frame) => frame.url().startsWith('chrome-extension:'));
  await expect.poll(() => viewer() !== undefined, { timeout: 15_000 }).toBe(true);
  await expect.poll(() => viewer()?.evaluate(LOADED), { timeout: 15_000 }).toBe('success');
}
