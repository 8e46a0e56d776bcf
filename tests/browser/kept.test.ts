import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { type App, type Look, openApp } from './app.ts';
import { clientBeside } from './client.ts';

/** What is not finished yet and must not be lost: the window, or all of the program, ends at the worst moment. */
const PAGES = 'Dołączanie plików';

async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((v) => `${v.id} ${v.nodes[0]?.html}`);
}

async function open(look: Look & { readonly data?: string }, place: string): Promise<App & { readonly home: string }> {
  const app = await openApp(look);
  onTestFinished(() => app.close());
  const home = app.page.url().replace(/[#?].*/, '');
  await app.page.goto(`${home}#${place}`);
  return { ...app, home };
}

it('photographs that are not attached are there again after the whole program ended, and go when they are attached', async () => {
  const data = tempFolder('kept-pages');
  const look = { width: 1024, height: 768, camera: true, touch: true, data };
  const first = await open(look, '/tickets/t-80');
  const files = (page: Page) => page.getByRole('region', { name: 'Wycena i dokumenty' });
  await files(first.page).getByRole('button', { name: 'Zrób zdjęcie dokumentu: Wycena' }).click();
  const camera = first.page.getByRole('dialog', { name: 'Fotografowanie dokumentu' });
  const shoot = camera.getByRole('button', { name: 'Zrób zdjęcie' });
  await expect.poll(() => shoot.isEnabled(), { timeout: 15_000 }).toBe(true);
  await shoot.click();
  await camera.getByText('Zrobiono 1 zdjęcie.').waitFor();
  await shoot.click();
  await camera.getByText('Zrobiono 2 zdjęcia.').waitFor();
  await camera.getByRole('button', { name: 'Gotowe' }).click();
  await camera.waitFor({ state: 'hidden' });
  const client = await clientBeside(first.page);
  const kept = async () => {
    const draft = await client.scans.get({ ticketId: 't-80' });
    return draft.ok ? draft.value.documents.map((d) => [d.kind, d.sheets.map((s) => s.turn)]) : draft.error.code;
  };
  await expect.poll(kept, { timeout: 15_000 }).toEqual([['quote', [0, 0]]]);
  const pages = (page: Page) => page.getByRole('dialog', { name: PAGES }).getByRole('listbox').getByRole('option');
  await first.page
    .getByRole('dialog', { name: PAGES })
    .getByRole('button', { name: /^Obróć w prawo/ })
    .click();
  await expect.poll(kept, { timeout: 15_000 }).toEqual([['quote', [90, 0]]]);
  // Neither asked nor told: the process and its window are gone.
  await first.close();

  const { page, shot, complaints } = await open(look, '/tickets/t-80');
  await page.getByText('Na tym komputerze czekają 2 pliki, których nie dołączono').scrollIntoViewIfNeeded();
  await shot('kept-01-found');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Wróć do dołączania' }).click();
  const dialog = page.getByRole('dialog', { name: PAGES });
  await dialog.getByText('Przywrócono 2 strony').waitFor();
  expect(await pages(page).first().getAttribute('aria-label')).toContain('obrót o 90°');
  await shot('kept-02-restored');
  expect(await violations(page)).toEqual([]);
  // Left once more, on purpose, and taken up again.
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Zostaw na później' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Wróć do dołączania' }).click();
  await dialog.getByText('Przywrócono 2 strony').waitFor();
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await files(page).getByText('Wycena.pdf').waitFor();
  await page.getByText('Na tym komputerze czekają').waitFor({ state: 'hidden' });
  const again = await clientBeside(page);
  await expect
    .poll(() => again.scans.get({ ticketId: 't-80' }), { timeout: 15_000 })
    .toEqual({ ok: true, value: { documents: [], sources: [] } });
  expect(complaints).toEqual([]);
});

it('the note for a suspension is there again when the window was lost, and gone when it was said', async () => {
  const { page, shot, complaints } = await open({ width: 1024, height: 768 }, '/tickets/t-61');
  const dialog = page.getByRole('dialog', { name: /^Zawiesić/ });
  const reason = dialog.getByRole('textbox');
  await page.getByRole('button', { name: 'Zawieś zgłoszenie' }).click();
  await reason.fill('Detalista czeka na drukarkę, wracamy w piątek.');
  await dialog.getByText('Szkic zapisany na tym komputerze').waitFor();
  await shot('kept-10-note');
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await page.getByRole('button', { name: 'Zawieś zgłoszenie' }).click();
  await expect.poll(() => reason.inputValue()).toBe('Detalista czeka na drukarkę, wracamy w piątek.');
  await dialog.getByRole('button', { name: 'Zawieś zgłoszenie' }).click();
  await page
    .getByRole('button', { name: /^Wznów/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Zawieś zgłoszenie' }).click();
  await expect.poll(() => reason.inputValue()).toBe('');
  expect(complaints).toEqual([]);
});

it('an invoice is of the point of sale that the person says, and a newer one replaces only that one', async () => {
  const { page, shot, complaints } = await open({ width: 1280, height: 900 }, '/tickets/t-61');
  const folder = tempFolder('invoices');
  const files = page.getByRole('region', { name: 'Wycena i dokumenty' });
  const dialog = page.getByRole('dialog', { name: PAGES });
  const attach = async (button: string, name: string, seed: number, point?: string): Promise<void> => {
    writeFileSync(join(folder, name), pdf(20_000, seed).bytes);
    const choosing = page.waitForEvent('filechooser');
    await files.getByRole('button', { name: button, exact: true }).click();
    await (await choosing).setFiles([join(folder, name)]);
    const select = dialog.getByRole('combobox', { name: /^Którego punktu dotyczy/ });
    if (point !== undefined) await select.selectOption({ label: point });
    await shot(`kept-20-${name}`);
    await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await files.getByText(name).first().waitFor({ state: 'attached' });
  };
  await attach('Dołącz plik', 'faktura 688.pdf', 1, 'punkt 688');
  await attach('Dołącz plik', 'faktura 689.pdf', 2, 'punkt 689');
  await attach('Nowa wersja dokumentu: Faktura, punkt 688', 'faktura 688 poprawiona.pdf', 3);
  await files.getByText('Faktura: 1 wcześniejsza wersja').scrollIntoViewIfNeeded();
  await shot('kept-21-versions');
  expect(await violations(page)).toEqual([]);
  const client = await clientBeside(page);
  const got = await client.tickets.get({ id: 't-61' });
  const invoices = got.ok ? got.value.ticket.files.filter((f) => f.kind === 'invoice').map((f) => f.subTicketId) : [];
  expect(invoices).toEqual(['s-688', 's-689', 's-688']);
  expect(complaints).toEqual([]);
});
