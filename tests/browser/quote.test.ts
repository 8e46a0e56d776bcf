import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { pdf } from '../support/scans.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  // Half faded in, any text is too pale.
  await app.page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const button = (name: string | RegExp) => app.page.getByRole('button', { name });
const field = (name: string | RegExp) => app.page.getByRole('textbox', { name });
const region = (name: string) => app.page.getByRole('region', { name, exact: true });
/** Amounts stand with no-break spaces. */
const spaced = (text: string): string => text.replaceAll(/ (?=\d{3}|zł)/g, '\u00a0');
const gross = (amount: string) => app.page.locator('output').getByText(spaced(amount), { exact: true });
const quoteSaved = () => {
  const view = app.core.workplace().quotes.view('t-80');
  return view.ok ? view.value.quote : null;
};

/** Item after item by keyboard alone: words of its name, quantity, and the price where the list leaves it open. */
async function type(...lines: readonly (readonly [search: string, quantity: string, price?: string])[]): Promise<void> {
  const { keyboard } = app.page;
  const focused = () => app.page.evaluate('document.activeElement?.id ?? ""') as Promise<string>;
  for (const [search, quantity, price] of lines) {
    await expect.poll(focused).toBe('quote-search');
    await keyboard.type(search);
    await keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^quantity-/);
    await keyboard.type(quantity);
    await keyboard.press('Enter');
    if (price === undefined) continue;
    await expect.poll(focused).toMatch(/^price-/);
    await keyboard.type(price);
    await keyboard.press('Enter');
  }
}

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)('a quote is made by keyboard, survives a reload, is saved and revised, on a %s', async (name, size) => {
  app = await openSyncApp(size);
  const { page, shot } = app;
  await app.go('/tickets/t-80');
  await page.getByRole('region', { name: 'Następny krok' }).getByRole('link', { name: 'Przygotuj wycenę' }).press('Enter');
  await page.getByRole('heading', { name: 'Wycena: PPHU Spożywcza' }).waitFor();
  // The two sub-tickets ask for one station to buy and two to exchange.
  expect(await field('Zakup').inputValue()).toBe('1');
  expect(await field('Wymiana').inputValue()).toBe('2');
  await fits();
  await shot(`quote-01-empty-${name}`);

  await page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' }).press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await fits();
  await shot(`quote-02-search-${name}`);
  await type(['pierwsze', '1'], ['modul', '3'], ['dojazd', '40', '1,15'], ['podrecznik', '1']);
  // By hand: 990,00 less 15% is 841,50; three times 199,99 less 33,3% is 400,17999, so 400,18; 40 × 1,15 is 46,00.
  // 23% of 1287,68 is 296,1664, so 296,17; 5% of 33,33 is 1,6665, so 1,67. Offers: 148,50 and 199,79.
  await gross('1 618,85 zł').waitFor();
  const totals = page.getByRole('table', { name: 'Podsumowanie wyceny' });
  for (const amount of ['1 287,68 zł', '296,17 zł', '33,33 zł', '1,67 zł', '-348,29 zł', '297,84 zł'])
    await totals.getByText(spaced(amount), { exact: true }).first().waitFor();
  await region('Oferta specjalna').getByText(spaced('Obniża tę wycenę o 199,79 zł netto')).waitFor();
  await page.getByText(/^Szkic zapisany na tym komputerze/).waitFor();
  await fits();
  await shot(`quote-03-lines-${name}`);

  await page.reload();
  await gross('1 618,85 zł').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText(/^Zapisano rewizję 1/).waitFor();
  await app.sync();
  expect(quoteSaved()).toMatchObject({ revision: 1, totalGross: 161_885 });
  await fits();
  await shot(`quote-04-saved-${name}`);

  await button('Zmień wycenę').press('Enter');
  await field('Wymiana').fill('0');
  // Without a station to exchange the other offer is left: 599,97 less 15% is 509,9745, so 509,97; 23% of 1397,47 is 321,4181.
  await gross('1 753,89 zł').waitFor();
  await region('Oferta specjalna').getByText('Dotyczy wymienianych stanowisk, a w tej wycenie nie ma żadnego.').waitFor();
  await field(/^Ilość: Dojazd/).fill('');
  await page.keyboard.press('Control+s');
  await page.getByText('brakuje ilości: Dojazd').waitFor();
  await fits();
  await shot(`quote-05-missing-${name}`);
  await page.keyboard.type('60');
  await gross('1 782,18 zł').waitFor();
  const changes = region('Zmiany wobec rewizji 1');
  await changes.getByText('Dojazd: ilość 40 → 60.').waitFor();
  await changes.getByText(spaced('(+163,33 zł)')).waitFor();
  await shot(`quote-06-changes-${name}`);
  await page.keyboard.press('Control+s');
  await page.getByText(/^Zapisano rewizję 2/).waitFor();
  await region('Rewizje').getByText('Rewizja 2').click();
  await region('Rewizje').getByText('Stanowiska, wymiana: 2 → 0.').waitFor();
  await fits();
  await region('Rewizje').scrollIntoViewIfNeeded();
  await shot(`quote-07-revisions-${name}`);
  await app.sync();
  expect(quoteSaved()).toMatchObject({ revision: 2, totalGross: 178_218 });
  expect(app.complaints).toEqual([]);
});

