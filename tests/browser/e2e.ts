import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { warsawDate } from '../../domain/calendar.ts';
import { ALFA, newSubTicket, newTicket } from '../../mplatform/server/seed-rows.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openSyncApp } from './sync-app.ts';

/** A new ticket of two points of sale, as M/platform gives it on a day. */
const twoPoints = (now: number) => {
  const shop = {
    crmId: '140',
    nip: '7962001526',
    name: 'Sklep Rumianek',
    street: 'ul. Łąkowa 3',
    postalCode: '26-640',
    city: 'Skaryszew',
  };
  const ticket = newTicket(shop, warsawDate(now), ALFA);
  return { ticket, subTickets: ['861', '862'].map((punktId) => newSubTicket(ticket, punktId, ALFA)) };
};

/** The app with that ticket, and what a person does with it by roles and names, each step with a picture. */
export async function openDay(name: string, size: Parameters<typeof openSyncApp>[0] = {}) {
  const app = await openSyncApp(size);
  const { page } = app;
  const added = await app.operator.addTicket(twoPoints(Date.now()));
  if (!added.ok) throw new Error(added.error.code);
  await app.sync();

  page.setDefaultTimeout(15_000);

  let step = 0;
  const scans = tempFolder('scans');
  mkdirSync(scans, { recursive: true });
  const button = (label: string | RegExp) => page.getByRole('button', { name: label });
  const link = (label: string | RegExp) => page.getByRole('link', { name: label });
  const field = (label: string | RegExp) => page.getByRole('textbox', { name: label });
  const region = (label: string) => page.getByRole('region', { name: label, exact: true });
  const tab = (label: RegExp) => page.getByRole('tab', { name: label }).click();
  const visible = (text: string | RegExp) => page.getByText(text).first().waitFor();

  return {
    ...app,
    button,
    link,
    field,
    region,
    tab,
    visible,
    /** A picture for people to look at. */
    async look(what: string): Promise<void> {
      step += 1;
      // Not of a page that is only on its way.
      await page.getByRole('heading').first().waitFor();
      await app.shot(`e2e-${name}-${String(step).padStart(2, '0')}-${what}`);
    },
    async overflow(): Promise<number> {
      return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    },
    /** Chooses files where a button asks for them, and says yes. */
    async attach(by: string, ...names: readonly string[]): Promise<void> {
      const files = names.map((file, i) => {
        const path = join(scans, file);
        writeFileSync(path, pdf(20_000, file.length * 10 + i).bytes);
        return path;
      });
      const choosing = page.waitForEvent('filechooser');
      await region('Wycena i dokumenty').getByRole('button', { name: by, exact: true }).click();
      await (await choosing).setFiles(files);
      const dialog = page.getByRole('dialog', { name: 'Dołączanie plików' });
      await dialog.getByRole('button', { name: /^Dołącz (plik|\d+ plik)/ }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    /** Item after item of the price list by keyboard alone: words of its name, quantity, and the price where the list leaves it open. */
    async quote(...lines: readonly (readonly [search: string, quantity: string, price?: string])[]): Promise<void> {
      const at = (id: RegExp) =>
        expect.poll(() => page.evaluate('document.activeElement?.id ?? ""'), { timeout: 15_000 }).toMatch(id);
      await page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' }).focus();
      for (const [search, quantity, price] of lines) {
        await at(/^quote-search/);
        await page.keyboard.type(search);
        await page.keyboard.press('Enter');
        await at(/^quantity-/);
        await page.keyboard.type(quantity);
        await page.keyboard.press('Enter');
        if (price === undefined) continue;
        await at(/^price-/);
        await page.keyboard.type(price);
        await page.keyboard.press('Enter');
      }
      await page.keyboard.press('Control+s');
      await visible(/^Zapisano rewizję/);
    },
    /** Everyone is told everything, and the retailer signs by name. */
    async train(who: string): Promise<void> {
      await tab(/Szkolenie/);
      const training = region('Szkolenie detalisty');
      await training.getByRole('checkbox').first().waitFor();
      for (const box of await training.getByRole('checkbox').all()) await box.check();
      await field('Imię i nazwisko detalisty').fill(who);
      await training.getByText('Podpisuję nazwiskiem', { exact: true }).click();
      await training.getByRole('checkbox').last().check();
      await button('Potwierdź szkolenie').click();
      await visible('Przeszkolono:');
    },
    async configure(): Promise<void> {
      await tab(/Konfiguracja/);
      await button('Zapisz konfigurację').click();
      await button('Uruchom ponownie PC-POS').click();
      await visible('PC-POS uruchomiono ponownie');
    },
    async invoice(number: string, total: string): Promise<void> {
      await field('Numer faktury').fill(number);
      await field('Kwota brutto').fill(total);
      await button('Zapisz fakturę').click();
    },
  };
}
export type Day = Awaited<ReturnType<typeof openDay>>;
