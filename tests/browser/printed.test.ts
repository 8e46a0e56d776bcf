import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { quoteLineOf, quoteTotals } from '../../domain/quote.ts';
import { trainingPriceList } from '../../mplatform/server/seed-price-list.ts';
import { ago } from '../../mplatform/server/seed-rows.ts';
import { readPdf, squeezed } from '../support/pdf-text.ts';
import { tempFolder } from '../support/temp.ts';
import { openApp } from './app.ts';
import { type Client, clientBeside } from './client.ts';
import { drawn } from './drawn.ts';

const TICKET = 't-80';

async function fits(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}
const must = <T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: string } },
): T => {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};

/** The formal quote of two stations, as the quote's own screen makes it. */
async function quoted(client: Client): Promise<void> {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(Date.now());
  const list = trainingPriceList(ago(Date.now()));
  const stations = { purchase: 1, exchange: 2 };
  const lines = list.items
    .filter(({ id }) => ['pcpos7', 'mplatform', 'instalacja', 'podrecznik'].includes(id))
    .map((item) => quoteLineOf(list, item, { quantity: 3, unitNet: item.unitNet ?? 0, stations, day: today }));
  const content = { priceList: list.id, lines, stations, quotedOn: today, validUntil: today };
  must(
    await client.operations.submit({
      intent: { kind: 'ticket.saveQuote', target: TICKET, args: { totalGross: quoteTotals(lines).gross, content } },
    }),
  );
}

/** A browser without a window ends when it is asked to print, so what would be printed is only noted. */
const NO_PRINTER = `
  globalThis.printed = [];
  Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
    get() { return { focus() {}, print: () => globalThis.printed.push(this.src.slice(0, 5)) }; },
  });
  if (!navigator.pdfViewerEnabled) Object.defineProperty(navigator, 'pdfViewerEnabled', { value: true });
`;

/** A name as a hand draws it: down, along, up. */
async function draw(page: Page, pad: Locator): Promise<void> {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('no field to sign on');
  const at = (i: number) => ({ x: box.x + box.width * (0.1 + i * 0.02), y: box.y + box.height * (0.5 + 0.3 * Math.sin(i / 3)) });
  await page.mouse.move(at(0).x, at(0).y);
  await page.mouse.down();
  for (let i = 1; i < 40; i++) await page.mouse.move(at(i).x, at(i).y);
  await page.mouse.up();
}

it.each([
  ['laptop', 1440, 900],
  ['till', 1024, 768],
] as const)(
  'documents say what they lack, are looked at, printed, and signed on the screen by pen or by name, on a %s',
  async (name, width, height) => {
    const app = await openApp({ width, height });
    const { page, shot } = app;
    try {
      const client = await clientBeside(page);
      await page.goto(`${page.url().replace(/[#?].*/, '')}#/tickets/${TICKET}`);
      const region = page.getByRole('region', { name: 'Dokumenty do podpisu' });
      await region.getByText('Brakuje: osoba, która podpisuje za firmę.').first().waitFor();
      await region.getByText('Brakuje: zapisana wycena.').first().waitFor();
      expect(await region.getByRole('button', { name: 'Drukuj dokument: Umowa' }).isDisabled()).toBe(true);
      await region.scrollIntoViewIfNeeded();
      await fits(page);
      await shot(`printed-01-missing-${name}`);

      await quoted(client);
      const fields = { representative: { from: '', to: 'Żaneta Śćięgłowska' } };
      must(await client.operations.submit({ intent: { kind: 'ticket.editCompany', target: TICKET, args: { fields } } }));
      await region.getByText('Brakuje').first().waitFor({ state: 'detached' });
      expect(await region.getByRole('button', { name: 'Podpisz na ekranie: Umowa' }).isDisabled()).toBe(true);
      await region.getByText('Podpisać na ekranie można po dołączeniu podpisanej wyceny.').first().waitFor();

      const saved = page.waitForEvent('download');
      await region.getByRole('button', { name: 'Zapisz PDF: Umowa' }).click();
      const agreement = readPdf(readFileSync(await (await saved).path()));
      expect(agreement.pages.join('')).toContain(squeezed('którą reprezentuje Żaneta Śćięgłowska'));
      await region.getByRole('button', { name: 'Podgląd dokumentu: Wycena' }).click();
      await page.getByRole('dialog', { name: /^Wycena-W-80-1-/ }).waitFor();
      await drawn(page);
      await shot(`printed-02-preview-${name}`);
      await page.keyboard.press('Escape');

      await page.evaluate(NO_PRINTER);
      await region.getByRole('button', { name: 'Drukuj dokument: Umowa' }).click();
      await expect.poll(() => page.evaluate('globalThis.printed')).toEqual(['blob:']);
      await expect.poll(() => region.getByRole('button', { name: 'Drukuj dokument: Umowa' }).isEnabled()).toBe(true);

      // By pen, both sides: the quote.
      await region.getByRole('button', { name: 'Podpisz na ekranie: Wycena' }).click();
      const dialog = page.getByRole('dialog', { name: 'Podpis na ekranie: Wycena' });
      await dialog.getByRole('region', { name: 'Treść dokumentu: Wycena' }).getByText('Zakres i ceny').waitFor();
      const submit = dialog.getByRole('button', { name: 'Podpisz i dołącz' });
      expect(await submit.isDisabled()).toBe(true);
      for (const pad of await dialog.getByRole('img', { name: /^Pole podpisu/ }).all()) await draw(page, pad);
      await fits(page);
      await shot(`printed-03-signing-${name}`);
      // Leaving by mistake loses nothing at once.
      await page.keyboard.press('Escape');
      await dialog.getByText('Podpisy przepadną.').waitFor();
      await submit.click();
      await dialog.waitFor({ state: 'detached' });
      await region.getByText(/Podpisany dokument Wycena-W-80-1-\d+-podpisany\.pdf dołączono/).waitFor();
      const files = page.getByRole('region', { name: 'Wycena i dokumenty' });
      await files.getByText(/-podpisany\.pdf/).waitFor();
      await shot(`printed-04-signed-${name}`);

      // By keyboard alone: the agreement, by name with consent.
      await region.getByRole('button', { name: 'Podpisz na ekranie: Umowa' }).press('Enter');
      const second = page.getByRole('dialog', { name: 'Podpis na ekranie: Umowa' });
      await second.getByRole('group').first().waitFor();
      for (const group of await second.getByRole('group').all()) {
        await group.getByRole('radio', { name: 'Rysuję podpis' }).press('ArrowRight');
        await group.getByRole('checkbox').press('Space');
      }
      await fits(page);
      await shot(`printed-05-by-name-${name}`);
      await second.getByRole('button', { name: 'Podpisz i dołącz' }).press('Enter');
      await second.waitFor({ state: 'detached' });

      const ticket = must(await client.tickets.get({ id: TICKET })).ticket;
      expect(ticket.files.map(({ kind }) => kind)).toEqual(['quote', 'agreement']);
      const words = await Promise.all(
        ticket.files.map(async ({ sha256 }) => {
          const { base64 } = must(await client.files.read({ ticketId: TICKET, sha256, offset: 0 }));
          return readPdf(Buffer.from(base64, 'base64')).pages.join('');
        }),
      );
      expect(words[0]).toContain(squeezed('podpisano na ekranie'));
      expect(words[1]).toContain(squeezed('podpisano imieniem i nazwiskiem za zgodą'));
      expect(app.complaints).toEqual([]);
    } finally {
      await app.close();
    }
  },
);

