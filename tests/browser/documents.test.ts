import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { digestOf, pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openApp } from './app.ts';
import { clientBeside } from './client.ts';
import { drawn } from './drawn.ts';

const sample = (name: string): string => join(import.meta.dirname, '..', 'fixtures', 'documents', name);
const PNG = readFileSync(sample('scan.png'));

async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((v) => `${v.id} ${v.nodes[0]?.html}`);
}

it('documents are attached by button, drop and paste, wait without a line, are paused, arrive, and open again', async () => {
  const folder = tempFolder('scans');
  const quote = pdf(2_500_000);
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const app = await openApp({ width: 1280, height: 900 });
  try {
    const { page } = app;
    const client = await clientBeside(page);
    await client.training.setServer({ running: false });
    await page.goto(`${page.url().replace(/[#?].*/, '')}#/tickets/t-80`);
    const region = page.getByRole('region', { name: 'Wycena i dokumenty' });
    await region.getByRole('button', { name: 'Dołącz plik' }).waitFor();
    await app.shot('documents-01-empty');

    // By the button of the missing quote: its kind is chosen already.
    const choosing = page.waitForEvent('filechooser');
    await region.getByRole('button', { name: 'Dołącz dokument: Wycena' }).click();
    await (await choosing).setFiles([put('skan0001.pdf', quote.bytes)]);
    const dialog = page.getByRole('dialog', { name: 'Dołączanie plików' });
    expect(await dialog.getByRole('combobox', { name: 'Rodzaj dokumentu w pliku skan0001.pdf' }).inputValue()).toBe('quote');
    expect(await violations(page)).toEqual([]);
    await app.shot('documents-02-dialog');
    await dialog.getByRole('button', { name: 'Dołącz plik' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await region.getByText('skan0001.pdf').waitFor();
    await region.getByText('Czeka na wysłanie').waitFor();

    // Several at once, dropped: what is wrong is said beside each, and the rest can go.
    await page.evaluate(
      ([good, bad]) => {
        const view = globalThis as unknown as {
          document: { querySelector(s: string): { dispatchEvent(e: unknown): void } | null };
          DataTransfer: new () => { items: { add(f: unknown): void } };
          File: new (parts: unknown[], name: string) => unknown;
          DragEvent: new (type: string, init: unknown) => unknown;
        };
        const data = new view.DataTransfer();
        data.items.add(new view.File([new Uint8Array(good as number[])], 'Umowa.png'));
        data.items.add(new view.File([new Uint8Array(bad as number[])], 'Pełnomocnictwo.docx'));
        const area = view.document.querySelector('[data-say]');
        area?.dispatchEvent(new view.DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [[...PNG], [...Buffer.from('PK\u0003\u0004 word')]] as const,
    );
    await dialog.getByText('nie jest dokumentem PDF').waitFor();
    expect(await dialog.getByRole('combobox', { name: /Umowa\.png/ }).inputValue()).toBe('agreement');
    await app.shot('documents-03-wrong-type');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
    await dialog.getByText('Umowa.png').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await region.getByText('Umowa.png').first().waitFor();

    // Pasted, as a picture from the telephone's program.
    await page.evaluate(
      (bytes) => {
        const view = globalThis as unknown as {
          document: { dispatchEvent(e: unknown): void };
          DataTransfer: new () => { items: { add(f: unknown): void } };
          File: new (parts: unknown[], name: string) => unknown;
          ClipboardEvent: new (type: string, init: unknown) => unknown;
        };
        const data = new view.DataTransfer();
        data.items.add(new view.File([new Uint8Array([...bytes, 0])], 'image.png'));
        view.document.dispatchEvent(new view.ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      },
      [...PNG],
    );
    expect(await dialog.getByRole('combobox', { name: /image\.png/ }).inputValue()).toBe('powerOfAttorney');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    // By keyboard alone: stand still, and go on.
    await region.getByRole('button', { name: 'Wstrzymaj wysyłanie pliku skan0001.pdf' }).press('Enter');
    await region.getByText('Wstrzymany').waitFor();
    await region.scrollIntoViewIfNeeded();
    await app.shot('documents-04-waiting');
    expect(await violations(page)).toEqual([]);
    await region.getByRole('button', { name: 'Wznów wysyłanie pliku skan0001.pdf' }).press('Enter');
    await client.training.setServer({ running: true });
    await expect.poll(() => region.getByText('W M/platform').count(), { timeout: 20_000 }).toBe(2);
    await app.shot('documents-05-sent');

    const saved = page.waitForEvent('download');
    await region.getByRole('button', { name: 'Zapisz kopię pliku skan0001.pdf' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('skan0001.pdf');
    expect(digestOf(readFileSync(await download.path()))).toBe(quote.sha256);
    await region.getByRole('button', { name: 'Otwórz plik Umowa.png' }).click();
    await page.getByRole('dialog', { name: 'Umowa.png' }).getByRole('img', { name: 'Umowa.png' }).waitFor();
    await page.getByRole('button', { name: 'Rzeczywisty rozmiar' }).click();
    await page.getByRole('button', { name: 'Dopasuj do okna' }).click();
    await app.shot('documents-06-picture');
    expect(await violations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
});

it('on a till’s screen a document is looked at, fetched where it is not here, attached again where it was lost', async () => {
  const app = await openApp({ width: 1024, height: 768 });
  try {
    const { page } = app;
    const client = await clientBeside(page);
    const home = page.url().replace(/[#?].*/, '');
    await page.goto(`${home}#/tickets/t-80`);
    const region = page.getByRole('region', { name: 'Wycena i dokumenty' });
    const dialog = page.getByRole('dialog', { name: 'Dołączanie plików' });
    const attach = async (kind: string, file: string): Promise<void> => {
      const choosing = page.waitForEvent('filechooser');
      await region.getByRole('button', { name: kind }).click();
      await (await choosing).setFiles([file]);
    };
    // Told at once, before anything is handed over.
    await attach('Dołącz dokument: Wycena', sample('password.pdf'));
    await dialog.getByText('jest zabezpieczony hasłem').waitFor();
    await app.shot('documents-10-password');
    await dialog.getByRole('button', { name: 'Wróć' }).click();

    await attach('Dołącz dokument: Wycena', sample('linearized.pdf'));
    await dialog.getByRole('button', { name: 'Dołącz plik' }).click();
    await region.getByText('W M/platform').waitFor({ timeout: 20_000 });
    await expect.poll(async () => (await client.operations.list({})).length, { timeout: 20_000 }).toBe(0);
    await region.getByRole('button', { name: 'Otwórz plik linearized.pdf' }).click();
    const preview = page.getByRole('dialog', { name: 'linearized.pdf' });
    await preview.getByTitle('Podgląd pliku linearized.pdf').waitFor();
    await expect.poll(() => page.frames().filter((frame) => frame.url().startsWith('blob:')).length).toBeGreaterThan(0);
    await drawn(page);
    await app.shot('documents-11-pdf');
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'hidden' });

    // Gone from here, and said so; it comes when it is opened.
    const files = join(app.data, 'training', 'files');
    for (const name of readdirSync(files)) if (/^[0-9a-f]{64}\.sealed$/.test(name)) rmSync(join(files, name));
    await page.reload();
    await region.getByText('nie ma go na tym komputerze').waitFor();
    await app.shot('documents-12-elsewhere');
    await region.getByRole('button', { name: 'Otwórz plik linearized.pdf' }).click();
    await preview.getByTitle('Podgląd pliku linearized.pdf').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => region.getByText('nie ma go na tym komputerze').count()).toBe(0);

    // Lost before it was sent.
    await client.training.setServer({ running: false });
    await attach('Dołącz dokument: Umowa', sample('plain.pdf'));
    await dialog.getByRole('button', { name: 'Dołącz plik' }).click();
    await region.getByText('Czeka na wysłanie').waitFor();
    for (const name of readdirSync(files)) if (/^[0-9a-f]{64}\.sealed$/.test(name)) rmSync(join(files, name));
    await region.getByRole('button', { name: 'Otwórz plik plain.pdf' }).click();
    await region.getByText('nie ma już na tym komputerze').first().waitFor();
    await region.scrollIntoViewIfNeeded();
    await app.shot('documents-13-lost');
    expect(await violations(page)).toEqual([]);
    await attach('Dołącz ponownie plik plain.pdf', sample('plain.pdf'));
    await dialog.getByRole('button', { name: 'Dołącz plik' }).click();
    await client.training.setServer({ running: true });
    await expect.poll(() => region.getByText('W M/platform').count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    await region.scrollIntoViewIfNeeded();
    await app.shot('documents-14-mended');

    await client.app.setLanguage({ language: 'en' });
    await page.reload();
    await page.getByRole('button', { name: 'Open the file linearized.pdf' }).click();
    await page.getByTitle('Preview of the file linearized.pdf').waitFor();
    await drawn(page);
    await app.shot('documents-15-english');
    await page.keyboard.press('Escape');
    await page.goto(`${home}#/settings`);
    const limit = page.getByRole('combobox', { name: 'At most' });
    await limit.selectOption('500');
    await expect
      .poll(async () => (await client.files.kept()).ok && (await client.files.kept()))
      .toMatchObject({
        value: { limitMb: 500, files: 2 },
      });
    await limit.scrollIntoViewIfNeeded();
    expect(await violations(page)).toEqual([]);
    await app.shot('documents-16-settings-en');
    await client.app.setLanguage({ language: 'pl' });
    await page.reload();
    await page.getByRole('combobox', { name: 'Najwyżej' }).scrollIntoViewIfNeeded();
    await app.shot('documents-17-settings-pl');
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
});
