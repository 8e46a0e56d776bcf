import { afterEach, expect, it } from 'vitest';
import { type Day, openDay } from './e2e.ts';

let day: Day;
afterEach(() => day.close());

it('two technicians: one was first to take the ticket; in another both changed the company, and the person chooses', async () => {
  day = await openDay('conflict');
  const { page, button, link, field, region, visible, look } = day;

  // Without a line both take the same ticket, and work on it.
  day.line('gone');
  await day.go('/tickets/t-140');
  await button('Podejmij zgłoszenie').click();
  await link('Edytuj dane firmy').click();
  await field('Telefon').fill('601 222 333');
  await button('Zapisz zmiany').click();
  await visible(/^Zapisano: telefon/i);
  await day.elsewhere('technik-2', { kind: 'ticket.take', target: 't-140', args: {} });

  // And of one's own ticket the other computer at the dealer's already changed the street.
  await day.go('/tickets/t-80/company');
  await field('Ulica i numer').fill('ul. Szkolna 12A');
  await button('Zapisz zmiany').click();
  await visible(/^Zapisano: ulica/i);
  const street = { from: 'ul. Szkolna 12', to: 'ul. Szkolna 14' };
  await day.elsewhere('technik-szkolenie', { kind: 'ticket.editCompany', target: 't-80', args: { fields: { street } } });

  day.line('good');
  await day.sync();
  await page
    .getByRole('link', { name: /^Synchronizacja/ })
    .first()
    .click();
  const decisions = region('Wymaga decyzji').getByRole('listitem');
  const taken = decisions.filter({ hasText: 'Podjęcie zgłoszenia' });
  await taken.getByText(/Marek Sowa/).waitFor();
  await look('decisions');
  await taken.getByRole('button', { name: 'Porzuć' }).click();
  await look('discard');
  await page.getByRole('dialog').getByRole('button', { name: 'Porzuć' }).click();
  await taken.waitFor({ state: 'detached' });

  const conflict = decisions.filter({ hasText: 'ul. Szkolna 14' });
  await conflict.getByRole('radio', { name: /Wpisano tutaj/ }).check();
  await conflict.getByText('ul. Szkolna 12A').first().waitFor();
  await look('chosen');
  await button('Zapisz wybór').click();
  await visible('Niczego nie trzeba rozstrzygać');
  await day.sync();
  await look('settled');
  await day.go('/tickets/t-80');
  await region('Firma').getByText('ul. Szkolna 12A').waitFor();
  await day.go('/tickets/t-140');
  await page.getByRole('heading', { name: 'Sklep Rumianek' }).waitFor();
  await visible('To zgłoszenie prowadzi inny technik Twojego dealera.');
  expect(await region('Następny krok').count()).toBe(0);
  // What only the colleague can fill in is no way out here.
  await region('Dokumenty do podpisu').getByText('Brakuje: ').first().waitFor();
  expect(await link(/^Uzupełnij dane firmy|^(Pokaż|Przygotuj) wycenę/).count()).toBe(0);
  expect(await button('Zawieś zgłoszenie').count()).toBe(0);
  await look('another-s');
  expect(day.core.workplace().store.serverRows.dossier('t-140')?.dossier.ticket.technicianId).toBe('technik-2');
  expect(day.complaints).toEqual([]);
});
