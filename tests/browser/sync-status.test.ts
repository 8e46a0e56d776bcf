import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

const note = (text: string): Intent => ({ kind: 'ticket.addNote', target: 't-61', args: { text } });
const MINUTE = 60_000;

let app: SyncApp;
afterEach(() => app.close());

it('says what stands in the way where that is not the line: nobody is sent to look for a fault in it', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  const heading = (name: RegExp) => page.getByRole('heading', { name });
  const { store, tokens, sync } = app.core.workplace();
  await app.go('/sync');
  await heading(/Wszystko, co zrobiono/).waitFor();

  // The disk of this computer.
  const { applyChanges } = store;
  store.applyChanges = () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  };
  await app.sync();
  await heading(/Synchronizację zatrzymał ten komputer/).waitFor();
  await page.getByText(/Na dysku tego komputera nie ma miejsca/).waitFor();
  await page.getByText(/Następna próba/).waitFor();
  await page
    .getByRole('contentinfo')
    .getByText(/Synchronizacja stoi od/)
    .waitFor();
  await shot('sync-status-disk');
  // Minutes later it is still since then that nothing gets through.
  const { since } = sync.status();
  app.later(5 * MINUTE);
  await app.sync();
  // Between two looks it tries by itself.
  await expect.poll(() => sync.status()).toMatchObject({ state: 'offline', since });
  store.applyChanges = applyChanges;
  await app.sync();
  await heading(/Wszystko, co zrobiono/).waitFor();

  // Its sign-in, with work that waits.
  await tokens.forget();
  app.do(note('Detalista prosi o telefon.'));
  await app.sync();
  await heading(/To urządzenie nie może zalogować się do M\/platform, 1 czynność czeka na wysłanie/).waitFor();
  await page.getByText(/Klucze tego urządzenia zniknęły/).waitFor();
  await page.getByText('Czeka na synchronizację').waitFor();
  expect(await page.getByText('Brak połączenia').count()).toBe(0);
  await page.getByRole('main').getByRole('link', { name: 'Przejdź do Ustawień' }).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => v.id)).toEqual([]);
  await shot('sync-status-sign-in');
  expect(app.complaints).toEqual([]);
});

it('tells at the place of the work what was refused, and leads to where it is mended', async () => {
  app = await openSyncApp();
  const { page, shot } = app;
  app.line('gone');
  app.do({
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { street: { from: 'ul. Szkolna 12', to: 'ul. Szkolna 12A' } } },
  });
  await app.elsewhere('technik-szkolenie', {
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { street: { from: 'ul. Szkolna 12', to: 'ul. Nowa 1' } } },
  });
  app.line('good');
  await app.sync();
  for (const place of ['/tickets/t-80/company', '/tickets/t-80']) {
    await app.go(place);
    await page.getByText(/1 odrzucona czynność\. To, co wpisano, jest zachowane/).waitFor();
  }
  await shot('sync-status-refused-edit');
  await page.getByRole('link', { name: 'Pokaż w Synchronizacji' }).first().click();
  await page.getByRole('button', { name: 'Zapisz wybór' }).waitFor();
  expect(app.complaints).toEqual([]);
});
