import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';
import { clientBeside } from './client.ts';

let app: App;
afterEach(() => app.close());

const strip = (page: Page) => page.getByRole('region', { name: 'Ćwiczenie w toku' });
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** Begins an exercise as a person does, from the list. */
async function begin(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('link', { name: 'Ćwiczenia' }).click();
  await page.getByRole('link', { name }).click();
  await button(page, 'Zacznij ćwiczenie').click();
  await strip(page).waitFor();
}

const due = (page: Page, title: string | RegExp) => strip(page).getByText(title).first().waitFor();

it('a person finds a wrong point of sale by the strip’s words alone, and is told what was learnt', async () => {
  app = await openApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await begin(page, /zły punkt/);
  await due(page, 'Znajdź przyczynę');
  await shot('practice-strip');
  await strip(page).getByRole('button', { name: 'Podpowiedź' }).click();
  await strip(page).getByText('Porównaj numery w wyniku').waitFor();
  await button(page, 'Sprawdź połączenie').first().click();

  await due(page, 'Zostaw tylko właściwy punkt');
  await button(page, 'Pokaż ekran').click();
  await page.getByText('Zastąp', { exact: true }).click();
  await button(page, 'Zapisz konfigurację').click();
  await due(page, 'Uruchom ponownie PC-POS');
  await button(page, 'Uruchom ponownie PC-POS').click();

  await due(page, 'Sprawdź połączenie jeszcze raz');
  await button(page, 'Pokaż ekran').click();
  await button(page, 'Sprawdź jeszcze raz').first().click();
  await due(page, 'Zamknij podzgłoszenie');
  await button(page, 'Pokaż ekran').click();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Zamknij podzgłoszenie' }).click();
  await due(page, 'Ćwiczenie ukończone');
  await shot('practice-finished');
  await strip(page).getByRole('link', { name: 'Podsumowanie' }).click();
  await page.getByText('Co warto zapamiętać').waitFor();
  await shot('practice-learnt');
  await button(page, 'Zakończ').click();
  await strip(page).waitFor({ state: 'detached' });
  expect(app.complaints).toEqual([]);
});

it('a person works without a line, has the ticket taken away meanwhile, and decides what becomes of the work', async () => {
  app = await openApp();
  const { page, shot } = app;
  await begin(page, /odebrane podczas pracy/);
  await button(page, 'Odetnij połączenie').click();
  await due(page, 'Zapisz konfigurację bez połączenia');
  // The button that was pressed is gone with its step; the keyboard stays at the strip.
  await page.waitForFunction(() => document.activeElement?.closest('section[aria-label="Ćwiczenie w toku"]') != null);
  await button(page, 'Zapisz konfigurację').click();
  await due(page, 'Dodaj uwagę');
  await button(page, 'Pokaż ekran').click();
  await page.getByRole('textbox', { name: /uwag/i }).fill('Kasa skonfigurowana, brak zasięgu.');
  await button(page, 'Dodaj uwagę').click();
  await button(page, 'Przywróć połączenie').click();
  await due(page, 'Przeczytaj i zdecyduj');
  await button(page, 'Pokaż ekran').click();
  await button(page, 'Porzuć').first().waitFor();
  await shot('practice-taken-away');
  while ((await button(page, 'Porzuć').count()) > 0) {
    const before = await button(page, 'Porzuć').count();
    await button(page, 'Porzuć').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Porzuć' }).click();
    await page.waitForFunction(
      (count) => [...document.querySelectorAll('button')].filter((b) => b.textContent === 'Porzuć').length < count,
      before,
    );
  }
  // Above it the reminders have one of their own.
  await button(page, 'Przyjmuję do wiadomości').last().click();
  await due(page, 'Ćwiczenie ukończone');

  // What goes with a reset is named before it is done.
  await page.getByRole('link', { name: 'Ćwiczenia' }).click();
  await button(page, 'Wyzeruj wszystkie…').click();
  await page.getByRole('dialog').getByText('Sklep Za Mostem').waitFor();
  await shot('practice-reset');
  await page.getByRole('dialog').getByRole('button', { name: 'Wyzeruj wszystkie' }).click();
  await page.getByText('Ukończone ćwiczenia: 0 z 9').waitFor();
  await strip(page).waitFor({ state: 'detached' });
  expect(app.complaints).toEqual([]);
});

it.each([
  ['till', 1024, 768],
  ['laptop', 1440, 900],
] as const)(
  'the exercises are usable by everyone, in both languages, on a %s, and cover nothing',
  async (name, width, height) => {
    app = await openApp({ width, height });
    const { page, shot } = app;
    const home = page.url().replace(/[#?].*/, '');
    const client = await clientBeside(page);
    const begun = await client.practice.start({ id: 'first-installation' });
    expect(begun).toEqual({ ok: true, value: null });
    const view = await client.practice.view();
    const route = view.ok ? (view.value.current?.step?.route ?? '/') : '/';
    const screens = { list: '/practice', exercise: '/practice/first-installation', ticket: route, settings: '/settings' };
    for (const language of ['pl', 'en'] as const) {
      await client.app.setLanguage({ language });
      await page.locator(`html[lang=${language}]`).waitFor();
      for (const [screen, at] of Object.entries(screens)) {
        await page.goto(`${home}#${at}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map((v) => `${screen} ${language}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
        await shot(`practice-${name}-${language}-${screen}`);
        // In the page's flow: where the strip ends the screen begins, and enough of it is left.
        const [above, below] = await Promise.all([
          page
            .locator('section[aria-label]')
            .filter({ hasText: /krok 1|step 1/ })
            .boundingBox(),
          page.getByRole('main').boundingBox(),
        ]);
        expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual((below?.y ?? 0) + 1);
        expect(below?.height ?? 0).toBeGreaterThan(height / 2);
      }
    }
    expect(app.complaints).toEqual([]);
  },
);
