import { afterEach, expect, it } from 'vitest';
import { type Day, openDay } from './e2e.ts';

let day: Day;
afterEach(() => day.close());

const TOTAL = '1 404,05';

it('a whole visit without a line: everything is done in the shop, and goes by itself on the way home', async () => {
  day = await openDay('offline', { width: 1024, height: 768 });
  const { page, button, link, field, region, tab, visible, look } = day;
  day.line('gone');

  await day.go('/tickets/t-140');
  await button('Podejmij zgłoszenie').click();
  await region('Następny krok').getByRole('link', { name: 'Przygotuj wycenę' }).click();
  await day.quote(['pierwsze', '1'], ['instalacja', '1']);
  await link('Zgłoszenie: Sklep Rumianek').first().click();
  await link('Edytuj dane firmy').click();
  await field('Kto podpisuje za firmę').fill('Róża Rumian');
  await button('Zapisz zmiany').click();
  await visible(/^Zapisano:/);
  await look('company');
  await link('Zgłoszenie: Sklep Rumianek').click();
  await day.attach('Dołącz dokument: Wycena', 'wycena.pdf');
  await day.attach('Dołącz plik', 'umowa.pdf', 'pelnomocnictwo.pdf');
  await button('Eksportuj do Backoffice').first().click();
  const files = region('Wycena i dokumenty');
  await files.getByText('Eksport wykona się sam').waitFor();
  await files.scrollIntoViewIfNeeded();
  await look('export-waits');

  for (const punktId of ['861', '862']) {
    await region('Podzgłoszenia')
      .getByRole('link', { name: `Otwórz punkt ${punktId}` })
      .click();
    await button('Podejmij podzgłoszenie').first().click();
    await day.configure();
    await day.train('Róża Rumian');
    await day.invoice('FV/2026/11/32', TOTAL);
    await link('Zgłoszenie: Sklep Rumianek').click();
  }
  for (const punktId of ['861', '862']) {
    await region('Podzgłoszenia')
      .getByRole('link', { name: `Otwórz punkt ${punktId}` })
      .click();
    await tab(/Zamknięcie/);
    // Nobody could test the way yet: that is not the same as all being ready.
    await region('Następny krok').getByText('Zamknij podzgłoszenie bez połączenia').waitFor();
    await button('Zamknij podzgłoszenie').click();
    await visible('Podzgłoszenie nie jest jeszcze zamknięte');
    await look(`close-waits-${punktId}`);
    await link('Zgłoszenie: Sklep Rumianek').click();
  }
  await region('Następny krok').getByText('Zamknięcie czeka na połączenie').waitFor();
  await look('ticket-waits');
  await page
    .getByRole('link', { name: /^Synchronizacja/ })
    .first()
    .click();
  await visible(/Brak połączenia z M\/platform/);
  await look('waiting');
  // Closing the lid loses nothing.
  await page.reload();
  await visible(/Brak połączenia z M\/platform/);

  day.line('good');
  await button('Synchronizuj teraz').click();
  // A round that began before may still end without a line.
  await expect.poll(async () => (await day.sync()).ok, { timeout: 30_000 }).toBe(true);
  await day.go('/tickets/t-140');
  await page.getByRole('article').getByText('Zamknięte').nth(2).waitFor({ timeout: 60_000 });
  await look('all-closed');
  const { ticket, subTickets } = day.core.workplace().store.serverRows.dossier('t-140')?.dossier ?? {};
  expect([ticket?.status, ticket?.files.length, subTickets?.map(({ status }) => status)]).toEqual([
    'closed',
    3,
    ['closed', 'closed'],
  ]);
  expect(day.complaints).toEqual([]);
});
