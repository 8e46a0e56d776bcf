import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';

let app: App;
afterEach(() => app.close());

it('a configuration that is written by a double click is written once, and nothing is refused', async () => {
  app = await openApp();
  const { page } = app;
  const button = (name: string) => page.getByRole('button', { name }).first();
  await page.getByText('PPHU SAM').first().click();
  await button('Podejmij zgłoszenie').dblclick();
  await page.getByRole('link', { name: 'Otwórz punkt 735' }).first().click();
  await button('Podejmij podzgłoszenie').dblclick();
  await button('Zapisz konfigurację').dblclick();
  await page.getByText('Konfiguracja zapisana i odczytana z dysku.').waitFor();
  expect(await page.getByText('workstation.busy').count()).toBe(0);
  expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

it('a window whose program has ended says what to do, and no longer what it last heard of line and till', async () => {
  app = await openApp();
  const { page } = app;
  const status = page.getByRole('contentinfo');
  await status.getByText('Połączono').waitFor();
  await app.kill();
  await status.getByText('Program nie odpowiada').waitFor();
  expect(await status.textContent()).not.toMatch(/Połączono|PC-POS działa/);
  await page.getByText('uruchom M/Technik jeszcze raz').waitFor();
  await app.shot('program-gone');
});
