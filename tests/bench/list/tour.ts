import type { Page } from 'playwright-core';

/**
 * A technician's ways through the app, again and again: filters, orders, search letter by letter, tickets and back, columns,
 * the palette, the other screens.
 * @returns milliseconds from the last letter of each search until its lines were there
 */
export async function tour(page: Page, rounds: number): Promise<readonly number[]> {
  const waits: number[] = [];
  const list = page.locator('section[data-keeps-focus]');
  const settled = () => page.locator('table:not([data-stale]) [data-ticket]').first().waitFor();
  const words = ['łódź', 'sklep', 'piek', '7', 'kowal', 'żuraw', 'bar war', '1000'];
  for (let round = 0; round < rounds; round += 1) {
    for (const view of ['Po terminie', 'Do podjęcia', 'Wszystkie']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await settled();
    }
    for (const column of ['Nazwa firmy', 'Miasto', 'Dni od zgłoszenia', 'Najbliższy termin']) {
      await page.getByRole('columnheader', { name: column }).getByRole('button').click();
      await settled();
    }
    const search = page.getByLabel('Szukaj zgłoszenia');
    await search.click();
    await page.keyboard.type(words[round % words.length] ?? '');
    const started = performance.now();
    await settled();
    waits.push(performance.now() - started);
    await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await page.locator('article').waitFor();
    await page.getByRole('link', { name: 'Zgłoszenia' }).last().click();
    await search.waitFor();
    await search.click();
    await page.keyboard.press('Escape');
    await settled();
    await list.locator('[data-ticket]').nth(2).click();
    await page.locator('article').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.type('ust');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Synchronizacja' }).first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Zgłoszenia' }).first().click();
    await settled();
    for (const button of ['Kolumny', 'Więcej filtrów', 'Eksport']) {
      await page.getByRole('button', { name: button }).click();
      await page.keyboard.press('Escape');
    }
    await page.getByLabel('Tylko moje').press('Space');
    await page.getByRole('button', { name: 'Wyczyść filtry' }).click();
    await settled();
  }
  return waits;
}