it('the protocol of a closed point is there for both sides, can be signed after the ticket closed, and its receipt holds', async () => {
  const data = tempFolder('technik-printed-');
  const cli = join(import.meta.dirname, '..', '..', 'electron', 'cli.ts');
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [cli, ...args, '--data', data], { encoding: 'utf8' });
  expect(run('demo').status).toBe(0);
  const app = await openApp({ width: 1024, height: 768, data });
  const { page, shot } = app;
  let file = '';
  try {
    const client = await clientBeside(page);
    await page.goto(`${page.url().replace(/[#?].*/, '')}#/tickets/t-115/sub-tickets/s-735`);
    const region = page.getByRole('region', { name: 'Protokół odbioru' });
    await region.getByText(/nr O\/115\/735\//).waitFor();
    await region.scrollIntoViewIfNeeded();
    await fits(page);
    await shot('printed-06-protocol');
    const saved = page.waitForEvent('download');
    await region.getByRole('button', { name: 'Zapisz PDF: Protokół odbioru' }).click();
    file = join(data, 'protokol.pdf');
    await (await saved).saveAs(file);
    await region.getByRole('button', { name: 'Podpisz na ekranie: Protokół odbioru' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('img', { name: /^Pole podpisu/ })
      .first()
      .waitFor();
    for (const pad of await dialog.getByRole('img', { name: /^Pole podpisu/ }).all()) await draw(page, pad);
    await shot('printed-07-protocol-signing');
    await dialog.getByRole('button', { name: 'Podpisz i dołącz' }).click();
    await region.getByText(/-podpisany\.pdf dołączono/).waitFor();
    await client.sync.now();
    const { ticket } = must(await client.tickets.get({ id: 't-115' }));
    expect([ticket.status, ticket.files.map(({ kind }) => kind).at(-1)]).toEqual(['closed', 'protocol']);
    // Or on paper, as a scan.
    const choosing = page.waitForEvent('filechooser');
    await region.getByRole('button', { name: 'Dołącz skan podpisanego protokołu' }).click();
    await (await choosing).setFiles([file]);
    await region.getByText('Skan protokol.pdf dołączono do zgłoszenia.').waitFor();
    const { files } = must(await client.tickets.get({ id: 't-115' })).ticket;
    expect(files.filter(({ kind }) => kind === 'protocol')).toHaveLength(2);
    await expect
      .poll(async () => (await client.files.list()).filter(({ ticketId, state }) => ticketId === 't-115' && state !== 'sent'), {
        timeout: 20_000,
      })
      .toEqual([]);
    await expect
      .poll(async () => (await client.operations.list({ state: 'open' })).filter(({ ticketId }) => ticketId === 't-115'), {
        timeout: 20_000,
      })
      .toEqual([]);
    expect(app.complaints).toEqual([]);
  } finally {
    await app.close();
  }
  const verified = run('receipt', 'verify', file);
  expect([verified.status, verified.stdout]).toMatchObject([0, expect.stringContaining('pochodzi ze szkolenia')]);
});