const DAY = 86_400_000;
const shared = async () => {
  const lists = app.core.workplace().store.sharedRows.priceLists();
  const [list] = lists;
  if (list === undefined) throw new Error('no price list came');
  return list;
};
const started = () => app.core.workplace().quotes.view('t-80');

it('a list that ended while the line was away: the saved quote is refused, counted anew with the differences, and taken', async () => {
  app = await openSyncApp({ width: 1280, height: 900 });
  const { page, shot, operator } = app;
  const old = await shared();
  app.line('gone');
  await app.go('/tickets/t-80/quote');
  await page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' }).focus();
  await type(['pierwsze', '1'], ['czytnik', '2']);
  // 841,50 and 549,80 are 1391,30; 23% of it is 319,999.
  await gross('1 711,30 zł').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText(/^Zapisano rewizję 1/).waitFor();
  await page
    .getByText(/czeka na wysłanie/)
    .first()
    .waitFor();
  // A second revision is begun, and left for another day.
  await button('Zmień wycenę').click();
  await field(/^Ilość: Czytnik/).fill('3');
  await page.getByText(/^Szkic zapisany/).waitFor();
  await app.go('/tickets/t-80');
  await region('Wycena').getByText('niezapisany szkic').waitFor();
  await shot('quote-11-section');

  const items = old.items.map((item) => (item.id === 'pcpos7' ? { ...item, unitNet: 105_000 } : item));
  const list = { ...old, id: 'cennik-2', name: 'Cennik zimowy', items: items.filter(({ id }) => id !== 'czytnik'), offers: [] };
  await operator.saveShared('priceList', list.id, list);
  await operator.withdrawShared('priceList', old.id);
  app.line('good');
  await app.sync();
  await expect
    .poll(() => {
      const view = started();
      return view.ok && view.value.refused !== null && view.value.list?.id;
    })
    .toBe('cennik-2');

  // What is refused cannot be mended by another total alone.
  await app.go('/sync');
  const entry = page.getByRole('region', { name: 'Wymaga decyzji' }).getByRole('listitem').filter({ hasText: 'PPHU Spożywcza' });
  await entry.getByText('PC-POS 7, pierwsze stanowisko × 1, Czytnik kodów kreskowych × 2').waitFor();
  expect(await entry.getByRole('button', { name: 'Popraw' }).count()).toBe(0);
  await fits();
  await shot('quote-12-inbox');
  await entry.getByRole('link', { name: 'Otwórz wycenę' }).click();
  await page.getByText(/nie została przyjęta/).waitFor();
  await page.getByText('Czytnik kodów kreskowych: nie ma już w cenniku.').waitFor();
  await page.getByText(spaced('PC-POS 7, pierwsze stanowisko: cena netto 990,00 zł → 1 050,00 zł.')).waitFor();
  await page.getByText('„Oferta specjalna Insoft na zakup” −15% → bez oferty specjalnej').waitFor();
  await fits();
  await shot('quote-13-recounted');
  await button('Rozumiem').click();
  await button('Rozumiem').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+s');
  await page.getByText('tych pozycji nie ma już w cenniku, usuń je: Czytnik kodów kreskowych').waitFor();
  await button('Usuń pozycję: Czytnik kodów kreskowych').click();
  await gross('1 291,50 zł').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText(/^Zapisano rewizję 1/).waitFor();
  await app.sync();
  expect(quoteSaved()).toMatchObject({ revision: 1, totalGross: 129_150, content: { priceList: 'cennik-2' } });
  expect(app.core.workplace().inbox.unsent()).toMatchObject({ count: 0, attention: 0 });
});

