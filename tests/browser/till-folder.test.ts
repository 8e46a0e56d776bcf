import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { openApp } from './app.ts';

it('a real till is chosen by hand, what is wrong with a folder stands beside the field, and all that is known is shown', async () => {
  const till = join(tempFolder('technik-till-'), 'pcpos7');
  mkdirSync(join(till, 'Java', 'jre', 'bin'), { recursive: true });
  mkdirSync(join(till, 'Log'));
  copyFileSync(join(import.meta.dirname, '..', '..', 'resources', 'training', 'pcpos7.conf'), join(till, 'pcpos7.conf'));
  writeFileSync(join(till, 'Java', 'jre', 'bin', 'java.exe'), '');
  writeFileSync(join(till, 'Java', 'jre', 'release'), 'JAVA_VERSION="1.8.0_202"\n');
  writeFileSync(join(till, 'Log', 'Pos_Log_0.log'), Array.from({ length: 60 }, (_, n) => `wiersz ${n + 1}`).join('\r\n'));

  const app = await openApp({ width: 1024, height: 768 });
  try {
    const { page } = app;
    const home = page.url().replace(/[#?].*/, '');
    await page.goto(`${home}#/settings`);
    await page.getByText('Produkcja', { exact: true }).first().click();
    const region = page.getByRole('region', { name: 'Kasa PC-POS' });
    const field = region.getByRole('textbox', { name: 'Inny folder' });
    await region.getByText('Nie znaleziono PC-POS na tym komputerze').waitFor();

    await field.fill(join(till, 'nie-ma'));
    await region.getByRole('button', { name: 'Użyj folderu' }).click();
    await region.getByText('Nie ma pliku konfiguracji PC-POS').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await region.getByRole('button', { name: 'Użyj folderu' }).scrollIntoViewIfNeeded();
    await app.shot('till-10-wrong-folder');

    await field.fill(till);
    expect(await region.getByText('Nie ma pliku konfiguracji PC-POS').count()).toBe(0);
    await region.getByRole('button', { name: 'Użyj folderu' }).click();
    await region.getByText('1.8.0_202').waitFor();
    await region.getByText('wskazany ręcznie').waitFor();
    await region.getByText('wiersz 60').waitFor();
    await region.scrollIntoViewIfNeeded();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
    await app.shot('till-11-chosen');
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
});
