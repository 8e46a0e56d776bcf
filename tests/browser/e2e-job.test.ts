import { afterEach, expect, it } from 'vitest';
import { type Day, openDay } from './e2e.ts';

let day: Day;
afterEach(() => day.close());

/** What the quote below comes to: two licences of 990,00 and 590,00 less 15 %, two installations, 23 % VAT. */
const TOTAL = '2 389,89';

async function pointOfSale(punktId: string, { first }: { readonly first: boolean }): Promise<void> {
  const { page, button, link, field, region, tab, visible, look } = day;
  await region('Następny krok').getByText(`${punktId}`).first().waitFor();
  await region('Podzgłoszenia')
    .getByRole('link', { name: `Otwórz punkt ${punktId}` })
    .click();
  await button('Podejmij podzgłoszenie').first().click();
  await link('Edytuj punkt').click();
  await field('Telefon').fill('601 000 111');
  await look(`point-${punktId}`);
  await button('Zapisz zmiany').click();
  await visible(/^Zapisano: telefon/i);
  await link(`Podzgłoszenie punktu ${punktId}`).click();
  if (first) await look('plan');
  await day.configure();
  await look(`configured-${punktId}`);
  await tab(/Test połączenia/);
  await button('Sprawdź połączenie').click();
  await visible('Połączenie z M/platform działa.');
  await look(`probe-${punktId}`);
  await day.train('Róża Rumian');
  await day.invoice('FV/2026/11/31', TOTAL);
  await look(`trained-${punktId}`);
  await tab(/Zamknięcie/);
  await visible('spełnione warunki: 8 z 8');
  await look(`gate-${punktId}`);
  await button('Zamknij podzgłoszenie').click();
  await visible('M/platform to potwierdziła');
  await look(`closed-${punktId}`);
  await page.getByRole('link', { name: 'Zgłoszenie: Sklep Rumianek' }).click();
}

it('the whole job, from a new ticket to a closed one with two points of sale', async () => {
  day = await openDay('job');
  const { page, button, link, field, region, visible, look } = day;

  await page.getByRole('searchbox', { name: 'Szukaj zgłoszenia' }).fill('skarysz');
  await look('found');
  await link('Sklep Rumianek').first().click();
  await look('new');
  await button('Podejmij zgłoszenie').click();

  await region('Następny krok').getByRole('link', { name: 'Przygotuj wycenę' }).click();
  await day.quote(['pierwsze', '1'], ['kolejne', '1'], ['instalacja', '2']);
  await page.getByText(TOTAL.replace(' ', '\u00a0')).first().waitFor();
  await look('quoted');
  await link('Zgłoszenie: Sklep Rumianek').first().click();

  await region('Następny krok').getByRole('link', { name: 'Przejdź do danych firmy' }).click();
  await field('NIP').fill('796-200-15-27');
  await page.keyboard.press('Tab');
  await visible('nie zgadza się liczba cyfr albo cyfra kontrolna');
  await look('company-wrong');
  await field('NIP').fill('796-200-15-26');
  await field('Kto podpisuje za firmę').fill('Róża Rumian');
  await field('Telefon').fill('48 610 00 11');
  await button('Zapisz zmiany').click();
  await visible(/^Zapisano:/);
  await look('company');
  await link('Zgłoszenie: Sklep Rumianek').click();

  const papers = region('Dokumenty do podpisu');
  for (const document of ['Wycena', 'Umowa', 'Pełnomocnictwo']) {
    const saving = page.waitForEvent('download');
    await papers.getByRole('button', { name: `Zapisz PDF: ${document}` }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.pdf$/);
  }
  await papers.scrollIntoViewIfNeeded();
  await look('printed');
  await day.attach('Dołącz dokument: Wycena', 'wycena.pdf');
  await region('Następny krok').getByText('Brakuje jeszcze: umowa, pełnomocnictwo.').waitFor();
  await region('Następny krok').getByRole('button', { name: 'Przejdź do dokumentów' }).click();
  await day.attach('Dołącz plik', 'umowa.pdf', 'pelnomocnictwo.pdf');
  const files = region('Wycena i dokumenty');
  await files.getByText('Gotowe do eksportu').waitFor();
  await files.scrollIntoViewIfNeeded();
  await look('attached');
  await button('Eksportuj do Backoffice').first().click();
  await files.getByText('Wysłane, bez odpowiedzi').waitFor();
  await day.sync();
  await day.operator.answerBackoffice('t-140', 'accepted', 'Dziękujemy, komplet.');
  await day.sync();
  await files.getByText('Przyjęte').waitFor();
  await look('backoffice');

  await pointOfSale('861', { first: true });
  await look('one-closed');
  expect(await page.getByRole('article').getByText('Zamknięte').count()).toBe(1);
  await pointOfSale('862', { first: false });
  await page.getByRole('article').getByText('Zamknięte').nth(2).waitFor();
  await look('ticket-closed');
  await page.getByRole('navigation', { name: 'Główna nawigacja' }).getByRole('link', { name: 'Zgłoszenia' }).click();
  await page
    .getByRole('row', { name: /Sklep Rumianek/ })
    .getByText('Zamknięte')
    .waitFor();
  await look('list');
  expect(day.complaints).toEqual([]);
});
