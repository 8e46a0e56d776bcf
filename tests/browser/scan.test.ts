import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import type { Locator, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { dropPhotos, makePhotos } from '../support/photos.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { type App, type Look, openApp } from './app.ts';
import { type Client, clientBeside } from './client.ts';
import { drawn } from './drawn.ts';

const TICKET = 't-80';

async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((v) => `${v.id} ${v.nodes[0]?.html}`);
}

/** The ticket's page, without a line to M/platform. */
async function atTicket(look: Look = {}): Promise<{ app: App; page: Page; client: Client; region: Locator; dialog: Locator }> {
  const app = await openApp({ width: 1280, height: 900, ...look });
  onTestFinished(() => app.close());
  const { page } = app;
  const client = await clientBeside(page);
  await client.training.setServer({ running: false });
  await page.goto(`${page.url().replace(/[#?].*/, '')}#/tickets/${TICKET}`);
  const region = page.getByRole('region', { name: 'Wycena i dokumenty' });
  await region.getByRole('button', { name: 'Dołącz plik' }).waitFor();
  return { app, page, client, region, dialog: page.getByRole('dialog', { name: 'Dołączanie plików' }) };
}

/** The name of whatever has the keyboard. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''`);

async function filesOf(client: Client) {
  const got = await client.tickets.get({ id: TICKET });
  return got.ok ? got.value.ticket.files : [];
}

/** The bytes that the core holds of an attached file. */
async function bytesOf(client: Client, sha256: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset = 0; ; ) {
    const piece = await client.files.read({ ticketId: TICKET, sha256, offset });
    if (!piece.ok) throw new Error(piece.error.code);
    const part = Buffer.from(piece.value.base64, 'base64');
    parts.push(part);
    offset += part.length;
    if (offset >= piece.value.size) return Buffer.concat(parts);
  }
}

/** The picture on each page of a PDF, as it lies in the file. */
async function picturesOf(bytes: Uint8Array) {
  const read = await PDFDocument.load(bytes);
  return read.getPages().map((page) => {
    const images = page.node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict);
    const [first] = images?.values() ?? [];
    const stream = first === undefined ? undefined : read.context.lookup(first);
    if (!(stream instanceof PDFRawStream)) throw new Error('no picture on the page');
    const number = (name: string) => Number(String(stream.dict.get(PDFName.of(name))));
    return { bytes: stream.contents, width: number('Width'), height: number('Height'), turn: page.getRotation().angle };
  });
}