it('two windows: one follows what is typed in the other, and where both typed the person chooses', async () => {
  app = await openSyncApp({ width: 1280, height: 900 });
  const { page, shot } = app;
  const held: (() => void)[] = [];
  let holding = false;
  await page.routeWebSocket(/\/rpc/, (socket) => {
    const core = socket.connectToServer();
    core.onMessage((message) => {
      if (holding) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await app.go('/tickets/t-80/quote');
  await page.reload();
  await page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' }).focus();
  await type(['pierwsze', '1']);
  await page.getByText(/^Szkic zapisany/).waitFor();
  /** What another window does: as this one, over a line of its own. */
  const elsewhere = (quantity: string): void => {
    const { quotes } = app.core.workplace();
    const view = quotes.view('t-80');
    if (!view.ok || view.value.draft.typed === null) throw new Error('there is no draft');
    const { version, typed } = view.value.draft;
    const lines = typed.lines.map((line) => ({ ...line, quantity }));
    quotes.saveDraft({ ticketId: 't-80', expects: version, typed: { ...typed, lines } });
    app.core.events.emit('drafts');
  };
  const quantity = field(/^Ilość: PC-POS 7, pierwsze/);
  elsewhere('4');
  await expect.poll(() => quantity.inputValue()).toBe('4');

  for (const [choice, expected] of [
    ['Weź szkic z drugiego okna', '7'],
    ['Zostaw to, co tu wpisano', '5'],
  ] as const) {
    holding = true;
    elsewhere('7');
    await quantity.fill('5');
    holding = false;
    for (const release of held.splice(0)) release();
    await page.getByText(/Ten szkic zmieniono/).waitFor();
    expect(await quantity.inputValue()).toBe('5');
    expect(await button('Zapisz wycenę').isDisabled()).toBe(true);
    await shot('quote-21-two-windows');
    await fits();
    await button(choice).click();
    await page.getByText(/Ten szkic zmieniono/).waitFor({ state: 'detached' });
    expect(await quantity.inputValue()).toBe(expected);
    await expect
      .poll(() => {
        const view = started();
        return view.ok && view.value.draft.typed?.lines[0]?.quantity;
      })
      .toBe(expected);
  }
  await button('Porzuć szkic').click();
  await button('Cofnij').click();
  await expect.poll(() => quantity.inputValue()).toBe('5');
});

it('says why a quote cannot be changed, shows a bare total as one, and what is missing where there is no list', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot, operator } = app;
  await app.go('/tickets/t-115/quote');
  await page.getByText('Ta wycena to sama suma').first().waitFor();
  await button('Podejmij zgłoszenie').click();
  await page.getByText('Wycena zgłoszenia „PPHU SAM” jest już podpisana i w Backoffice.').waitFor();
  expect(await button('Zmień wycenę').count()).toBe(0);
  await fits();
  await shot('quote-31-exported');
  await app.go('/tickets/t-93/quote');
  await button('Wznów zgłoszenie').waitFor();
  await fits();
  await shot('quote-32-suspended');
  await app.go('/tickets/t-52/quote');
  await page
    .getByText(/zakończone/)
    .first()
    .waitFor();
  await shot('quote-33-ended');

  const list = await shared();
  await app.go('/tickets/t-80/quote');
  await page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' }).focus();
  await type(['pierwsze', '3']);
  await page.getByText(/^Szkic zapisany/).waitFor();
  await operator.saveShared('priceList', list.id, {
    ...list,
    validUntil: new Date(Date.now() - 2 * DAY).toISOString().slice(0, 10),
  });
  await app.sync();
  await page.getByText(/^Cennik „Cennik szkoleniowy” obowiązywał do/).waitFor();
  await page.getByText('PC-POS 7, pierwsze stanowisko × 3').waitFor();
  await fits();
  await shot('quote-34-list-ended');
  // As long as there is none M/platform takes the total alone.
  await field('Suma brutto z formalnego wzoru').fill('1 999,99');
  await button('Zapisz sumę').click();
  await page.getByText('Ta wycena to sama suma').first().waitFor();
  await app.sync();
  expect(quoteSaved()).toMatchObject({ revision: 1, totalGross: 199_999 });
});

it('the invoice stands beside the quote while it is typed, to the grosz, and its scan is attached there', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  app.do({ kind: 'ticket.take', target: 't-115', args: {} });
  app.do({ kind: 'subTicket.take', target: 's-735', args: {} });
  await app.go('/tickets/t-115/sub-tickets/s-735');
  await page.getByRole('tab', { name: /Szkolenie/ }).click();
  const invoice = region('Faktura końcowa');
  await field('Numer faktury').fill('FV/2026/11/7');
  await field('Kwota brutto').fill('2 459,99');
  await invoice.getByText(spaced('-0,01 zł'), { exact: true }).waitFor();
  await invoice
    .getByText(spaced('Faktury na 2 459,99 zł nie zgadzają się z wyceną na 2 460,00 zł. Różnica: -0,01 zł.'))
    .waitFor();
  await fits();
  await invoice.scrollIntoViewIfNeeded();
  await shot('quote-41-invoice-differs');
  await field('Kwota brutto').fill('2460');
  await invoice.getByText('Faktura zgadza się z wyceną.').waitFor();
  await button('Zapisz fakturę').click();
  await invoice.getByText(spaced('FV/2026/11/7: 2 460,00 zł')).waitFor();
  const choosing = page.waitForEvent('filechooser');
  await button('Dołącz skan faktury').click();
  await (await choosing).setFiles([{ name: 'skan.pdf', mimeType: 'application/pdf', buffer: Buffer.from(pdf(20_000).bytes) }]);
  const dialog = page.getByRole('dialog', { name: 'Dołączanie plików' });
  expect(await dialog.getByRole('combobox').inputValue()).toBe('invoice');
  await dialog.getByRole('button', { name: 'Dołącz plik', exact: true }).click();
  await invoice.getByText('skan.pdf').waitFor();
  await fits();
  await invoice.scrollIntoViewIfNeeded();
  await shot('quote-42-invoice');

  // Billed one by one: until the last point of sale the sum may be short. Or together, by one invoice.
  app.do({ kind: 'subTicket.take', target: 's-689', args: {} });
  app.do({ kind: 'subTicket.recordInvoice', target: 's-689', args: { number: 'FV/2026/11/8', totalGross: 200_000 } });
  await app.go('/tickets/t-61/sub-tickets/s-688');
  await page.getByRole('tab', { name: /Szkolenie/ }).click();
  await field('Kwota brutto').fill('2 181,99');
  await button('Ta sama faktura co w punkcie 689: FV/2026/11/8').waitFor();
  await field('Numer faktury').fill('FV/2026/11/9');
  await invoice.getByText(spaced('4 181,99 zł')).waitFor();
  await invoice.getByText(spaced('Do wyceny brakuje 0,01 zł.')).waitFor();
  await field('Numer faktury').fill('');
  await button('Ta sama faktura co w punkcie 689: FV/2026/11/8').click();
  await invoice.getByText(spaced('Do wyceny brakuje 2 182,00 zł.')).waitFor();
  await fits();
});

it('speaks English, too', async () => {
  app = await openSyncApp({ width: 1440, height: 900 });
  const { page, shot } = app;
  app.speak('en');
  await app.go('/tickets/t-80/quote');
  await page.getByRole('heading', { name: 'Quote: PPHU Spożywcza' }).waitFor();
  await page.getByRole('combobox', { name: 'Add an item from the price list' }).focus();
  await type(['pierwsze', '2'], ['podrecznik', '1']);
  // 1980,00 less 15% is 1683,00 and 387,09 of tax; 33,33 and 1,67.
  await gross('2 105,09 zł').waitFor();
  await fits();
  await shot('quote-51-english');
  await region('Special offer').scrollIntoViewIfNeeded();
  await shot('quote-52-english-below');
  await page.keyboard.press('Control+s');
  await page.getByText(/^Revision 1 is saved/).waitFor();
  await fits();
  await shot('quote-53-english-saved');
});
