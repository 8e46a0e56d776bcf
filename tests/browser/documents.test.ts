import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { digestOf, pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openApp } from './app.ts';
import { clientBeside } from './client.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
);

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
    await region.getByRole('button', { name: 'Otwórz plik skan0001.pdf' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('skan0001.pdf');
    expect(digestOf(readFileSync(await download.path()))).toBe(quote.sha256);
    await region.getByRole('button', { name: 'Otwórz plik Umowa.png' }).click();
    await page.getByRole('dialog', { name: 'Umowa.png' }).getByRole('img', { name: 'Umowa.png' }).waitFor();
    await app.shot('documents-06-picture');
    expect(await violations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
});