it('photographs become one PDF in the order chosen: upright, turned, some hundred kilobytes a page, and still to be read', async () => {
  const { app, page, client, region, dialog } = await atTicket();
  const sizes = await makePhotos(page, [
    { name: 'wycena 2.jpg', width: 3000, height: 4000, text: 'Druga' },
    { name: 'wycena 1.jpg', width: 4000, height: 3000, orientation: 6, text: 'Pierwsza' },
    { name: 'wycena 10.jpg', width: 4000, height: 3000, text: 'Trzecia' },
    { name: 'Umowa.jpg', width: 600, height: 800, text: 'Umowa' },
  ]);
  expect(Math.min(...sizes.slice(0, 3))).toBeGreaterThan(1_000_000);
  await dropPhotos(page, ['wycena 2.jpg', 'wycena 1.jpg', 'wycena 10.jpg', 'Umowa.jpg']);
  // Named alike, they are pages of one document; as people count, the tenth comes last.
  const pages = dialog.getByRole('listbox', { name: 'Strony dokumentu Wycena.pdf' }).getByRole('option');
  await expect.poll(() => pages.count(), { timeout: 30_000 }).toBe(3);
  expect(await pages.first().getAttribute('aria-label')).toContain('wycena 1.jpg');
  await dialog.getByText('około').waitFor();
  await app.shot('scan-01-pages');
  expect(await violations(page)).toEqual([]);

  // By keyboard: the last page first, and turned.
  await pages.first().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('r');
  await expect.poll(() => pages.first().getAttribute('aria-label')).toBe('Strona 1 z 3, plik wycena 10.jpg, obrót o 90°');
  expect(await focused(page)).toContain('wycena 10.jpg');
  await app.shot('scan-02-moved');

  await dialog.getByRole('button', { name: 'Podgląd dokumentu Wycena.pdf przed dołączeniem' }).click();
  const preview = page.getByRole('dialog', { name: 'Wycena.pdf' });
  await preview.getByTitle('Podgląd pliku Wycena.pdf').waitFor();
  await drawn(page);
  await app.shot('scan-03-preview');
  await page.keyboard.press('Escape');
  await preview.waitFor({ state: 'hidden' });
  await expect.poll(() => focused(page)).toBe('Podgląd dokumentu Wycena.pdf przed dołączeniem');

  await dialog.getByRole('button', { name: 'Dołącz 2 pliki' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await region.getByText('Wycena.pdf').waitFor();
  const [quote, agreement, ...none] = await filesOf(client);
  expect([quote?.name, agreement?.name, none.length]).toEqual(['Wycena.pdf', 'Umowa.jpg', 0]);
  expect([quote?.kind, agreement?.kind]).toEqual(['quote', 'agreement']);
  const bytes = await bytesOf(client, quote?.sha256 ?? '');
  writeFileSync(join(import.meta.dirname, '..', '.artifacts', 'scan.pdf'), bytes);
  const pictures = await picturesOf(bytes);
  // The one that was held upright is upright without being turned.
  expect(pictures.map(({ width, height, turn }) => [width, height, turn])).toEqual([
    [2205, 1654, 90],
    [1654, 2205, 0],
    [1654, 2205, 0],
  ]);
  for (const picture of pictures) expect(picture.bytes.length).toBeLessThan(500 * 1024);
  for (const [i, picture] of pictures.entries()) {
    const seen = await looksLike(page, picture.bytes);
    expect(seen.print, `contrast of the print on page ${i + 1}`).toBeGreaterThan(130);
    // The stamp is where the paper's upper left corner is when the picture stands upright.
    const corner = i === 1 ? seen.upperRight : seen.upperLeft;
    expect(corner[0], 'red').toBeGreaterThan(170);
    expect(Math.max(corner[1], corner[2]), 'red').toBeLessThan(90);
  }
  // A small picture is attached as it came, byte for byte.
  expect((await bytesOf(client, agreement?.sha256 ?? '')).length).toBe(sizes[3]);
  await region.scrollIntoViewIfNeeded();
  await app.shot('scan-04-attached');
  expect(app.complaints).toEqual([]);
});

/** What a picture shows: the colours of its corners, and how far the print stands out of the paper in its middle. */
async function looksLike(page: Page, jpeg: Uint8Array) {
  return (await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${Buffer.from(jpeg).toString('base64')}'), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const c = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    c.drawImage(bitmap, 0, 0);
    const at = (x, y) => [...c.getImageData(Math.round(x * width), Math.round(y * height), 1, 1).data];
    const middle = c.getImageData(width * 0.3, height * 0.3, width * 0.3, height * 0.3).data;
    const greys = [];
    for (let i = 0; i < middle.length; i += 4) greys.push((middle[i] + middle[i + 1] + middle[i + 2]) / 3);
    greys.sort((a, b) => a - b);
    const share = (part) => greys[Math.floor(part * (greys.length - 1))];
    return { upperLeft: at(0.03, 0.03), upperRight: at(0.97, 0.03), print: share(0.9) - share(0.02) };
  })()`)) as {
    readonly upperLeft: readonly [number, number, number];
    readonly upperRight: readonly [number, number, number];
    readonly print: number;
  };
}

it('a document is photographed page by page; the photographs are not thrown away without a question', async () => {
  const { app, page, client, region, dialog } = await atTicket({ width: 1024, height: 768, camera: true, touch: true });
  await region.getByRole('button', { name: 'Zrób zdjęcie dokumentu: Wycena' }).click();
  const camera = page.getByRole('dialog', { name: 'Fotografowanie dokumentu' });
  const shoot = camera.getByRole('button', { name: 'Zrób zdjęcie' });
  await expect.poll(() => shoot.isEnabled(), { timeout: 15_000 }).toBe(true);
  await shoot.click();
  await camera.getByText('Zrobiono 1 zdjęcie.').waitFor();
  await shoot.click();
  await camera.getByText('Zrobiono 2 zdjęcia.').waitFor();
  await app.shot('scan-10-camera');
  expect(await violations(page)).toEqual([]);
  await camera.getByRole('button', { name: 'Gotowe' }).click();
  await camera.waitFor({ state: 'hidden' });
  await expect.poll(() => dialog.getByRole('listbox').getByRole('option').count()).toBe(2);
  expect(await dialog.getByRole('combobox').inputValue()).toBe('quote');
  await app.shot('scan-11-photographed');
  expect(await violations(page)).toEqual([]);
  expect(await tooSmall(page)).toEqual([]);

  await page.keyboard.press('Escape');
  await dialog.getByText('2 zdjęcia nie są jeszcze dołączone').waitFor();
  await app.shot('scan-12-asked');
  await dialog.getByRole('button', { name: 'Wróć do dołączania' }).click();
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(async () => (await filesOf(client)).map((f) => f.name)).toEqual(['Wycena.pdf']);
  const [quote] = await filesOf(client);
  expect((await picturesOf(await bytesOf(client, quote?.sha256 ?? ''))).length).toBe(2);
  expect(app.complaints).toEqual([]);
});

/** Buttons and fields that a finger would miss. */
async function tooSmall(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('[role=dialog] button, [role=dialog] select, [role=option]')]
    .map((e) => ({ name: e.getAttribute('aria-label') ?? e.textContent, box: e.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(({ name, box }) => name + ' ' + box.width + 'x' + box.height)`)) as string[];
}

