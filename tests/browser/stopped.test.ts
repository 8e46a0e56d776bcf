import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { createStartup, startCore } from '../../electron/core/index.ts';
import { appFolder } from '../../electron/core/resources.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { startHosted } from '../../electron/hosted/server.ts';
import { tempFolder } from '../support/temp.ts';
import { openPage } from './app.ts';

const RENDERER = join(appFolder, 'out', 'renderer');

/** The app on a data folder whose key is gone. */
async function withoutItsKey() {
  const dataFolder = tempFolder('stopped');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'pl' }));
  const start = () => startCore({ dataFolder, host: createNodeHost(dataFolder), clock: systemClock });
  await (await start()).close();
  for (const name of ['keys.json', 'keys-copy.json']) rmSync(join(dataFolder, name));
  const startup = await createStartup({ dataFolder, clock: systemClock, start, secrets: createNodeHost(dataFolder).secrets });
  const hosted = await startHosted({ core: startup, rendererFolder: RENDERER, dataFolder });
  const app = await openPage(hosted.launchAddress);
  onTestFinished(async () => {
    await app.close();
    await hosted.close();
    await startup.core()?.close();
  });
  return app;
}

it('says why the data cannot be opened, and begins anew only after a second yes; then the window can be locked', async () => {
  const app = await withoutItsKey();
  const { page } = app;
  await page.getByRole('heading', { name: 'Program nie może otworzyć danych' }).waitFor();
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('database.key-missing');
  await page.getByRole('button', { name: 'Odłóż bazę i zacznij od nowa' }).click();
  await app.shot('stopped');
  await page.getByRole('button', { name: 'Tak, odłóż bazę' }).click();
  await page.getByRole('heading', { name: 'Urządzenie niezarejestrowane' }).waitFor();

  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByText('Klucz leży w pliku w folderze danych, który może czytać tylko to konto.').waitFor();
  await page.getByLabel('Nowe hasło').fill('735 punkt');
  await page.getByRole('button', { name: 'Włącz blokadę' }).click();
  await page.getByRole('button', { name: 'Zablokuj teraz' }).click();
  await page.getByRole('heading', { name: 'Okno jest zablokowane' }).waitFor();
  await app.shot('screen-locked');
  expect(await page.textContent('body')).not.toContain('Ustawienia');
  await page.getByLabel('Hasło blokady').fill('735 sklep');
  await page.getByRole('button', { name: 'Odblokuj' }).click();
  await page.getByText('To nie jest hasło blokady.').waitFor();
  await page.getByLabel('Hasło blokady').fill('735 punkt');
  await page.getByRole('button', { name: 'Odblokuj' }).click();
  await page.getByRole('button', { name: 'Zablokuj teraz' }).waitFor();
  expect(app.complaints).toEqual([]);
});
