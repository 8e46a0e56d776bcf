import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { appFolder } from '../../electron/core/resources.ts';
import { type Handover, signHandover } from '../../mplatform/contract/index.ts';
import { goodStages } from '../support/stages.ts';
import { tempFolder } from '../support/temp.ts';
import { type App, openApp, openPage } from './app.ts';

let app: App | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** As a till of training that was never configured would sign it. */
function aResult(change: Partial<Handover> = {}): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const at = new Date().toISOString();
  return signHandover(
    {
      format: 1,
      id: randomUUID(),
      machineId: 'KASA-1-0035969ec53f4c0d',
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
      startedAt: at,
      finishedAt: at,
      storeId: '688',
      serverAddress: 'https://localhost:1',
      till: null,
      appVersion: '0.1.0',
      stages: goodStages(),
      ...change,
    },
    privateKey,
  );
}

interface Second {
  readonly code: number | null;
  readonly said: string;
}
/** Another start on the same data folder, as a double click makes one. */
function startAgain(data: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const main = join(appFolder, 'electron', 'hosted', 'main.ts');
  const child = spawn(process.execPath, [main, '--data', data, ...args], { env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<Second>((resolve) => child.once('exit', (code) => resolve({ code, said })));
  return { child, ended };
}

const drop = async (page: Page, name: string, text: string, ...others: readonly string[]): Promise<void> => {
  const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    for (const name of ${JSON.stringify([name, ...others])}) data.items.add(new File([${JSON.stringify(text)}], name));
    return data;
  })()`);
  await page.locator('main').dispatchEvent('drop', { dataTransfer: dropped });
};

it('a file that was opened from outside leads to its sub-ticket, from wherever one is; the rest is met with a sentence', async () => {
  app = await openApp({ width: 1024, height: 768 });
  const { page, data, shot } = app;
  const stick = tempFolder('stick');
  const file = join(stick, 'wynik-688.mtechnik');
  writeFileSync(file, aResult());
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByRole('heading', { name: 'Ustawienia' }).waitFor();

  expect(await startAgain(data, ['--no-open', file]).ended).toMatchObject({
    code: 0,
    said: expect.stringContaining('już otwarte'),
  });
  const part = page.getByRole('region', { name: 'Wynik z kasy' });
  await part.getByRole('heading', { name: 'wynik-688.mtechnik' }).waitFor();
  await part.getByText('KASA-1-0035').waitFor();
  // What this screen says of a file that was chosen here, it says of this one: the till calls another server.
  await part.getByText('Kasa łączy się z').waitFor();
  expect(new URL(page.url()).hash).toBe('#/tickets/t-61/sub-tickets/s-688');
  await shot('handed-over-shown');

  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await drop(page, 'obcy.mtechnik', aResult({ storeId: '999999' }));
  const dialog = page.getByRole('dialog', { name: 'Plik z kasy' });
  await dialog.getByText('nie ma takiego punktu').waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  await shot('handed-over-nobodys');
  await dialog.getByRole('button', { name: 'Zamknij' }).last().click();
  await dialog.waitFor({ state: 'hidden' });

  await drop(page, 'praca.mtechnik', aResult({ serverAddress: 'm.example.pl' }));
  await page.getByText('z prawdziwej kasy').waitFor();
  // Here the mode could be switched: nothing stands before that.
  expect(await dialog.count()).toBe(0);
  await page.getByRole('link', { name: 'Zgłoszenia' }).click();
  await dialog.getByRole('button', { name: 'Ustawienia' }).click();
  await page.getByRole('button', { name: 'Zamknij' }).click();
  await page.getByText('z prawdziwej kasy').waitFor({ state: 'hidden' });
  await drop(page, 'pusty.mtechnik', '');
  await page.getByText('Upuść plik .mtechnik').waitFor();
  await page.getByRole('button', { name: 'Zamknij' }).click();
  await page.getByText('Upuść plik .mtechnik').waitFor({ state: 'hidden' });
  // Anything else that is dropped beside its place does nothing, least of all does the window leave the program.
  await drop(page, 'zdjęcie.jpg', 'x');
  await drop(page, 'wynik.mtechnik', aResult());
  await part.getByRole('heading', { name: 'wynik.mtechnik' }).waitFor();
  expect(app.complaints).toEqual([]);
});

it('of several files dropped at once the first is looked at, and how many were not is said', async () => {
  app = await openApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await drop(page, 'pierwszy.mtechnik', aResult(), 'zdjęcie.jpg', 'drugi.mtechnik', 'trzeci.MTECHNIK');
  const part = page.getByRole('region', { name: 'Wynik z kasy' });
  await part.getByRole('heading', { name: 'pierwszy.mtechnik' }).waitFor();
  const said = page.getByText('Otwarto plik pierwszy.mtechnik. Upuszczono z nim jeszcze 2 pliki');
  await said.waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  await shot('handed-over-several');
  await drop(page, 'sam.mtechnik', aResult());
  await part.getByRole('heading', { name: 'sam.mtechnik' }).waitFor();
  await said.waitFor({ state: 'hidden' });
  // Nor is it said where one does not look.
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByRole('button', { name: 'Zapomnij to urządzenie' }).scrollIntoViewIfNeeded();
  await drop(page, 'pusty.mtechnik', '');
  expect((await page.getByText('Upuść plik .mtechnik').boundingBox())?.y).toBeGreaterThan(0);
  expect(app.complaints).toEqual([]);
});

it('a second start shows in a window of its own that the first one runs, and goes on once that has ended', async () => {
  app = await openApp();
  const { data } = app;
  const bin = tempFolder('browser');
  const asked = join(bin, 'asked');
  const browser = join(bin, 'browser');
  writeFileSync(browser, `#!/bin/sh\necho "$@" > ${asked}.part && mv ${asked}.part ${asked}\nexec sleep 600\n`);
  chmodSync(browser, 0o755);
  const { child, ended } = startAgain(data, [], { TECHNIK_BROWSER: browser, DISPLAY: ':0' });
  await expect.poll(() => existsSync(asked), { timeout: 20_000 }).toBe(true);
  const launch = /--app=(file:\S+)/.exec(readFileSync(asked, 'utf8'))?.[1] ?? '';
  const own = dirname(fileURLToPath(launch));
  expect(own.startsWith(data)).toBe(false);
  const address = /url=(http\S+?)"/.exec(readFileSync(fileURLToPath(launch), 'utf8'))?.[1] ?? '';
  const second = await openPage(address);
  try {
    await second.page.getByText('M/Technik już działa na tym folderze danych').waitFor();
    await second.shot('second-copy');
    await app.page.getByRole('navigation').first().waitFor();
    const { close } = app;
    app = undefined;
    await close();
    await second.page.getByRole('button', { name: 'Spróbuj ponownie' }).click();
    await second.page.getByRole('link', { name: 'Zgłoszenia' }).waitFor();
  } finally {
    await second.close();
  }
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
  expect(existsSync(own)).toBe(false);
});