it('where no camera is, it is said, and a picture can be chosen', async () => {
  const { app, page, region, dialog } = await atTicket({ width: 1024, height: 768 });
  await region.getByRole('button', { name: 'Zrób zdjęcie dokumentu: Wycena' }).click();
  const camera = page.getByRole('dialog', { name: 'Fotografowanie dokumentu' });
  await camera.getByText('Nie znaleziono kamery').waitFor();
  await app.shot('scan-13-no-camera');
  expect(await violations(page)).toEqual([]);
  const choosing = page.waitForEvent('filechooser');
  await camera.getByRole('button', { name: 'Wybierz zdjęcie z pliku' }).click();
  await (await choosing).setFiles([join(import.meta.dirname, '..', 'fixtures', 'documents', 'photo.jpg')]);
  await camera.getByRole('button', { name: 'Gotowe' }).click();
  await expect.poll(() => dialog.getByRole('listbox').getByRole('option').count()).toBe(1);
});

it('the quote comes first: what is dropped before it waits until one of the files is the quote', async () => {
  const { app, page, client, region, dialog } = await atTicket({ width: 1024, height: 768 });
  const folder = tempFolder('scans');
  const put = (name: string, seed: number): string => {
    writeFileSync(join(folder, name), pdf(30_000, seed).bytes);
    return join(folder, name);
  };
  await region.getByText('Plik można też upuścić tutaj').scrollIntoViewIfNeeded();
  await app.shot('scan-20-quote-first');
  expect(await violations(page)).toEqual([]);
  const choose = async (button: string, ...paths: string[]): Promise<void> => {
    const choosing = page.waitForEvent('filechooser');
    await region.getByRole('button', { name: button }).click();
    await (await choosing).setFiles(paths);
  };
  await choose('Dołącz plik', put('Umowa.pdf', 1), put('Pelnomocnictwo.pdf', 2));
  await dialog.getByText('Zgłoszenie nie ma jeszcze skanu wyceny').waitFor();
  await app.shot('scan-21-no-quote');
  expect(await violations(page)).toEqual([]);
  expect(await dialog.getByRole('button', { name: 'Dołącz 2 pliki' }).isDisabled()).toBe(true);
  const choosing = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Dodaj pliki' }).click();
  await (await choosing).setFiles([put('skan0007.pdf', 3)]);
  // The one that is missing still.
  await expect.poll(() => dialog.getByRole('combobox', { name: /skan0007/ }).inputValue()).toBe('quote');
  await dialog.getByRole('button', { name: 'Dołącz 3 pliki' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const files = await filesOf(client);
  expect(files.map((f) => f.kind)).toEqual(['quote', 'agreement', 'powerOfAttorney']);
  expect(files.map((f) => f.name)).toEqual(['skan0007.pdf', 'Umowa.pdf', 'Pelnomocnictwo.pdf']);

  // Once each: another quote is its new version, the first one stays to be seen.
  await choose('Nowa wersja dokumentu: Wycena', put('wycena poprawiona.pdf', 4));
  await dialog.getByText('Wycena już jest w zgłoszeniu').waitFor();
  await app.shot('scan-22-new-version');
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await region.getByText('wycena poprawiona.pdf').waitFor();
  expect(await region.getByText('skan0007.pdf').isVisible()).toBe(false);
  await region.getByText('Wycena: 1 wcześniejsza wersja').click();
  await region.getByText('skan0007.pdf').waitFor();
  await region.scrollIntoViewIfNeeded();
  await app.shot('scan-23-versions');
  expect(await violations(page)).toEqual([]);

  await client.app.setLanguage({ language: 'en' });
  await page.reload();
  await page.getByText('Quote: 1 earlier version').waitFor();
  await page.getByRole('region', { name: 'Quote and documents' }).scrollIntoViewIfNeeded();
  await app.shot('scan-24-english');
  await makePhotos(page, [
    { name: 'a.jpg', width: 1600, height: 2400 },
    { name: 'b.jpg', width: 2400, height: 1600 },
  ]);
  await dropPhotos(page, ['a.jpg', 'b.jpg']);
  const english = page.getByRole('dialog', { name: 'Attaching files' });
  await expect.poll(() => english.getByRole('listbox').getByRole('option').count(), { timeout: 30_000 }).toBe(2);
  await english.getByRole('button', { name: 'Join to the one above: b.jpg' }).click();
  await english.getByText('2 pages').waitFor();
  await app.shot('scan-25-english-dialog');
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await app.shot('scan-26-english-dark');
  expect(await violations(page)).toEqual([]);
  // A page goes to another place by the mouse, too.
  const pages = english.getByRole('listbox').getByRole('option');
  await pages.nth(1).dragTo(pages.nth(0), { targetPosition: { x: 5, y: 40 } });
  await expect.poll(() => pages.first().getAttribute('aria-label')).toContain('b.jpg');
  expect(app.complaints).toEqual([]);
});

it('a window that goes in the middle of attaching loses nothing that was attached', async () => {
  const { page, client, region, dialog } = await atTicket();
  const folder = tempFolder('scans');
  const quote = pdf(40_000, 11);
  writeFileSync(join(folder, 'wycena.pdf'), quote.bytes);
  writeFileSync(join(folder, 'umowa.pdf'), pdf(20_000_000, 12).bytes);
  const choosing = page.waitForEvent('filechooser');
  await region.getByRole('button', { name: 'Dołącz plik' }).click();
  await (await choosing).setFiles([join(folder, 'wycena.pdf'), join(folder, 'umowa.pdf')]);
  await dialog.getByRole('button', { name: 'Dołącz 2 pliki' }).click();
  // The first is attached, the second on its way.
  await dialog.getByText('wycena.pdf').waitFor({ state: 'hidden' });
  await page.reload();
  await region.getByText('wycena.pdf').waitFor();
  const files = await filesOf(client);
  expect(files.map((f) => f.name)).toEqual(['wycena.pdf']);
  expect((await bytesOf(client, quote.sha256)).equals(quote.bytes)).toBe(true);
  // What was cut off is attached again, by asking for it again.
  const again = page.waitForEvent('filechooser');
  await region.getByRole('button', { name: 'Dołącz dokument: Umowa' }).click();
  await (await again).setFiles([join(folder, 'umowa.pdf')]);
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect((await filesOf(client)).map((f) => f.kind)).toEqual(['quote', 'agreement']);
});

it('preparing is stopped: what is ready stays, and nothing is said to be wrong with the rest', async () => {
  const { page, dialog } = await atTicket();
  const names = ['wycena 1.jpg', 'wycena 2.jpg', 'wycena 3.jpg', 'wycena 4.jpg', 'wycena 5.jpg', 'wycena 6.jpg'];
  await makePhotos(
    page,
    names.map((name) => ({ name, width: 4000, height: 3000, text: name })),
  );
  await dropPhotos(page, names);
  await dialog.getByRole('option', { name: 'wycena 1.jpg' }).waitFor();
  await dialog.getByRole('button', { name: 'Przerwij' }).click();
  await dialog.getByText('Przygotowywanie').waitFor({ state: 'hidden' });
  expect(await dialog.getByRole('list', { name: 'Pliki, których nie można dołączyć' }).count()).toBe(0);
  const ready = await dialog.getByRole('listbox').getByRole('option').count();
  expect(ready).toBeLessThan(names.length);
  // It begins anew for what comes next.
  await dropPhotos(page, ['wycena 6.jpg']);
  await expect.poll(() => dialog.getByRole('listbox').getByRole('option').count()).toBe(ready + 1);
});

it('attaching is stopped, and what was on its way stays in the list', async () => {
  const { page, client, region, dialog } = await atTicket();
  const folder = tempFolder('scans');
  writeFileSync(join(folder, 'wycena.pdf'), pdf(24_000_000, 21).bytes);
  const choosing = page.waitForEvent('filechooser');
  await region.getByRole('button', { name: 'Dołącz dokument: Wycena' }).click();
  await (await choosing).setFiles([join(folder, 'wycena.pdf')]);
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.getByRole('progressbar').waitFor();
  await dialog.getByRole('button', { name: 'Przerwij' }).click();
  await expect.poll(() => dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).isEnabled()).toBe(true);
  expect(await filesOf(client)).toEqual([]);
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect((await filesOf(client)).map((f) => f.name)).toEqual(['wycena.pdf']);
});

it('thirty photographs of twelve megapixels are prepared and joined while the window goes on answering', async () => {
  const { page, client, dialog, app } = await atTicket();
  const names = Array.from({ length: 30 }, (_, i) => `wycena ${i + 1}.jpg`);
  for (const name of names) await makePhotos(page, [{ name, width: 4000, height: 3000, text: name }]);
  await page.evaluate(`{
    globalThis.blocks = [];
    new PerformanceObserver((list) => globalThis.blocks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
  }`);
  const begun = Date.now();
  await dropPhotos(page, names);
  await expect.poll(() => dialog.getByRole('listbox').getByRole('option').count(), { timeout: 90_000, interval: 250 }).toBe(30);
  const prepared = Date.now();
  await app.shot('scan-30-thirty');
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden', timeout: 60_000 });
  const done = Date.now();
  const blocks = (await page.evaluate('globalThis.blocks')) as number[];
  const [quote] = await filesOf(client);
  const bytes = await bytesOf(client, quote?.sha256 ?? '');
  expect((await PDFDocument.load(bytes)).getPageCount()).toBe(30);
  expect(bytes.length).toBeLessThan(30 * 500 * 1024);
  const blocked = blocks.reduce((sum, block) => sum + Math.max(0, block - 50), 0);
  process.stdout.write(
    `30 photographs: prepared in ${(prepared - begun) / 1000} s, joined and attached in ${(done - prepared) / 1000} s, ` +
      `${(bytes.length / 1024 / 1024).toFixed(1)} MB, longest block ${Math.round(Math.max(0, ...blocks))} ms, beyond 50 ms ${Math.round(blocked)} ms\n`,
  );
  // Done in the window itself, each photograph alone would take more than a tenth of a second.
  expect(blocked).toBeLessThan(1_500);
});
