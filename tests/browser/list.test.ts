import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { folderWithTickets } from '../support/big-list.ts';
import { openApp } from './app.ts';

async function openList(tickets: number, size: { readonly width?: number; readonly height?: number } = {}) {
  const data = folderWithTickets(tickets);
  const app = await openApp({ ...size, data });
  onTestFinished(() => app.close());
  await lines(app.page).first().waitFor();
  return { ...app, data };
}

const box = (page: Page) => page.getByRole('region', { name: 'Zgłoszenia', exact: true });
const lines = (page: Page) => page.locator('tbody [data-ticket]');
const search = (page: Page) => page.getByLabel('Szukaj zgłoszenia');
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.ticket ?? null);
const settled = (page: Page) => page.locator('table:not([data-stale]) [data-ticket]').first().waitFor();
const counted = (page: Page, count: string) => page.getByText(count, { exact: true }).waitFor();
const place = (page: Page) => box(page).evaluate((list) => list.scrollTop);

it('ten thousand tickets are one list, of which only a few lines are there, and it is left and found again where it was', async () => {
  const { page, complaints } = await openList(10_000);
  await counted(page, '10 000 zgłoszeń');
  expect(await lines(page).count()).toBeLessThan(60);
  await box(page).evaluate((list) => list.scrollTo(0, 44 * 7000));
  await page.locator('tr[aria-rowindex="7010"] [data-ticket]').waitFor();
  const before = await place(page);
  const line = page.locator('tr[aria-rowindex="7010"]');
  const id = await line.locator('[data-ticket]').getAttribute('data-ticket');
  await line.click();
  await page.locator('article').waitFor();
  expect(page.url()).toContain(`/tickets/${id}`);
  // Beside the ticket the same list stands at the same ticket.
  await page.locator(`nav [data-ticket="${id}"][aria-current="page"]`).waitFor();
  await page.goBack();
  await page.locator(`tbody [data-ticket="${id}"]`).waitFor();
  expect(await place(page)).toBe(before);
  await page.waitForFunction((was) => (document.activeElement as HTMLElement).dataset.ticket === was, id);
  expect(complaints).toEqual([]);
});

