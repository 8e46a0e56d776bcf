import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import { type Core, createStartup, type Host, startCore, type UpdateSource } from '../../electron/core/index.ts';
import { appFolder } from '../../electron/core/resources.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { startHosted } from '../../electron/hosted/server.ts';
import { tempFolder } from '../support/temp.ts';
import { openPage } from './app.ts';

/** The app in production on a folder that a test may prepare, as it is or as a newer program left it. */
async function open(prepare: (core: Core) => void, more: Partial<Host> = {}) {
  const dataFolder = tempFolder('going-back');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'pl' }));
  const host: Host = { ...createNodeHost(dataFolder), ...more };
  const start = () => startCore({ dataFolder, host, clock: systemClock });
  const first = await start();
  prepare(first);
  await first.close();
  const startup = await createStartup({ dataFolder, clock: systemClock, start, secrets: host.secrets });
  const hosted = await startHosted({ core: startup, rendererFolder: join(appFolder, 'out', 'renderer'), dataFolder });
  const app = await openPage(hosted.launchAddress, { width: 1024, height: 768 });
  onTestFinished(async () => {
    await app.close();
    await hosted.close();
    await startup.core()?.close();
  });
  return app;
}

/** Never fallen back to the top of the window. */
const keyboardAt = (page: Page) => page.evaluate('document.activeElement.textContent');

/** What the screen urges one to do. */
const primaries = (page: Page) =>
  page.locator('button.mantine-Button-root:is([data-variant="filled"], :not([data-variant]))').allTextContents();

async function usable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
}

it('an earlier program that meets a newer database leads back from it, and gives what it cannot read as a file', async () => {
  const app = await open((core) => {
    const { db } = core.workplace();
    db.exec(`CREATE TABLE visit (id TEXT PRIMARY KEY, day TEXT); INSERT INTO visit VALUES ('v1', 'wizyta w piątek')`);
    db.pragma('user_version = 9000');
  });
  const { page, shot } = app;
  await page.getByText('Te dane zapisała nowsza wersja M/Technik').waitFor();
  await shot('going-back-newer');
  expect(await primaries(page)).toEqual(['Wróć do danych sprzed aktualizacji']);
  await page.getByRole('button', { name: 'Wróć do danych sprzed aktualizacji' }).click();
  await usable(page);
  await shot('going-back-asked');
  expect(await keyboardAt(page)).toBe('Nie, zostaw');
  expect(await primaries(page)).toEqual(['Tak, wróć']);
  await page.keyboard.press('Enter');
  expect(await keyboardAt(page)).toBe('Wróć do danych sprzed aktualizacji');
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).click();
  // A button that works is disabled meanwhile.
  await expect.poll(() => keyboardAt(page)).toBe('Spróbuj ponownie');
  await page.getByRole('button', { name: 'Wróć do danych sprzed aktualizacji' }).click();
  await page.getByRole('button', { name: 'Tak, wróć' }).click();
  await page.getByText('Program wrócił do kopii bazy').waitFor();
  await page.getByText('nie rozumie części tego').waitFor();
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByText('których ta nie rozumie: 1').waitFor();
  await usable(page);
  await shot('going-back-left');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Zapisz je do pliku' }).click();
  const file = join(tempFolder('left'), 'left.html');
  await (await saving).saveAs(file);
  expect(readFileSync(file, 'utf8')).toContain('wizyta w piątek');
  // The newer database is needed as long as something in it is nowhere else.
  await page.getByText('Odłożone bazy danych: 1').waitFor();
  await page.getByRole('button', { name: 'Usuń odłożone bazy' }).click();
  await page.getByRole('button', { name: 'Tak, usuń je na zawsze' }).click();
  await page.getByText('Odłożone bazy są jeszcze potrzebne').scrollIntoViewIfNeeded();
  await usable(page);
  await shot('aside-needed');
  expect(app.complaints).toEqual([]);
});

it('to the version before one goes back from the settings, asked twice, and where it is refused that is said', async () => {
  const asked: string[] = [];
  const refuse = [err(problem('update.not-ours'))];
  const updates: UpdateSource = {
    check: async () => ok(null),
    download: async () => ok(null),
    install: async () => ok(null),
    before: async () => ok(asked.length === 0 ? { version: '0.0.9', releasedAt: null, bytes: 1 } : null),
    goBack: async () => {
      asked.push('goBack');
      return refuse.shift() ?? ok(null);
    },
  };
  const { page, shot } = await open(() => {}, { updates });
  await page.getByRole('link', { name: 'Ustawienia' }).click();
  const part = page.getByRole('region', { name: 'Aktualizacje' });
  await part.getByRole('button', { name: 'Wróć do wersji 0.0.9' }).click();
  await part.scrollIntoViewIfNeeded();
  await usable(page);
  await shot('going-back-version');
  expect(asked).toEqual([]);
  await part.getByRole('button', { name: 'Nie, zostań przy tej wersji' }).click();
  await part.getByRole('button', { name: 'Wróć do wersji 0.0.9' }).click();
  await part.getByRole('button', { name: 'Zamknij program i wróć do wersji 0.0.9' }).click();
  // What was not ours was deleted; nothing is left to go back to.
  await part.getByText('Instalatora poprzedniej wersji nie ma').waitFor();
  await part.getByText('nie jest podpisany przez wydawcę').waitFor();
  // The button is gone; the keyboard is on what was said instead of it.
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('DIV');
  expect(await keyboardAt(page)).toContain('nie jest podpisany przez wydawcę');
  await usable(page);
  await shot('going-back-refused');
  expect(asked).toEqual(['goBack']);
});
