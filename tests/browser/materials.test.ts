import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { drawn } from './drawn.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const TITLE = 'Pierwsze kroki z M/platform na kasie z PC-POS 7';
const given = async () => {
  const [material] = app.core.workplace().store.sharedRows.materials();
  if (material === undefined) throw new Error('no material came');
  return material;
};
const shelf = (): string => join(app.folder, 'training', 'materials');

it('the material to practise with is here by itself, found, and opened without a line', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await page.getByRole('link', { name: 'Materiały szkoleniowe' }).first().click();
  await page.getByText(TITLE).waitFor();
  await page.getByText('1 materiał jest na tym komputerze.').waitFor({ timeout: 20_000 });
  await fits();
  await shot('materials-01-here');
  app.line('gone');
  await app.sync();
  await page.getByRole('button', { name: `Otwórz plik ${TITLE}` }).press('Enter');
  const preview = page.getByRole('dialog', { name: TITLE });
  await preview.getByTitle(`Podgląd pliku ${TITLE}`).waitFor();
  await drawn(page);
  await shot('materials-02-open-offline');
  await page.keyboard.press('Escape');
  await preview.waitFor({ state: 'hidden' });
  const search = page.getByRole('searchbox', { name: 'Szukaj w materiałach' });
  await search.fill('cwiczen POKAZAC');
  await page.getByText('Znaleziono 1 materiał.').waitFor();
  await search.fill('drukarka');
  await page.getByText('Nie znaleziono żadnego materiału.').waitFor();
  await search.fill('');
  app.speak('en');
  await page.getByRole('heading', { name: 'Training materials' }).waitFor();
  await fits();
  await shot('materials-03-english');
  expect(app.complaints).toEqual([]);
});

it('what is not here yet says so, and why; a material for another PC-POS is shown when asked for', async () => {
  app = await openSyncApp({ width: 1440, height: 900, dark: true });
  const { page, shot } = app;
  const first = await given();
  await app.go('/materials');
  await page.getByText('1 materiał jest na tym komputerze.').waitFor({ timeout: 20_000 });
  // A file that M/platform names and has lost; one for another till; a new version of the first.
  const lost = createHash('sha256').update('lost').digest('hex');
  await app.operator.saveShared('material', 'm-lost', { ...first, id: 'm-lost', title: 'Drukarki fiskalne', sha256: lost });
  await app.operator.saveShared('material', 'm-other', {
    ...first,
    id: 'm-other',
    title: 'PC-POS 8 w skrócie',
    pcposVersions: ['8'],
  });
  await app.operator.saveShared('material', first.id, {
    ...first,
    sha256: createHash('sha256').update('newer').digest('hex'),
    updatedOn: '2099-01-01',
  });
  await app.sync();
  const row = page.getByRole('listitem').filter({ hasText: 'Drukarki fiskalne' });
  await row.getByText('Nie pobrano').waitFor({ timeout: 20_000 });
  await page.getByText(/Nowa wersja jeszcze nie dotarła\. Otwiera się poprzednia/).waitFor();
  await page.getByRole('button', { name: 'Pobierz teraz' }).waitFor();
  await fits();
  await shot('materials-04-not-all');
  expect(await page.getByText('PC-POS 8 w skrócie').count()).toBe(0);
  await page.getByText('Wszystkie (3)').click();
  await page.getByText('PC-POS 8 w skrócie').waitFor();
  // The version before is read meanwhile.
  await page.getByRole('button', { name: `Otwórz plik ${TITLE}` }).click();
  await page.getByRole('dialog', { name: TITLE }).getByTitle(`Podgląd pliku ${TITLE}`).waitFor();
  await page.keyboard.press('Escape');

  app.line('gone');
  await app.sync();
  for (const name of readdirSync(shelf())) if (/^[0-9a-f]{64}$/.test(name)) rmSync(join(shelf(), name));
  await page.reload();
  await page.getByText(/Pozostałe pobiorą się, gdy wróci połączenie/).waitFor();
  await fits();
  await shot('materials-05-offline');
});

it('help has the line, and what whoever answers it asks for', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await page.getByRole('link', { name: 'Pomoc 22 123 84 09' }).click();
  await page.getByRole('heading', { name: 'Pomoc', exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'Zadzwoń' }).getAttribute('href')).toBe('tel:221238409');
  const installation = page.getByRole('link', { name: 'Instalacja PC-POS: strona M/platform' });
  expect(await installation.getAttribute('href')).toBe('https://instalacja.mplatform.com.pl/insoft.html');
  await page.getByRole('button', { name: 'Kopiuj: 22 123 84 09' }).waitFor();
  await fits();
  await shot('help-01');
  app.speak('en');
  await page.getByRole('heading', { name: 'Help', exact: true }).waitFor();
  await shot('help-02-english');
  await fits();
});
