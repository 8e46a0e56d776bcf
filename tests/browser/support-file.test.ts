import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { openApp } from './app.ts';

it('the file for support is shown word for word before it is saved; this copy says that it does not update itself; licences can be read', async () => {
  const app = await openApp();
  onTestFinished(() => app.close());
  const { page } = app;
  await page.getByRole('link', { name: 'Ustawienia' }).first().click();
  await page.getByText('Ta kopia nie aktualizuje się sama').waitFor();

  await page.getByRole('button', { name: 'Pokaż zawartość' }).click();
  const dialog = page.getByRole('dialog', { name: 'Co będzie w pliku' });
  await dialog.getByText('about.json').click();
  await dialog.getByText('m-technik.diagnostics/1').waitFor();
  await app.shot('support-file');
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Zapisz plik' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^m-technik-\d{4}-\d\d-\d\d-\d{4}\.zip$/);
  expect(
    readFileSync(await saved.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  await page.getByText(`Zapisano plik ${saved.suggestedFilename()}`).waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Pokaż zawartość');

  await page.getByRole('button', { name: 'Pokaż licencje' }).click();
  await page.getByRole('dialog', { name: 'Licencje' }).getByText('better-sqlite3-multiple-ciphers').waitFor();
  expect(app.complaints).toEqual([]);
});
