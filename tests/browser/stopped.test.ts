import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { createStartup, startCore } from '../../electron/core/index.ts';
import { appFolder } from '../../electron/core/resources.ts';
import type { Store } from '../../electron/core/store/store.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { startHosted } from '../../electron/hosted/server.ts';
import { tempFolder } from '../support/temp.ts';
import { openApp, openPage } from './app.ts';

const RENDERER = join(appFolder, 'out', 'renderer');

/** What a device knows that was enrolled, and so the copy of its key for support. */
function enrolled(store: Store, supportPublicKey: string): void {
  const technician = { id: 'tech-1', name: 'Jan', dealerId: '101', dealerName: 'Dealer Alfa' };
  const device = { deviceId: 'device-1', server: 'https://127.0.0.1:9/', receiptPublicKey: '', machineId: 'm', lastSeq: 0 };
  store.state.set('device', { ...device, technician });
  const data = { id: 'pcpos', serverAddress: 'https://127.0.0.1:9', helpLine: '22 123 84 09', supportPublicKey } as const;
  store.applyChanges([{ kind: 'setting', seq: 1, id: 'pcpos', version: 1, data }], 'cursor', true);
}

/** The app on a data folder whose key is gone. */
async function withoutItsKey(supportPublicKey?: string) {
  const dataFolder = tempFolder('stopped');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'pl' }));
  const start = () => startCore({ dataFolder, host: createNodeHost(dataFolder), clock: systemClock });
  const first = await start();
  if (supportPublicKey !== undefined) enrolled(first.workplace().store, supportPublicKey);
  await first.close();
  if (supportPublicKey !== undefined) {
    const next = await start();
    await expect.poll(() => existsSync(join(dataFolder, 'production', 'data-key.mtsealed'))).toBe(true);
    await next.close();
  }
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
  expect(
    await page.locator('button.mantine-Button-root:is([data-variant="filled"], :not([data-variant]))').allTextContents(),
  ).toEqual(['Tak, odłóż bazę']);
  await page.getByRole('button', { name: 'Tak, odłóż bazę' }).click();
  await page.getByRole('heading', { name: 'Urządzenie niezarejestrowane' }).waitFor();

  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByText('Klucz leży w pliku w folderze danych, który może czytać tylko to konto.').waitFor();
  await page.getByRole('button', { name: 'Usuń odłożone bazy' }).click();
  await page.getByText('zostaną usunięte z tego komputera').scrollIntoViewIfNeeded();
  await app.shot('aside-asked');
  await page.getByRole('button', { name: 'Tak, usuń je na zawsze' }).click();
  await page.getByText('Odłożone bazy danych usunięto.').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Odłożone bazy danych usunięto.');
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

it('saves one file for support, shows the code to be read to them, and opens with what they send back', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const app = await withoutItsKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const { page } = app;
  const desk = tempFolder('support');
  const key = join(desk, 'support.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Zapisz plik dla wsparcia' }).click();
  const saved = await saving;
  const file = join(desk, saved.suggestedFilename());
  await saved.saveAs(file);
  const code = await page.getByText(/^([0-9a-f]{4}-){3}[0-9a-f]{4}$/).textContent();
  await app.shot('lost-key');
  const answer = join(desk, 'answer.mtsealed');
  const cli = join(appFolder, 'electron', 'cli.ts');
  const args = ['support', 'answer', file, '--key', key, '--code', code ?? '', '--out', answer];
  await promisify(execFile)(process.execPath, [cli, ...args]);
  await page.getByLabel('Plik z kluczem od wsparcia').setInputFiles(file);
  await page.getByText('key.file-unreadable').waitFor();
  await page.getByLabel('Plik z kluczem od wsparcia').setInputFiles(answer);
  await page.getByRole('link', { name: 'Zgłoszenia' }).waitFor();
  expect(app.complaints).toEqual([]);
});

it('a device that is forgotten in training says what happened, and begins training again only at the person’s word', async () => {
  const app = await openApp({ width: 1024, height: 768 });
  onTestFinished(() => app.close());
  const { page, shot } = app;
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  const data = page.getByRole('region', { name: 'Dane na tym komputerze' });
  await data.getByRole('button', { name: 'Zapomnij to urządzenie' }).click();
  await data.getByText('Komputer nie zarejestruje się sam').waitFor();
  await shot('forget-training-asked');
  await data.getByRole('button', { name: 'Tak, usuń dane z tego komputera' }).click();
  await data.getByText('Dane szkolenia usunięto z tego komputera').waitFor();
  await data.scrollIntoViewIfNeeded();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  await shot('forget-training-done');
  const device = page.getByRole('region', { name: 'To urządzenie' });
  expect(await device.getByLabel('Kod rejestracyjny').count()).toBe(0);
  await device.getByRole('button', { name: 'Zacznij szkolenie od nowa' }).scrollIntoViewIfNeeded();
  await shot('forget-training-choice');
  await device.getByRole('button', { name: 'Zacznij szkolenie od nowa' }).click();
  await device.getByText('Dealer', { exact: true }).waitFor();
  await page.getByText('Dane szkolenia usunięto z tego komputera').waitFor({ state: 'hidden' });
  expect(app.complaints).toEqual([]);
});
