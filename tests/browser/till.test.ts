import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { openApp } from './app.ts';

it.each([
  ['laptop', 1440, 900],
  ['till', 1024, 768],
] as const)(
  "a till's configuration is seen, written, followed until the restart and taken back, on a %s",
  async (name, width, height) => {
    const app = await openApp({ width, height });
    try {
      const { page } = app;
      const home = page.url().replace(/[#?].*/, '');
      const file = join(app.data, 'training', 'pcpos7', 'pcpos7.conf');
      const stores = () => /ShopIds:\s*(\S+)/.exec(readFileSync(file, 'latin1'))?.[1];
      const button = (text: string | RegExp) => page.getByRole('button', { name: text });
      const visible = (text: string | RegExp) => page.getByText(text).first().waitFor();
      const shot = async (what: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map((v) => `${what}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
        await app.shot(`till-${what}-${name}`);
      };
      const diff = page.getByRole('region', { name: 'Zmiany w pliku, wiersz po wierszu' });

      // What would be written is seen first, and whose word it is that the settings go there.
      await page.goto(`${home}#/tickets/t-61/sub-tickets/s-688`);
      await diff.getByText('ShopIds').waitFor();
      await visible('Źródło: wbudowany w program');
      await visible('niesprawdzony na kasie');
      expect(stores()).toBeUndefined();
      await shot('01-plan');
      await page.setViewportSize({ width: 720, height });
      await diff.scrollIntoViewIfNeeded();
      await shot('01-plan-narrow');
      await page.setViewportSize({ width, height });

      await button('Zapisz konfigurację').click();
      await visible('Konfiguracja zapisana i odczytana z dysku.');
      await visible('PC-POS musi zostać uruchomiony ponownie');
      expect(stores()).toBe('688');
      await shot('02-written');

      // PC-POS is closed elsewhere: the screen that was left open says so by itself.
      const elsewhere = await page.context().newPage();
      await elsewhere.goto(`${home}#/settings`);
      await elsewhere.getByRole('button', { name: 'Zatrzymaj PC-POS' }).click();
      await visible('PC-POS jest zamknięty');
      await elsewhere.close();
      await shot('03-closed');
      await button('Uruchom PC-POS').click();
      await visible('PC-POS uruchomiono ponownie');
      await shot('04-restarted');

      // The same till serves a second point of sale: its number joins the first.
      await page.goto(`${home}#/tickets/t-61/sub-tickets/s-689`);
      await button('Podejmij podzgłoszenie').first().click();
      await visible('W kasie są inne punkty:');
      await diff.locator('ins', { hasText: '689' }).waitFor();
      await shot('05-merge');
      await button('Zapisz konfigurację').click();
      // The file of the first is another one now: what was recorded of it is renewed, and that is said.
      await visible('W tym samym pliku jest też punkt 688.');
      await button('Uruchom ponownie PC-POS').click();
      await visible('PC-POS uruchomiono ponownie');
      expect(stores()).toBe('688,689');

      const history = page.getByRole('region', { name: 'Historia zmian' });
      await history.getByRole('link', { name: 'punkt 688, Piekarnia Złoty Kłos' }).waitFor();
      await history.scrollIntoViewIfNeeded();
      await shot('06-history');
      await button(/^Cofnij zmianę z /).click();
      const question = page.getByRole('dialog', { name: /^Cofnąć zmianę z / });
      await question.getByText(file).waitFor();
      await shot('07-question');
      await question.getByRole('button', { name: 'Cofnij zmianę' }).click();
      await visible(/^Cofnięto zmianę z /);
      expect(stores()).toBe('688');
      await visible('PC-POS musi zostać uruchomiony ponownie');
      await shot('08-undone');

      await page.getByRole('link', { name: 'Ustawienia' }).click();
      const till = page.getByRole('region', { name: 'Kasa PC-POS' });
      await till.getByText('MutexPort', { exact: true }).waitFor();
      await till.getByText('127.0.0.1:52019').waitFor();
      await till.getByText('PC-POS czeka na ponowne uruchomienie').waitFor();
      await till.scrollIntoViewIfNeeded();
      await shot('09-settings');
      expect(app.complaints).toEqual([]);
    } finally {
      await app.close();
    }
  },
);
