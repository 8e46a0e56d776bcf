import type { Page } from 'playwright-core';

/** As many lines as the fastest of the scrolls goes past. */
const LINES = 4000;

/**
 * A page of plain text in the same browser and of the same size, with nothing that runs: what this browser and this machine
 * take for scrolling at all.
 */
export async function withPlainPage<T>(page: Page, work: (plain: Page) => Promise<T>): Promise<T> {
  const plain = await page.context().newPage();
  try {
    const line =
      '<p>do 30.11.2026 (za 2 dni) · Insoft · 2001 · 797-456-94-39 · Sklep Spożywczy Żuraw · Łódź · nie · Nowe · Ewa Lis</p>';
    await plain.setContent(
      `<style>body { margin: 0; font: 12.5px sans-serif } #box { height: 100vh; overflow: auto } p { margin: 0; height: 44px }</style>
       <div id="box">${line.repeat(LINES)}</div>`,
    );
    await plain.bringToFront();
    return await work(plain);
  } finally {
    await plain.close();
    await page.bringToFront();
  }
}
