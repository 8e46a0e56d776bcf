import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { readLetter } from '../support/letters.ts';
import { digestOf, pdf } from '../support/scans.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const button = (name: string | RegExp) => app.page.getByRole('button', { name });
const now = () => app.page.locator('li[aria-current="step"] h2');
const ticket = (id = 't-80') => {
  const view = app.core.workplace().views.ticketView(id);
  if (!view.ok) throw new Error(view.error.code);
  return view.value.ticket;
};
/** A quote on the formal template, saved on this machine. */
function quote(): void {
  const { store } = app.core.workplace();
  const [list] = store.sharedRows.priceLists();
  const item = list?.items.find(({ id }) => id === 'instalacja');
  if (list === undefined || item === undefined) throw new Error('no price list');
  const today = new Date().toISOString().slice(0, 10);
  const { group, name, unit, vat } = item;
  const lines = [{ item: item.id, group, name, unit, vat, quantity: 1, unitNet: 30_000, offer: null }];
  const stations = { purchase: 0, exchange: 0 };
  const content = { priceList: list.id, lines, stations, quotedOn: today, validUntil: today };
  app.do({ kind: 'ticket.saveQuote', target: 't-80', args: { totalGross: 36_900, content } });
}
async function letter() {
  const downloading = app.page.waitForEvent('download');
  await button(/^Utwórz szkic/).click();
  const file = await (await downloading).path();
  return readLetter(readFileSync(file, 'latin1'));
}

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)(
  'the retailer hesitates, and there is no line: one path from the quote to the day on which work goes on, on a %s',
  async (name, size) => {
    app = await openSyncApp(size);
    const { page, shot } = app;
    quote();
    app.line('gone');
    await app.go('/tickets/t-80');
    await page.getByRole('link', { name: 'Detalista się waha lub rezygnuje' }).press('Enter');
    await page.getByRole('heading', { name: 'Detalista się waha albo rezygnuje' }).waitFor();
    expect(await now().textContent()).toContain('1.');
    await fits();
    await shot(`hesitation-01-${name}`);

    await button('Dołącz wycenę z programu').click();
    await expect.poll(() => now().textContent()).toContain('2.');
    expect(ticket().files.map(({ kind }) => kind)).toEqual(['quote']);
    const note = page.getByRole('textbox', { name: 'Uwaga o rezygnacji' });
    expect(await note.inputValue()).toContain('369,00');
    await page.getByRole('radio', { name: 'nie akceptuje kosztu' }).check();
    expect(await note.inputValue()).toContain('nie akceptuje kosztu');
    await note.fill('Rezygnacja detalisty: za drogo. Wróci do tematu po świętach.');
    await fits();
    await shot(`hesitation-02-note-${name}`);
    await button('Zawieś zgłoszenie').click();
    await expect.poll(() => now().textContent()).toContain('3.');
    expect(ticket()).toMatchObject({ status: 'suspended', suspensionNote: /Wróci do tematu/ as never });

    expect(await page.getByRole('link', { name: 'Zadzwoń: 601000111' }).getAttribute('href')).toBe('tel:601000111');
    expect(await page.getByRole('link', { name: /^Napisz/ }).getAttribute('href')).toBe('mailto:ewa.lis@example.com');
    await page.getByRole('textbox', { name: 'Co ustalono z opiekunem' }).fill('Opiekun zadzwoni do detalisty w piątek.');
    await button('Dodaj uwagę').click();
    await expect.poll(() => now().textContent()).toContain('4.');
    const made = await letter();
    expect(made.headers).toMatchObject({ to: 'operacje@mplatform.com.pl', subject: 'Wycena', 'x-unsent': '1' });
    for (const part of ['PPHU Spożywcza', '821-345-71-30', '812, 813', '369,00 zł', 'po świętach'])
      expect(made.body).toContain(part);
    expect(digestOf(made.attachments[0]?.bytes ?? Buffer.of())).toBe(ticket().files[0]?.sha256);
    await page.getByText(/^Szkic zapisano jako Wycena-80-/).waitFor();
    await expect.poll(() => now().textContent()).toContain('5.');
    await fits();
    await shot(`hesitation-03-letter-${name}`);

    // Left and come back to, the path stands where it stood.
    await app.go('/tickets/t-80');
    await page.getByRole('link', { name: 'Wróć do ścieżki rezygnacji' }).click();
    await page.getByText(/^Szkic utworzono na tym komputerze/).waitFor();
    expect(await now().textContent()).toContain('5.');
    await button('Wznów zgłoszenie').click();
    await expect.poll(() => ticket().status).toBe('agreement');
    app.line('good');
    await app.sync();
    await expect.poll(() => app.core.workplace().inbox.unsent().count, { timeout: 20_000 }).toBe(0);
    // A note passes by a suspension that waits for the file before it.
    expect(
      ticket()
        .notes.map(({ text }) => text)
        .toSorted(),
    ).toEqual(['Opiekun zadzwoni do detalisty w piątek.', 'Rezygnacja detalisty: za drogo. Wróci do tematu po świętach.']);
  },
);

