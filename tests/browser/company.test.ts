import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const button = (name: string | RegExp) => app.page.getByRole('button', { name });
const field = (name: string) => app.page.getByRole('textbox', { name });
const kept = () => app.page.getByText(/^Szkic zapisany na tym komputerze/);
const company = () => {
  const view = app.core.workplace().views.ticketView('t-80');
  if (!view.ok) throw new Error(view.error.code);
  return view.value.ticket.company;
};

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)(
  'a company is edited by keyboard: rules at the fields, a reload in between, was and is, history, on a %s',
  async (name, size) => {
    app = await openSyncApp(size);
    const { page, shot } = app;
    await app.go('/tickets/t-80');
    await page.getByRole('link', { name: 'Edytuj dane firmy' }).press('Enter');
    await page.getByRole('heading', { name: 'Edycja firmy' }).waitFor();
    expect(await field('NIP').inputValue()).toBe('821-345-71-30');
    await fits();
    await shot(`company-01-${name}`);

    // Each rule is said next to its field, once one has left it.
    for (const [label, wrong, said] of [
      ['NIP', '821-345-71-31', 'NIP 821-345-71-31 jest nieprawidłowy'],
      ['REGON', '12345', 'REGON 12345 jest nieprawidłowy'],
      ['Numer rachunku', '11 1111', 'Numer rachunku 11 1111 jest nieprawidłowy'],
      ['Kod pocztowy', '1142', 'Kod pocztowy 1142 jest nieprawidłowy'],
      ['Telefon', '12345', '12345 to nie jest numer telefonu'],
      ['E-mail', 'sklep@', 'sklep@ to nie jest adres e-mail'],
      ['Miejscowość', '', 'To pole nie może być puste'],
    ] as const) {
      await field(label).fill(wrong);
      await field(label).press('Tab');
      const box = page
        .locator('div', { has: field(label) })
        .last()
        .locator('xpath=..');
      await box.getByText(said).waitFor();
      expect(await field(label).getAttribute('aria-invalid')).toBe('true');
    }
    await page.getByText(/^7 zmian: /).waitFor();
    await kept().waitFor();
    await fits();
    await shot(`company-02-faults-${name}`);
    await page.keyboard.press('Control+s');
    expect(await page.evaluate('document.activeElement.id')).toBe('form-nip');
    expect(company().city).toBe('Arklity');

    // What was typed is there after the window was loaded anew, wrong as it is.
    await page.reload();
    await page.getByText('NIP 821-345-71-31 jest nieprawidłowy').waitFor();
    for (const [label, right] of [
      ['NIP', '8213457130'],
      ['REGON', '123 456 785'],
      ['Numer rachunku', 'PL61109010140000071219812874'],
      ['Kod pocztowy', '11420'],
      ['Telefon', '601 000 111'],
      ['E-mail', 'sklep@example.com'],
      ['Miejscowość', 'Arklity Małe'],
      ['Kto podpisuje za firmę', 'Anna Żak'],
    ] as const) {
      await field(label).fill(right);
      await field(label).press('Tab');
    }
    expect(await field('NIP').inputValue()).toBe('821-345-71-30');
    expect(await field('Numer rachunku').inputValue()).toBe('61 1090 1014 0000 0712 1981 2874');
    await page.getByText(/^6 zmian: /).waitFor();
    await page.getByText('W M/platform: Arklity', { exact: true }).waitFor();
    await fits();
    await shot(`company-03-was-is-${name}`);
    app.line('gone');
    await page.keyboard.press('Control+s');
    await page.getByText(/^Zapisano: /).waitFor();
    expect(company()).toMatchObject({
      nip: '8213457130',
      regon: '123456785',
      bankAccount: '61109010140000071219812874',
      postalCode: '11-420',
      city: 'Arklity Małe',
      representative: 'Anna Żak',
    });
    const history = page.getByRole('region', { name: 'Historia zmian' });
    await history
      .getByRole('row', { name: /Miejscowość Arklity Arklity Małe Technik szkoleniowy .*czeka na wysłanie/ })
      .waitFor();
    await fits();
    await history.scrollIntoViewIfNeeded();
    await shot(`company-04-history-${name}`);
    app.line('good');
    await app.sync();
    await expect.poll(() => history.getByText('czeka na wysłanie').count()).toBe(0);
    expect(await history.getByRole('row', { name: /Arklity Małe Technik szkoleniowy/ }).count()).toBe(1);
  },
);

