import type { Stage } from './stage.ts';

/** A sub-ticket from before it is taken to its protocol, with all of its parts. */
export async function job({
  look,
  open,
  exact,
  button,
  tab,
  page,
  visible,
  region,
  show,
  field,
  dialog,
  back,
  ...stage
}: Stage): Promise<void> {
  await open('/tickets/t-115/sub-tickets/s-735');
  await look('sub-ticket-not-yet');
  stage.do({ kind: 'ticket.take', target: 't-115', args: {} });
  stage.do({ kind: 'subTicket.take', target: 's-735', args: {} });
  await stage.sync();
  await tab(/Konfiguracja/);
  await exact('Zapisz konfigurację').waitFor();
  await look('sub-ticket-taken');
  await show('Konfiguracja PC-POS');
  await look('configuration');
  await tab(/Test połączenia/);
  await look('probe-none');
  await tab(/Konfiguracja/);
  await exact('Zapisz konfigurację').click();
  await exact('Uruchom ponownie PC-POS').waitFor();
  await show('Konfiguracja PC-POS');
  await look('configuration-written');
  await exact('Uruchom ponownie PC-POS').click();
  await visible('PC-POS uruchomiono ponownie');
  await button(/^Cofnij zmianę z /)
    .first()
    .click();
  await dialog().waitFor();
  await look('configuration-undo');
  await back();
  await tab(/Test połączenia/);
  await exact('Sprawdź połączenie').first().click();
  await visible('Połączenie z M/platform działa.');
  await show('Test połączenia z M/platform');
  await look('probe-passed');
  stage.line('gone');
  await exact('Sprawdź jeszcze raz').click();
  // The line is cut before anything can be encrypted.
  await visible(/^Serwer: /);
  await button(/^Szczegóły: /)
    .first()
    .click();
  await show('Test połączenia z M/platform');
  await look('probe-failed');
  await show('Wcześniejsze testy');
  await look('probe-history', { enlarged: false });
  stage.line('good');
  await exact('Sprawdź jeszcze raz').click();
  await visible('Połączenie z M/platform działa.');

  await tab(/Zamknięcie/);
  await look('closing-open');
  await tab(/Szkolenie/);
  const training = region('Szkolenie detalisty');
  await training.getByRole('checkbox').first().waitFor();
  await show('Szkolenie detalisty');
  await look('training');
  for (const box of await training.getByRole('checkbox').all()) await box.check();
  await field('Imię i nazwisko detalisty').fill('Jan Sam');
  await training.getByText('Podpisuję nazwiskiem', { exact: true }).click();
  await training.getByRole('checkbox').last().check();
  await field('Numer faktury').fill('FV/2026/11/7');
  await field('Kwota brutto').fill('2 459,99');
  await look('training-by-name');
  await show('Faktura końcowa');
  await look('invoice-differs', { enlarged: false });
  await exact('Potwierdź szkolenie').click();
  await visible('Przeszkolono:');
  await field('Kwota brutto').fill('2460');
  await exact('Zapisz fakturę').click();
  await visible('Faktura zgadza się z wyceną.');
  await show('Szkolenie detalisty');
  await look('training-recorded');
  await exact('Zawieś podzgłoszenie').click();
  await dialog().getByRole('textbox').waitFor();
  await look('sub-ticket-suspend', { enlarged: false });
  await back();
  await tab(/Zamknięcie/);
  await visible('spełnione warunki: 8 z 8');
  await look('closing-ready');
  await page.getByRole('tabpanel').getByRole('button', { name: 'Zamknij podzgłoszenie' }).click();
  await visible('M/platform to potwierdziła');
  await look('closed');
  await show('Protokół odbioru');
  await look('protocol');
}