it('the scan that was attached goes with the letter byte for byte, and another scan asks for another letter', async () => {
  app = await openSyncApp({ width: 1280, height: 900 });
  const { page, shot } = app;
  await app.go('/tickets/t-80/hesitation');
  const scan = pdf(2_000_000);
  const choosing = page.waitForEvent('filechooser');
  await button('Dołącz skan wyceny').click();
  await (await choosing).setFiles([{ name: 'skan wyceny.pdf', mimeType: 'application/pdf', buffer: scan.bytes }]);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Dołącz/ })
    .last()
    .click();
  await page.getByText('Dołączono: skan wyceny.pdf').waitFor();
  const made = await letter();
  expect(made.attachments).toHaveLength(1);
  expect(digestOf(made.attachments[0]?.bytes ?? Buffer.of())).toBe(digestOf(scan.bytes));
  app.do({
    kind: 'ticket.attachFile',
    target: 't-80',
    args: { kind: 'quote', sha256: 'e'.repeat(64), name: 'nowa.pdf', size: 9 },
  });
  await page.reload();
  await page.getByText('Po utworzeniu szkicu dołączono inną wycenę.').waitFor();
  await shot('hesitation-11-outdated');
  await fits();
});

it('export to Backoffice: what is missing, waiting without a line, sent, returned with a message and what to do, accepted', async () => {
  app = await openSyncApp({ width: 1280, height: 900 });
  const { page, shot, operator } = app;
  await app.go('/tickets/t-80');
  const backoffice = page.getByRole('region', { name: 'Eksport do Backoffice' });
  await backoffice.getByText('Do eksportu brakuje: wycena, umowa, pełnomocnictwo.').waitFor();
  const client = await (await import('./client.ts')).clientBeside(page);
  const attach = async (kind: 'quote' | 'agreement' | 'powerOfAttorney', seed: number): Promise<void> => {
    const scan = pdf(3000, seed);
    const begun = await client.files.begin({ ticketId: 't-80', kind, name: `${kind}-${seed}.pdf`, size: scan.bytes.length });
    if (!begun.ok) throw new Error(begun.error.code);
    const { draftId } = begun.value;
    await client.files.append({ draftId, offset: 0, base64: scan.bytes.toString('base64') });
    expect((await client.files.finish({ draftId })).ok).toBe(true);
  };
  for (const [i, kind] of (['quote', 'agreement', 'powerOfAttorney'] as const).entries()) await attach(kind, i + 1);
  await backoffice.getByText('nie zapisano jeszcze wyceny').waitFor();
  quote();
  await backoffice.getByText('Gotowe do eksportu').waitFor();
  await shot('backoffice-01-ready');
  app.line('gone');
  await backoffice.getByRole('button', { name: /ksport/ }).click();
  await backoffice.getByText('Czeka na wysłanie').waitFor();
  await shot('backoffice-02-waits');
  app.line('good');
  const sent = () => ticket().backoffice?.state;
  await app.sync();
  await backoffice.getByText('Wysłane, bez odpowiedzi').waitFor();
  await expect.poll(() => app.core.workplace().inbox.unsent().count, { timeout: 20_000 }).toBe(0);
  await operator.answerBackoffice('t-80', 'returned', 'Na umowie brakuje daty.');
  await app.sync();
  await backoffice.getByText('Na umowie brakuje daty.').waitFor();
  await page.getByText('Popraw dokumenty zwrócone z Backoffice').waitFor();
  await backoffice.getByText('Od zwrotu nie dołączono jeszcze nowego pliku.').waitFor();
  await fits();
  await shot('backoffice-03-returned');
  await attach('agreement', 9);
  await expect.poll(() => backoffice.getByText('Od zwrotu nie dołączono').count()).toBe(0);
  await backoffice.getByRole('button', { name: 'Wyeksportuj ponownie' }).click();
  await expect.poll(sent).toBe('sent');
  await app.sync();
  await expect.poll(() => app.core.workplace().inbox.unsent().count, { timeout: 20_000 }).toBe(0);
  await operator.answerBackoffice('t-80', 'accepted', '');
  await app.sync();
  await backoffice.getByText('Przyjęte').waitFor();
  expect(await backoffice.getByRole('button').count()).toBe(0);
});

it('a late ticket demands a current note, with its reason and a field right there, and asks no more once there is one', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await app.go('/tickets/t-61');
  await page.getByRole('heading', { name: 'Piekarnia Złoty Kłos' }).waitFor();
  const demand = page.getByText('Zgłoszenie po terminie wymaga aktualnej uwagi');
  // Its last note is six days old.
  expect(await demand.count()).toBe(0);
  app.later(2 * 86_400_000);
  await demand.waitFor();
  expect(await page.getByRole('article').getByRole('link', { name: '22 123 84 09' }).first().getAttribute('href')).toBe(
    'tel:221238409',
  );
  await fits();
  await shot('note-demanded');
  await page.getByRole('textbox', { name: 'Dlaczego trwa to dłużej i do kiedy' }).fill('Drukarka przyjdzie w środę.');
  await button('Dodaj uwagę').first().click();
  await demand.waitFor({ state: 'detached' });
});

it('deadlines and tickets that were taken away are told once, stay until they are read, and are not told again', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot, operator } = app;
  await app.go('/');
  const strip = page.getByRole('region', { name: /^Terminy i zgłoszenia do sprawdzenia/ });
  await strip.waitFor();
  await strip.getByRole('button', { name: 'Pokaż, czego dotyczą' }).click();
  await strip.getByText('Piekarnia Złoty Kłos').waitFor();
  await fits();
  await shot('reminders');
  await strip.getByRole('button', { name: 'Przyjmuję do wiadomości' }).click();
  await strip.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading').first().waitFor();
  expect(await strip.count()).toBe(0);
  await operator.withdrawTicket('t-80', 'reassigned');
  await app.sync();
  await strip.getByRole('button', { name: 'Pokaż, czego dotyczą' }).click();
  await strip.getByText('M/platform odebrała to zgłoszenie.').waitFor();
  expect((await strip.getByRole('listitem').allTextContents()).join()).toContain('PPHU Spożywcza');
});
