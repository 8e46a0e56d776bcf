import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { readLetter } from '../support/letters.ts';
import { type Day, openDay } from './e2e.ts';

let day: Day;
afterEach(() => day.close());

it('the retailer declines: quote alone, suspended with a note, the caretaker told, the quote on its way; later they resign for good', async () => {
  day = await openDay('declines', { width: 1024, height: 768 });
  const { page, button, link, field, region, visible, look } = day;
  await day.go('/tickets/t-140');
  await button('Podejmij zgłoszenie').click();
  await region('Następny krok').getByRole('link', { name: 'Przygotuj wycenę' }).click();
  await day.quote(['pierwsze', '1'], ['dojazd', '40', '1,15']);
  await link('Zgłoszenie: Sklep Rumianek').first().click();

  await link('Detalista się waha lub rezygnuje').click();
  await look('path');
  await button('Dołącz wycenę z programu').click();
  await page.getByText('nie akceptuje kosztu', { exact: true }).click();
  expect(await field('Uwaga o rezygnacji').inputValue()).toContain('nie akceptuje kosztu');
  await look('note');
  await button('Zawieś zgłoszenie').click();
  expect(await link('Zadzwoń: 601000111').getAttribute('href')).toBe('tel:601000111');
  await field('Co ustalono z opiekunem').fill('Opiekun porozmawia z detalistą w czwartek.');
  await button('Dodaj uwagę').click();
  const saving = page.waitForEvent('download');
  await button('Utwórz szkic wiadomości').click();
  const letter = readLetter(readFileSync(await (await saving).path(), 'latin1'));
  expect(letter.headers).toMatchObject({ to: 'operacje@mplatform.com.pl', subject: 'Wycena', 'x-unsent': '1' });
  expect(letter.attachments).toHaveLength(1);
  await look('letter');

  await link('Zgłoszenie: Sklep Rumianek').first().click();
  await visible('Powód zawieszenia:');
  await region('Uwagi').getByText('Opiekun porozmawia z detalistą w czwartek.').waitFor();
  await look('suspended');
  await day.sync();
  // What M/platform has: the quote alone, the note, and the ticket as it is.
  const { ticket } = day.core.workplace().store.serverRows.dossier('t-140')?.dossier ?? {};
  expect([ticket?.status, ticket?.files.map(({ kind }) => kind), ticket?.notes.length]).toEqual(['suspended', ['quote'], 2]);

  day.later(3 * 86_400_000);
  await button('Wznów zgłoszenie').first().click();
  await region('Następny krok').getByText('Wznów').first().waitFor({ state: 'detached' });
  await look('resumed');
  await button('Zrezygnuj ze zgłoszenia').click();
  const dialog = page.getByRole('dialog');
  await look('resign-asks');
  await dialog.getByRole('textbox').fill('Detalista nie podłączy PC-POS.');
  await dialog.getByRole('button', { name: 'Zrezygnuj ze zgłoszenia' }).click();
  await page.getByRole('article').getByText('Rezygnacja', { exact: true }).first().waitFor();
  expect(await region('Terminy').getByText('wykonane').count()).toBe(0);
  await look('resigned');
  await page.getByRole('navigation', { name: 'Główna nawigacja' }).getByRole('link', { name: 'Zgłoszenia' }).click();
  await page
    .getByRole('row', { name: /Sklep Rumianek/ })
    .getByText('Rezygnacja')
    .waitFor();
  expect(await day.overflow()).toBeLessThanOrEqual(0);
  expect(day.complaints).toEqual([]);
});
