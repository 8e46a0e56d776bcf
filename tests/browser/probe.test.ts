import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';

let app: App;
afterEach(() => app.close());

it('first look', async () => {
  app = await openApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  const home = page.url().replace(/[#?].*/, '');
  await page.goto(`${home}#/tickets/t-61/sub-tickets/s-688`);
  await page.getByRole('tab', { name: /Test połączenia/ }).click();
  await shot('probe-x-empty');
  await page.getByRole('button', { name: 'Sprawdź połączenie' }).click();
  await page.getByRole('button', { name: 'Sprawdź jeszcze raz' }).waitFor();
  await shot('probe-x-failed');
  await page.evaluate(() => document.querySelector('main')?.scrollBy(0, 500));
  await shot('probe-x-failed2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
});