it('a field that somebody changed meanwhile asks whose value stays, and what was given up can be brought back', async () => {
  app = await openSyncApp({ width: 1280, height: 900 });
  const { page, shot } = app;
  await app.go('/tickets/t-80/company');
  await field('Miejscowość').fill('Radom');
  await field('Telefon').fill('601 000 111');
  await kept().waitFor();
  await app.elsewhere('technik-szkolenie', {
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { city: { from: 'Arklity', to: 'Kozienice' }, street: { from: 'ul. Szkolna 12', to: 'ul. Nowa 1' } } },
  });
  await app.sync();
  await page.getByText('Gdy to wpisywano, wartość w M/platform zmieniła się na: Kozienice.').waitFor();
  // What was not touched here is simply followed.
  expect(await field('Ulica i numer').inputValue()).toBe('ul. Nowa 1');
  await fits();
  await shot('company-11-drifted');
  await page.keyboard.press('Control+s');
  expect(company().city).toBe('Kozienice');
  await button('Zostaw wpisane').click();
  await page.keyboard.press('Control+s');
  await page.getByText(/^Zapisano: /).waitFor();
  await app.sync();
  expect(company()).toMatchObject({ city: 'Radom', street: 'ul. Nowa 1', phone: '601 000 111' });
  expect(app.core.workplace().inbox.unsent()).toMatchObject({ count: 0, attention: 0 });

  await field('Miejscowość').fill('Zwoleń');
  await button('Porzuć zmiany').click();
  await expect.poll(() => field('Miejscowość').inputValue()).toBe('Radom');
  await button('Cofnij').click();
  await expect.poll(() => field('Miejscowość').inputValue()).toBe('Zwoleń');
  await app.go('/tickets/t-80');
  await page.getByText(/^W formularzu firmy są niezapisane zmiany/).waitFor();
  await shot('company-12-ticket');
  await fits();
});

it('a point of sale shows its number for PC-POS, is read-only with the reason until it is taken, and then edited', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  await app.go('/tickets/t-80/sub-tickets/s-812/point');
  await page.getByText('Zapisz ten numer: jest potrzebny podczas konfiguracji PC-POS u detalisty.').waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await button('Kopiuj punkt ID 812').click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('812');
  await page.getByText('Najpierw podejmij podzgłoszenie punktu 812.').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  await fits();
  await shot('company-21-point-read-only');

  await app.go('/tickets/t-61/sub-tickets/s-688');
  await page.getByRole('link', { name: 'Edytuj punkt' }).click();
  await page.getByRole('heading', { name: 'Edycja punktu handlowo-usługowego' }).waitFor();
  await field('Nazwa').fill('Piekarnia przy rynku');
  await field('Telefon').fill('48 621 60 08');
  await page.getByText(/^2 zmiany: Nazwa, Telefon/).waitFor();
  await fits();
  await shot('company-22-point');
  await button('Zapisz zmiany').click();
  await page.getByText(/^Zapisano: Nazwa, Telefon/).waitFor();
  await app.sync();
  await app.go('/tickets/t-61/sub-tickets/s-688');
  await page.getByRole('heading', { name: 'Piekarnia przy rynku' }).waitFor();
  const facts = page.getByRole('region', { name: 'Dane podzgłoszenia' });
  expect(await facts.getByRole('link', { name: '48 621 60 08' }).getAttribute('href')).toBe('tel:486216008');
  expect(await facts.getByRole('link', { name: 'mplatform+dr_alfa@vivaldi.net' }).getAttribute('href')).toBe(
    'mailto:mplatform+dr_alfa@vivaldi.net',
  );
  await facts.getByRole('button', { name: 'Kopiuj numer 48 621 60 08' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('48 621 60 08');
  await facts.scrollIntoViewIfNeeded();
  await shot('company-23-facts');
});
