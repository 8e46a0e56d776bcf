import { afterEach, expect, it } from 'vitest';
import { type Day, openDay } from './e2e.ts';

let day: Day;
afterEach(() => day.close());

it('a late ticket demands a current note, is not closed without one, and may be taken away', async () => {
  day = await openDay('late');
  const { page, button, link, region, tab, visible, look } = day;
  // Its last note is of six days ago, and a week later no longer current.
  day.later(3 * 86_400_000);
  await day.sync();
  const row = page.getByRole('row', { name: /Piekarnia Złoty Kłos/ });
  await row.getByText(/brak uwagi/).waitFor();
  await look('list');
  await row.getByRole('link', { name: 'Piekarnia Złoty Kłos' }).click();
  await visible('Zgłoszenie po terminie wymaga aktualnej uwagi');
  await region('Terminy').getByText('po terminie').first().waitFor();
  await look('demanded');

  await region('Podzgłoszenia').getByRole('link', { name: 'Otwórz punkt 688' }).click();
  await tab(/Zamknięcie/);
  const condition = page.getByRole('listitem').filter({ hasText: 'Termin zachowany albo aktualna uwaga' });
  await condition.getByRole('img', { name: 'Niespełnione' }).waitFor();
  expect(await button('Zamknij podzgłoszenie').isDisabled()).toBe(true);
  await condition.scrollIntoViewIfNeeded();
  await look('gate-shut');

  await link('Zgłoszenie: Piekarnia Złoty Kłos').click();
  const note = page.getByRole('textbox', { name: 'Dlaczego trwa to dłużej i do kiedy' });
  await note.fill('Drukarka fiskalna przyjdzie w środę, montaż w czwartek.');
  await button('Dodaj uwagę').first().click();
  await page.getByText('Zgłoszenie po terminie wymaga aktualnej uwagi').waitFor({ state: 'detached' });
  await region('Uwagi').getByText('Drukarka fiskalna przyjdzie w środę').waitFor();
  await region('Terminy').getByText('Aktualna uwaga jest').waitFor();
  await look('noted');
  await region('Podzgłoszenia').getByRole('link', { name: 'Otwórz punkt 688' }).click();
  await tab(/Zamknięcie/);
  await condition.getByRole('img', { name: 'Spełnione', exact: true }).waitFor();

  // The manual: after the deadline it may be given to another partner.
  await day.sync();
  await day.operator.withdrawTicket('t-61', 'deadline', '102');
  await day.sync();
  await day.go('/tickets/t-61');
  await page.getByRole('article').getByText('M/platform odebrała to zgłoszenie, bo minął termin.').waitFor();
  await page.getByRole('article').getByText('Odebrane', { exact: true }).waitFor();
  expect(await region('Terminy').getByText('już nie biegnie').count()).toBe(3);
  await region('Uwagi').getByText('Drukarka fiskalna przyjdzie w środę').waitFor();
  expect(await button('Zawieś zgłoszenie').count()).toBe(0);
  await look('taken-away');
  await day.go('/');
  await page.getByRole('row', { name: /PPHU SAM/ }).waitFor();
  expect(await row.count()).toBe(0);
  expect(day.complaints).toEqual([]);
});
