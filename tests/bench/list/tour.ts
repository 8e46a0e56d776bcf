import type { Page } from 'playwright-core';
import type { Clicker } from './clicker.ts';

const LINES = 'table:not([data-stale]) [data-ticket]';
const TICKET = 'article h1';
const OPTIONS = '[role="listbox"] [role="option"]';
const HEADING = 'main h1';
const WORDS = ['lodz', 'sklep', 'piek', '7', 'kowal', 'zuraw', 'bar war', '1000'];

/** A technician's ways through the app: the list with all that is around it, tickets, the palette, the other screens. */
export async function tour(page: Page, clicker: Clicker, round: number): Promise<void> {
  await views(page, clicker);
  await filters(page, clicker);
  await pages(page, clicker);
  await search(page, clicker, WORDS[round % WORDS.length] ?? '');
  await tickets(page, clicker, round);
  await palette(clicker);
  await screens(page, clicker);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rail = (page: Page, name: string) => page.getByRole('navigation', { name: 'Główna nawigacja' }).getByRole('link', { name });

async function views(page: Page, { click }: Clicker): Promise<void> {
  for (const view of ['Po terminie', 'Do podjęcia', 'Wszystkie']) await click('view', button(page, view), LINES);
  for (const column of ['Nazwa firmy', 'Miasto', 'Dni od zgłoszenia', 'Najbliższy termin']) {
    await click('order', page.getByRole('columnheader', { name: column }).getByRole('button'), LINES);
  }
}

async function filters(page: Page, { click, press }: Clicker): Promise<void> {
  await click('filter', page.getByRole('combobox', { name: 'Filtr statusu' }), OPTIONS);
  await click('filter', page.getByRole('option', { name: 'W trakcie pracy' }), LINES);
  await press('filter', 'Escape', LINES);
  await click('filter', page.getByRole('combobox', { name: 'Filtr terminu' }), OPTIONS);
  await click('filter', page.getByRole('option', { name: 'Po terminie' }), LINES);
  await click('filter', page.getByText('Tylko moje'), LINES);
  await click('filter', button(page, 'Wyczyść filtry'), LINES);
  await click('panel', button(page, 'Więcej filtrów'), '[type="date"]');
  await press('panel', 'Escape', 'body:not(:has([type="date"]))');
  await click('panel', button(page, 'Kolumny'), 'fieldset');
  for (const there of ['table:not(:has(col:nth-child(12)))', 'table:has(col:nth-child(12))']) {
    await click('columns', page.locator('fieldset').getByText('Opiekun'), there);
  }
  await press('panel', 'Escape', 'body:not(:has(fieldset))');
  await click('panel', button(page, 'Eksport'), '[type="radio"][value="csv"]');
  await press('panel', 'Escape', 'body:not(:has([type="radio"][value="csv"]))');
}

async function pages(page: Page, { click }: Clicker): Promise<void> {
  const size = (text: string) => page.getByRole('radiogroup', { name: 'Na stronie' }).getByText(text, { exact: true });
  await click('page', size('50'), 'button[aria-current="page"]');
  for (const name of ['Następna strona', 'Następna strona', 'Poprzednia strona']) await click('page', button(page, name), LINES);
  await click('page', size('Bez końca'), 'table:has(tr[aria-hidden])');
}

async function search(page: Page, { click, press, type }: Clicker, word: string): Promise<void> {
  await click('search', page.getByLabel('Szukaj zgłoszenia'), LINES);
  await type('search', word, LINES);
  for (let i = 0; i < 6; i += 1) await press('line', 'ArrowDown', `tr[aria-rowindex="${2 + i}"] [data-ticket]:focus`);
  await press('line', 'PageDown', `tr:not([aria-rowindex="7"]) > td [data-ticket]:focus`);
  await press('line', 'End', 'tr:not([aria-rowindex="2"]) > td [data-ticket]:focus');
  // Who goes to the end looks at it.
  await page.waitForTimeout(400);
  await press('line', 'Home', 'tr[aria-rowindex="2"] [data-ticket]:focus');
  await press('ticket', 'Enter', TICKET);
  await click('list', page.locator('article nav').getByRole('link', { name: 'Zgłoszenia' }), LINES);
  await click('search', page.getByLabel('Szukaj zgłoszenia'), LINES);
  await press('search', 'Escape', LINES);
}

async function tickets(page: Page, { click, press }: Clicker, round: number): Promise<void> {
  await click('ticket', page.locator('table [data-ticket]').nth(2 + (round % 8)), TICKET);
  await click('ticket', page.locator('nav [data-ticket]').nth(3 + (round % 3)), `${TICKET}`);
  await click('screen', page.locator('article a[href$="/company"]').first(), 'article > nav:first-child a[href*="/tickets/"]');
  await click('ticket', page.getByRole('navigation', { name: 'Droga powrotna' }).getByRole('link').last(), TICKET);
  await click('screen', page.locator('article a[href*="/sub-tickets/"]').first(), 'article h1');
  await press('ticket', 'Alt+1', LINES);
}

async function palette({ press, type }: Clicker): Promise<void> {
  await press('palette', 'Control+k', '[role="dialog"] [role="option"]');
  await type('palette', 'kowal', '[role="dialog"] [role="option"]');
  for (let i = 0; i < 3; i += 1) await press('palette', 'ArrowDown', '[role="dialog"] [role="option"]');
  await press('palette', 'Escape', 'body:not(:has([role="dialog"]))');
  await press('palette', 'F1', '[role="dialog"] kbd');
  await press('palette', 'Escape', 'body:not(:has([role="dialog"]))');
}

async function screens(page: Page, { click }: Clicker): Promise<void> {
  for (const name of ['Synchronizacja', 'Materiały', 'Ustawienia']) await click('screen', rail(page, name), HEADING);
  for (const name of ['Ciemny', 'Jasny']) await click('look', page.getByText(name, { exact: true }), HEADING);
  await click('screen', rail(page, 'Pomoc'), HEADING);
  await click('list', rail(page, 'Zgłoszenia'), LINES);
}
