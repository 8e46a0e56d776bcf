import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { tempFolder } from '../support/temp.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

const DAY = 86_400_000;
const TRAINEE = 'technik-szkolenie';
const COLLEAGUE = 'technik-2';
const BETA = 'technik-beta';
const edit = (fields: Record<string, { from: string; to: string }>): Intent =>
  ({ kind: 'ticket.editCompany', target: 't-80', args: { fields } }) as Intent;
const take = (target: string): Intent => ({ kind: 'ticket.take', target, args: {} });
const note = (target: string, text: string): Intent => ({ kind: 'ticket.addNote', target, args: { text } });

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const entry = (name: string | RegExp) =>
  app.page.getByRole('region', { name: 'Wymaga decyzji' }).getByRole('listitem').filter({ hasText: name });
const button = (name: string | RegExp) => app.page.getByRole('button', { name });

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)('two technicians wrote different things: the person sees both and chooses, on a %s', async (name, size) => {
  app = await openSyncApp(size);
  const { page, shot } = app;
  app.line('gone');
  app.do(edit({ phone: { from: '', to: '48 621 60 08' }, street: { from: 'ul. Szkolna 12', to: 'ul. Szkolna 12A' } }));
  app.do(note('t-61', 'Detalista prosi o wizytę we wtorek.'));
  // Meanwhile the ticket went to Dealer Beta and came back.
  await app.operator.withdrawTicket('t-80', 'reassigned', '102');
  await app.elsewhere(BETA, take('t-80'), edit({ phone: { from: '', to: '600 700 800' } }));
  await app.operator.withdrawTicket('t-80', 'reassigned', '101');
  await app.elsewhere(TRAINEE, take('t-80'));
  await app.sync();

  await app.go('/sync');
  await page.getByRole('heading', { name: /Brak połączenia z M\/platform, 2 czynności czekają/ }).waitFor();
  await page.getByText(/Następna próba za/).waitFor();
  await page.getByText('Czeka na połączenie').first().waitFor();
  await fits();
  await shot(`sync-offline-${name}`);

  app.line('good');
  await button('Synchronizuj teraz').click();
  await page.getByText('Dealer Beta').first().waitFor();
  await fits();
  await shot(`sync-conflict-${name}`);
  const conflict = entry('Edycja firmy');
  expect(await conflict.getByRole('button', { name: 'Zapisz wybór' }).isDisabled()).toBe(true);
  // By keyboard: into the group, then with the arrows.
  const phone = conflict.getByRole('group', { name: /Telefon/ });
  await phone.getByRole('radio', { name: /Wpisano tutaj/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await conflict.getByText('Telefon: 48 621 60 08').waitFor();
  await shot(`sync-conflict-chosen-${name}`);
  await button('Zapisz wybór').click();
  await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor();
  await page.getByText('Niczego nie trzeba rozstrzygać').waitFor();
  await page.getByText('Historia').click();
  await page.getByText('Zrobione ponownie').waitFor();
  await fits();
  await shot(`sync-all-there-${name}`);
  await app.go('/tickets/t-80');
  await page.getByText('48 621 60 08').waitFor();
  await page.getByText('ul. Szkolna 12A').waitFor();
  expect(app.complaints).toEqual([]);
});

it('who was first to take a ticket is named; what was built on that goes with it, after a question', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  app.line('gone');
  app.do(take('t-115'));
  app.do({ kind: 'subTicket.take', target: 's-735', args: {} });
  app.do({ kind: 'subTicket.recordTraining', target: 's-735', args: { retailerName: 'Jan Sam' } });
  await app.elsewhere(COLLEAGUE, take('t-115'));
  app.line('good');
  await app.sync();
  await app.go('/sync');
  const refused = entry('Podjęcie zgłoszenia');
  await refused.getByText(/Marek Sowa, Dealer Alfa/).waitFor();
  await refused.getByText(/opierają się jeszcze 2 czynności/).waitFor();
  await fits();
  await shot('sync-chain');
  await refused.getByRole('button', { name: 'Porzuć' }).click();
  await page.getByRole('dialog', { name: /Porzucić: Podjęcie zgłoszenia, PPHU SAM/ }).waitFor();
  await fits();
  await shot('sync-discard');
  await page.keyboard.press('Escape');
  await refused.getByRole('button', { name: 'Porzuć' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Porzuć' }).click();
  await page.getByText('Niczego nie trzeba rozstrzygać').waitFor();
  expect(app.complaints).toEqual([]);
});

it('the badge says what presses, in red with a sign and words, and what waits can be saved to a file', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  app.line('gone');
  app.do(take('t-115'));
  app.do(note('t-61', 'Tajne tylko dla <b>sklepu</b>'));
  await app.sync();
  const rail = page.getByRole('navigation').getByRole('link', { name: /Synchronizacja/ });
  await rail.getByText(/2 niewysłane/).waitFor();
  app.later(DAY);
  await app.go('/sync');
  await page.getByText(/Pilne:/).waitFor();
  await rail.getByText(/2 niewysłane, termin/).waitFor();
  await page
    .getByRole('contentinfo')
    .getByRole('link', { name: /2 niewysłane, termin/ })
    .waitFor();
  await fits();
  await shot('sync-urgent');
  expect(app.complaints).toEqual([]);
});

it('on a bad line the screen says so, keeps the work and goes on trying until it is there', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  await app.go('/sync');
  await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor();
  await shot('sync-empty');
  app.line('cut');
  app.do(note('t-61', 'Pierwsza'));
  await button('Synchronizuj teraz').click();
  await page.getByRole('heading', { name: /Brak połączenia z M\/platform, 1 czynność czeka/ }).waitFor();
  await fits();
  await shot('sync-bad-line');
  app.line('good');
  // By itself: nobody presses anything.
  await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor({ timeout: 60_000 });
  expect(app.complaints).toEqual([]);
});

it('a ticket that was taken away is told of, with what was done on it, and that can be saved', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  app.line('gone');
  app.do(note('t-80', 'Umowa podpisana, skan jutro.'));
  app.do({ kind: 'ticket.suspend', target: 't-61', args: { note: 'Detalista się waha' } });
  await app.elsewhere(TRAINEE, { kind: 'ticket.suspend', target: 't-61', args: { note: 'Inny powód' } });
  await app.operator.withdrawTicket('t-80', 'deadline', '102');
  app.line('good');
  await app.sync();
  await app.go('/sync');
  await page.getByText(/odebrała to zgłoszenie, bo minął termin/).waitFor();
  await page.getByText('Umowa podpisana, skan jutro.').waitFor();
  await fits();
  await shot('sync-taken-away');
  const [download] = await Promise.all([page.waitForEvent('download'), button('Zapisz niewysłane do pliku').click()]);
  expect(download.suggestedFilename()).toMatch(/^niewyslane-.*\.html$/);
  const text = await readFile(await download.path(), 'utf8');
  for (const part of ['Umowa podpisana, skan jutro.', 'Detalista się waha', 'PPHU Spożywcza']) expect(text).toContain(part);
  await page.getByText(/Zapisano plik niewyslane-/).waitFor();

  app.speak('en');
  await page.getByRole('heading', { name: 'Needs a decision' }).waitFor();
  await fits();
  await shot('sync-taken-away-en');
  app.speak('pl');

  // The refused suspension with other words.
  await entry('Zawieszenie zgłoszenia').getByRole('button', { name: 'Popraw' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Treść' }).fill('Wraca w styczniu');
  await fits();
  await shot('sync-correct');
  await button('Zapisz poprawione').click();
  // Still suspended there: the rule says so, and nothing is lost.
  await page
    .getByRole('dialog')
    .getByText(/jest zawieszone/)
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  // Above it the reminders have one of their own.
  await button('Przyjmuję do wiadomości').last().click();
  await page.getByText(/odebrała to zgłoszenie, bo minął termin/).waitFor({ state: 'hidden' });
  // The export as people open it.
  const file = join(tempFolder(), 'niewyslane.html');
  await writeFile(file, text);
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('heading', { name: 'Praca, która nie dotarła do M/platform' }).waitFor();
  await shot('sync-export-file');
});
