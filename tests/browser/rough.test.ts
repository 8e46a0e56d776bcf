import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';
import { openDay } from './e2e.ts';

let app: Pick<App, 'close'>;
afterEach(() => app.close());

it('a configuration that is written by a double click is written once, and nothing is refused', async () => {
  const opened = await openApp();
  app = opened;
  const { page, complaints } = opened;
  const button = (name: string) => page.getByRole('button', { name }).first();
  await page.getByText('PPHU SAM').first().click();
  await button('Podejmij zgłoszenie').dblclick();
  await page.getByRole('link', { name: 'Otwórz punkt 735' }).first().click();
  await button('Podejmij podzgłoszenie').dblclick();
  await button('Zapisz konfigurację').dblclick();
  await page.getByText('Konfiguracja zapisana i odczytana z dysku.').waitFor();
  expect(await page.getByText('workstation.busy').count()).toBe(0);
  expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  expect(complaints).toEqual([]);
});

it('a window whose program has ended says what to do, and no longer what it last heard of line and till', async () => {
  const opened = await openApp();
  app = opened;
  const { page } = opened;
  const status = page.getByRole('contentinfo');
  await status.getByText('Połączono').waitFor();
  await opened.kill();
  await status.getByText('Program nie odpowiada').waitFor();
  expect(await status.textContent()).not.toMatch(/Połączono|PC-POS działa/);
  await page.getByText('uruchom M/Technik jeszcze raz').waitFor();
  await opened.shot('program-gone');
});

it('a quote made again after its scan was attached asks for the new one, signed, before anything else', async () => {
  const day = await openDay('outdated');
  app = day;
  const next = day.region('Następny krok');
  await day.go('/tickets/t-140');
  await day.button('Podejmij zgłoszenie').click();
  await next.getByRole('link', { name: 'Przygotuj wycenę' }).click();
  await day.quote(['pierwsze', '1']);
  await day.go('/tickets/t-140');
  await day.attach('Dołącz dokument: Wycena', 'wycena.pdf');
  await day.go('/tickets/t-140/quote');
  await day.button('Zmień wycenę').click();
  await day.quote(['instalacja', '1']);
  await day.go('/tickets/t-140');
  await next.getByText('Dołącz podpisaną nową wycenę').waitFor();
  await day.look('next');
  const files = day.region('Wycena i dokumenty');
  await files.getByText('pochodzi sprzed rewizji 2').waitFor();
  await day.attach('Nowa wersja dokumentu: Wycena', 'wycena-2.pdf');
  await files.getByText('pochodzi sprzed rewizji 2').waitFor({ state: 'detached' });
  expect(await next.getByText('Dołącz podpisaną nową wycenę').count()).toBe(0);
});
