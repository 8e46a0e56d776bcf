import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

const note = (target: string, text: string): Intent => ({ kind: 'ticket.addNote', target, args: { text } });

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const region = (name: string) => app.page.getByRole('region', { name });
const dialog = () => app.page.getByRole('dialog');
/** Where the keyboard is: never fallen back to the top of the window. */
const focusIsKept = () => app.page.evaluate('document.activeElement !== document.body');

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)(
  'what went out without an answer is given up or said otherwise, and the truth is told, on a %s',
  async (name, size) => {
    app = await openSyncApp(size);
    const { page, shot } = app;
    await app.go('/sync');
    // The server has both, and its answer never came.
    app.line('cut');
    app.do(note('t-61', 'Wizyta we wtorek'));
    app.do({ kind: 'ticket.suspend', target: 't-80', args: { note: 'Detalista się waha' } });
    await app.sync();
    app.line('gone');
    await app.sync();
    await region('Czeka na wysłanie').getByText('Próbowano to wysłać, ale M/platform tego nie potwierdziła.').first().waitFor();
    await fits();
    await shot(`given-up-no-answer-${name}`);

    await page.getByRole('button', { name: 'Wycofaj: Zawieszenie zgłoszenia' }).focus();
    await page.keyboard.press('Enter');
    await dialog()
      .getByText(/mogło zostać zapisane/)
      .waitFor();
    await fits();
    await shot(`given-up-question-${name}`);
    await dialog().getByRole('button', { name: 'Wycofaj' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await page.getByText('Wycofano to po wysłaniu.').waitFor();
    expect(await focusIsKept()).toBe(true);

    await page.getByRole('button', { name: 'Popraw: Uwaga' }).click();
    await dialog().getByRole('textbox', { name: 'Treść' }).fill('Wizyta w środę');
    await fits();
    await shot(`given-up-correct-${name}`);
    await dialog().getByRole('button', { name: 'Zapisz poprawione' }).click();
    await page.getByText('Czeka na wcześniejszą czynność').waitFor();
    await fits();
    await shot(`given-up-withdrawing-${name}`);

    app.line('good');
    await app.sync();
    const decide = region('Wymaga decyzji');
    await decide.getByText(/M\/platform zdążyła to zapisać/).waitFor();
    await decide.getByText(/Poprzednia wersja tej czynności dotarła/).waitFor();
    await fits();
    await shot(`given-up-arrived-${name}`);
    app.speak('en');
    await page.getByText(/M\/platform had recorded it already/).waitFor();
    await fits();
    await shot(`given-up-arrived-en-${name}`);
    app.speak('pl');
    await decide.getByRole('button', { name: 'Przyjmuję do wiadomości' }).click();
    await decide.getByText(/M\/platform zdążyła to zapisać/).waitFor({ state: 'hidden' });
    expect(await focusIsKept()).toBe(true);
    await decide.getByRole('button', { name: 'Zapisz mimo to' }).click();
    await page.getByText('Niczego nie trzeba rozstrzygać').waitFor();
    await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor();
    await app.go('/tickets/t-61');
    await page.getByText('Wizyta w środę').waitFor();
    expect(app.complaints).toEqual([]);
  },
);

it('with three hundred waiting and as many refused, one page at a time is read and shown, and turned by keyboard', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  app.line('gone');
  const ids = Array.from({ length: 600 }, (_, i) => app.do(note(i % 2 === 0 ? 't-61' : 't-80', `Uwaga numer ${i}`)));
  const { operations } = app.core.workplace().store;
  for (const id of ids.slice(300))
    operations.settle(id, { outcome: 'rejected', reason: { code: 'ticket.not-taken', params: { id: 't-61' } } });
  await app.sync();
  await app.go('/sync');
  const decide = region('Wymaga decyzji');
  await decide.getByText('Strona 1 z 15').waitFor();
  expect(await decide.getByRole('listitem').filter({ hasText: 'Uwaga numer' }).count()).toBe(20);
  await fits();
  await shot('many-first-page');
  await decide.getByRole('button', { name: 'Następna strona' }).focus();
  await page.keyboard.press('Enter');
  await decide.getByText('Strona 2 z 15').waitFor();
  expect(await focusIsKept()).toBe(true);
  const waiting = region('Czeka na wysłanie');
  await waiting.getByText('Strona 1 z 6').waitFor();
  await waiting.getByRole('button', { name: 'Strona 6' }).click();
  await waiting.getByText('Strona 6 z 6').waitFor();
  await waiting.getByText('Uwaga numer 299', { exact: true }).scrollIntoViewIfNeeded();
  await fits();
  await shot('many-last-page');
  // All of it goes: who stands on the last page is not left on one that is no more.
  app.line('good');
  await app.sync();
  await waiting.getByText(/Nic nie czeka/).waitFor();
  await page.getByText('Historia').click();
  await page.getByText('Strona 1 z 6').waitFor();
  await page.getByRole('button', { name: 'Strona 6' }).click();
  await page.getByText('Strona 6 z 6').waitFor();
  await fits();
  await shot('many-history');
  expect(app.complaints).toEqual([]);
});

it('on a slow line it says that it connects, and what was done arrives without anybody waiting for it', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  await app.go('/sync');
  app.line('slow');
  app.do(note('t-61', 'Powoli, ale dojdzie'));
  const going = app.sync();
  await region('Czeka na wysłanie').getByText('Powoli, ale dojdzie').waitFor();
  await region('Czeka na wysłanie').getByText('Wysyłane', { exact: true }).waitFor();
  await shot('slow-line');
  await fits();
  await going;
  await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor({ timeout: 60_000 });
  expect(app.complaints).toEqual([]);
});
