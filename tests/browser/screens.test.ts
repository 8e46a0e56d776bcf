import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { openApp } from './app.ts';

const SCREENS = {
  list: '#/',
  ticket: '#/tickets/t-80',
  quote: '#/tickets/t-80/quote',
  'sub-ticket': '#/tickets/t-61/sub-tickets/s-688',
  sync: '#/sync',
  materials: '#/materials',
  help: '#/help',
  settings: '#/settings',
} as const;

it.each([
  ['till', 1024, 768],
  ['laptop', 1440, 900],
] as const)('every screen is usable by everyone, in both languages, on a %s', async (name, width, height) => {
  const app = await openApp({ width, height });
  const { page } = app;
  const home = page.url().replace(/[#?].*/, '');
  try {
    for (const [language, choice, title] of [
      ['pl', 'Polski', 'Zgłoszenia'],
      ['en', 'English', 'Tickets'],
    ] as const) {
      await page.goto(`${home}#/settings`);
      await page.getByText(choice, { exact: true }).click();
      await page.getByRole('link', { name: title }).first().waitFor();
      for (const [screen, route] of Object.entries(SCREENS)) {
        await page.goto(`${home}${route}`);
        await page.getByRole('heading').first().waitFor();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map((v) => `${screen} ${language}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
        await app.shot(`screen-${name}-${language}-${screen}`);
      }
    }
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
});
