import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';

let app: App;
afterEach(() => app.close());

it('a person gets through the whole job by clicking, with the server away in the middle', async () => {
  app = await openApp();
  const { page, shot } = app;
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const visible = (text: string | RegExp) => page.getByText(text).first().waitFor();

  await visible('TRYB SZKOLENIOWY');
  await page.getByRole('link', { name: 'PPHU SAM' }).first().waitFor();
  await shot('01-list');
  await page.getByRole('link', { name: 'PPHU SAM' }).first().click();
  await page.getByRole('region', { name: 'Następny krok' }).waitFor();
  await shot('02-ticket');
  await button('Podejmij zgłoszenie').click();
  await page.getByRole('region', { name: 'Podzgłoszenia' }).getByRole('link', { name: 'Otwórz punkt 735' }).click();
  await button('Podejmij podzgłoszenie').first().click();

  // The line goes away, as it does in shops; everything but the probe goes on.
  const subTicket = page.url();
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByRole('switch', { name: /Symulowany serwer M\/platform/ }).click();
  await shot('03-settings-server-off');
  await page.goto(subTicket);

  await button('Zapisz konfigurację').waitFor();
  await shot('04-plan');
  await button('Zapisz konfigurację').click();
  await button('Uruchom ponownie PC-POS').click();
  await visible('PC-POS uruchomiono ponownie');
  await shot('05-configured');

  await page.getByRole('tab', { name: /Test połączenia/ }).click();
  await button('Sprawdź połączenie').click();
  await visible(/Kto może to naprawić/);
  await shot('06-probe-failed');

  await page.getByRole('tab', { name: /Szkolenie/ }).click();
  await page.getByRole('textbox', { name: 'Imię i nazwisko detalisty' }).fill('Jan Sam');
  await page.getByText('Podpisuję nazwiskiem').click();
  await page.getByRole('checkbox', { name: /jest moim potwierdzeniem/ }).check();
  await button('Potwierdź szkolenie').click();
  await visible('Przeszkolono:');
  await page.getByRole('textbox', { name: 'Numer faktury' }).fill('FV/2026/11/7');
  await page.getByRole('textbox', { name: 'Kwota brutto' }).fill('2 460,00');
  await button('Zapisz fakturę').click();
  await shot('07-trained');

  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await button('Zamknij podzgłoszenie').click();
  await visible('Podzgłoszenie nie jest jeszcze zamknięte');
  await shot('08-close-waits');
  await page.getByRole('link', { name: /^Synchronizacja/ }).click();
  await button('Synchronizuj teraz').waitFor();
  await shot('09-sync-offline');

  // The line is back: the probe is run again, and the server decides.
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByRole('switch', { name: /Symulowany serwer M\/platform/ }).click();
  await page.goto(subTicket);
  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await visible('M/platform to potwierdziła');
  await shot('10-closed');
  await page.getByRole('tab', { name: /Test połączenia/ }).click();
  await visible('Połączenie z M/platform działa.');
  await shot('11-probe-passed');
  await page.getByRole('link', { name: 'Zgłoszenia' }).first().click();
  await page
    .getByRole('row', { name: /PPHU SAM/ })
    .getByText('Zamknięte')
    .waitFor();
  await shot('12-ticket-closed');
  expect(app.complaints).toEqual([]);
});