it('is worked by keyboard alone: search by letters, lines by arrows, a ticket by Enter, the next one beside it', async () => {
  const { page, complaints } = await openList(400);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('lodz');
  await settled(page);
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe(await lines(page).first().getAttribute('data-ticket'));
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe(await lines(page).nth(1).getAttribute('data-ticket'));
  // A letter goes on in the search; what is found has the city without its diacritics.
  await page.keyboard.type('s');
  expect(await search(page).inputValue()).toBe('lodzs');
  await page.keyboard.press('Backspace');
  await settled(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  const last = await focused(page);
  await page.keyboard.press('Enter');
  await page.locator('article').waitFor();
  expect(page.url()).toContain(`/tickets/${last}`);
  await page.locator(`nav [data-ticket="${last}"]`).focus();
  await page.keyboard.press('ArrowUp');
  const above = await focused(page);
  expect(above).not.toBe(last);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/tickets/${above}$`));
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The keyboard stays in the list beside the ticket.
  expect(await focused(page)).toBe(above);
  expect(complaints).toEqual([]);
});

it('keeps a view under its name, the columns and the size of the page over a restart', async () => {
  const { page, data, close } = await openList(400);
  await page.getByRole('button', { name: 'Po terminie', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Miasto' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Zapisz widok' }).click();
  await page.getByLabel('Nazwa widoku').fill('Objazd');
  await page.getByRole('dialog').getByRole('button', { name: 'Zapisz widok' }).click();
  await page.getByRole('button', { name: 'Objazd', exact: true, pressed: true }).waitFor();
  await page.getByRole('radiogroup', { name: 'Na stronie' }).getByText('10', { exact: true }).click();
  await page.getByRole('button', { name: 'Następna strona' }).waitFor();
  expect(await lines(page).count()).toBe(10);
  await page.getByRole('button', { name: 'Kolumny' }).click();
  await page.getByLabel('Opiekun').click();
  await page.getByRole('columnheader', { name: 'Opiekun' }).waitFor({ state: 'detached' });
  await close();

  const again = await openApp({ data });
  onTestFinished(() => again.close());
  await lines(again.page).first().waitFor();
  expect(await lines(again.page).count()).toBe(10);
  expect(await again.page.getByRole('columnheader', { name: 'Opiekun' }).count()).toBe(0);
  await again.page.getByRole('button', { name: 'Objazd', exact: true }).click();
  await again.page.locator('th[aria-sort="ascending"]', { hasText: 'Miasto' }).waitFor();
  // Removed by one click, and had back by another.
  await again.page.getByRole('button', { name: 'Usuń widok Objazd' }).click();
  await again.page.getByRole('button', { name: 'Objazd', exact: true }).waitFor({ state: 'detached' });
});

it('saves all that the filters show as a file, not just what is on the page', async () => {
  const { page, complaints } = await openList(1500);
  await page.getByRole('radiogroup', { name: 'Na stronie' }).getByText('10', { exact: true }).click();
  await page.getByRole('button', { name: 'Do podjęcia', exact: true }).click();
  await settled(page);
  const shown = Number(
    ((await page.locator('[role="status"]', { hasText: 'zgłosze' }).first().textContent()) ?? '').replace(/\D/g, ''),
  );
  await page.getByRole('button', { name: 'Eksport' }).click();
  await page.getByLabel('CSV (średniki, UTF-8)').check();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Zapisz plik' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^zgloszenia-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFFNajbliższy termin;Typ zgłoszenia;')).toBe(true);
  expect(text.trimEnd().split('\r\n').length - 1).toBe(shown);
  expect(shown).toBeGreaterThan(10);
  await page.getByText(/^Zapisano \d+ zgłosze/).waitFor();
  expect(complaints).toEqual([]);
});

it('does what the screen offers from the palette, finds a point of sale by its number, and gives the keyboard back', async () => {
  const { page, complaints } = await openList(400);
  const openPalette = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.waitForFunction(
      () => document.activeElement?.tagName === 'INPUT' && document.activeElement.closest('[role=dialog]'),
    );
  };
  await lines(page).nth(4).focus();
  const before = await focused(page);
  await openPalette();
  await page.keyboard.type('zzz');
  await page.getByText('Nic nie pasuje').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction((was) => (document.activeElement as HTMLElement).dataset.ticket === was, before);

  await openPalette();
  await page.keyboard.type('po termin');
  await page.getByRole('option', { name: /Po terminie/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Po terminie', exact: true, pressed: true }).waitFor();

  await openPalette();
  await page.keyboard.type('100007');
  await page.getByRole('option', { name: /Punkt 100007/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sub-tickets\/s-100007$/);

  // Who knows the number does not wait for the list to be found.
  await openPalette();
  await page.keyboard.insertText('100009');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sub-tickets\/s-100009$/);

  await page.keyboard.press('Alt+1');
  await settled(page);
  await page.keyboard.press('F1');
  await page.getByRole('dialog', { name: 'Skróty klawiszowe' }).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  expect(complaints).toEqual([]);
});

it.each([
  ['till', 1024, 768],
  ['laptop', 1440, 900],
] as const)('says what it shows, or why it shows nothing, on a %s; everyone can use it', async (name, width, height) => {
  const { page, shot, complaints } = await openList(300, { width, height });
  const usable = async (state: string) => {
    // Colours begin to fade with the frame after they were changed; half faded, any text is too pale.
    await page.evaluate(async () => {
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${state}: ${id} ${nodes[0]?.html}`)).toEqual([]);
    await shot(`list-${name}-${state}`);
  };
  await page
    .getByText(/po terminie \d+ dni, brak uwagi/)
    .first()
    .waitFor();
  await usable('lines');
  await page.emulateMedia({ colorScheme: 'dark' });
  await usable('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Więcej filtrów' }).click();
  await page.getByLabel('Zgłoszone od').waitFor();
  await usable('filters');
  await page.keyboard.press('Escape');
  await search(page).fill('nic takiego');
  await page.getByText('Żadne zgłoszenie nie pasuje do filtrów').waitFor();
  await usable('nothing');
  await page.getByRole('region', { name: 'Zgłoszenia', exact: true }).getByRole('button', { name: 'Wyczyść filtry' }).click();
  await settled(page);
  expect(complaints).toEqual([]);
});
